import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { ApiKeyService } from '../../../src/auth/api-keys.service.js';
import type { Scope } from '../../../src/auth/scope.js';
import { TrustedDocuments } from '../../../src/graphql/persisted-documents/persisted-documents.js';
import { listTools } from '../../../src/http/mcp/tools.js';
import { callTool, connectAssistant } from '../../support/assistant.js';
import { startServer, type TestServer } from '../../support/test-server.js';

const DOCUMENTS = {
  title: '"""Returns the title of the site.""" query SiteTitle { site { title } }',
  tag: '"""Creates a tag.""" mutation CreateTag("The name." $name: String!) { createTag(input: { name: $name }) { tag { slug } userErrors { message } } }',
  publish:
    '"""Publishes an article.""" mutation Publish($id: ID!) { publishArticle(input: { id: $id }) { article { slug } userErrors { message } } }',
  unlisted:
    '"""Deletes an article.""" mutation Delete($id: ID!) { deleteArticle(input: { id: $id }) { deletedId } }',
  undescribed: 'mutation Undescribed($id: ID!) { deleteArticle(input: { id: $id }) { deletedId } }',
};

let folder: string;
let gateway: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-'));
  await writeFile(join(folder, 'documents.json'), JSON.stringify(DOCUMENTS));
  gateway = await startServer({
    settings: {
      MCP: 'true',
      TRUSTED_DOCUMENTS: 'only',
      TRUSTED_DOCUMENTS_FILE: join(folder, 'documents.json'),
      MCP_MUTATIONS: 'CreateTag, Publish',
    },
  });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function connectWithKey(...scopes: Scope[]) {
  const { secret } = await new ApiKeyService(gateway.database.prisma).create('Assistant', scopes);
  return connectAssistant(gateway, { authorization: `Bearer ${secret}` });
}

describe('A mutation of MCP_MUTATIONS', () => {
  test('is a tool for clients with credentials alone, and says that it writes', async () => {
    const stranger = await connectAssistant(gateway);
    expect((await stranger.listTools()).tools.map(({ name }) => name)).toEqual(['SiteTitle']);
    await expect(callTool(stranger, 'CreateTag', { name: 'Forged' })).rejects.toThrow(/CreateTag/);
    const editor = await connectWithKey('write');
    const { tools } = await editor.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      [
        'SiteTitle',
        { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      ],
      [
        'CreateTag',
        { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
      ],
      [
        'Publish',
        { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
      ],
    ]);
    await stranger.close();
    await editor.close();
  });

  test('is executed for a key with its scope, and is in the audit', async () => {
    const editor = await connectWithKey('write');
    expect(await callTool(editor, 'CreateTag', { name: 'Harbour' })).toEqual({
      createTag: { tag: { slug: 'harbour' }, userErrors: [] },
    });
    const { prisma } = gateway.database;
    expect(await prisma.auditEntry.findFirst({ where: { action: 'createTag' } })).toMatchObject({
      keyName: 'Assistant',
    });
    await editor.close();
  });

  test('is refused without its scope or with an invalid key, and the attempt of a key is in the audit', async () => {
    const reader = await connectWithKey('preview');
    expect(await callTool(reader, 'CreateTag', { name: 'Forged' })).toMatch(/scope write is required/);
    const writer = await connectWithKey('write');
    expect(await callTool(writer, 'Publish', { id: 'QXJ0aWNsZTox' })).toMatch(/scope publish is required/);
    const forged = await connectAssistant(gateway, { authorization: 'Bearer forged' });
    expect(await callTool(forged, 'CreateTag', { name: 'Forged' })).toMatch(/key/);
    const { prisma } = gateway.database;
    expect(await prisma.tag.count({ where: { name: 'Forged' } })).toBe(0);
    expect(await prisma.auditEntry.count({ where: { action: 'publishArticle' } })).toBe(1);
    await Promise.all([reader, writer, forged].map((client) => client.close()));
  });

  test('that is not a described mutation of the trusted documents ends the start', async () => {
    const schema = buildSchema('type Query { title: String } type Mutation { remove: String }');
    const documents = new TrustedDocuments(
      [
        ['a', '"""The title.""" query Title { title }'],
        ['b', 'mutation Undescribed { remove }'],
        ['c', '"""Removes.""" mutation Invalid { erase }'],
      ],
      false,
    );
    for (const name of ['Title', 'Undescribed', 'Invalid', 'Missing'])
      await expect(listTools(documents, schema, [name])).rejects.toThrow(`MCP_MUTATIONS names ${name}`);
  });
});
