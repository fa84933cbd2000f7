import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { readTrustedDocuments } from '../../../src/graphql/persisted-documents/persisted-documents.js';
import { generateManifest } from '../../support/manifest.js';
import { buildQueryUrl, startServer, type TestServer } from '../../support/test-server.js';

const PAGE = 'query Page($slug: String!) { article(by: { slug: $slug }) { title tags { name } } }';
const FRONT = 'query Front { articles(first: 3) { nodes { title } } }';
const VARIABLES = { slug: 'first-electric-ferry-ties-up' };

let folder: string;
let file: string;
let manifest: Record<string, string>;
let only: TestServer;
let also: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-documents-'));
  file = join(folder, 'persisted-documents.json');
  const text = await generateManifest(buildSchema(await printGraphQLSchema()), [PAGE, FRONT]);
  await writeFile(file, text);
  manifest = JSON.parse(text);
  const settings = { TRUSTED_DOCUMENTS_FILE: file, CACHE_MB: '16' };
  only = await startServer({ withSeeds: true, settings: { ...settings, TRUSTED_DOCUMENTS: 'only' } });
  also = await startServer({ database: only.database, settings: { ...settings, TRUSTED_DOCUMENTS: 'also' } });
});
afterAll(async () => {
  await also.close();
  await only.close();
  await rm(folder, { recursive: true });
});

const keyOf = (name: string) =>
  Object.keys(manifest).find((key) => manifest[key]!.includes(`query ${name}`))!;
const hashOf = (name: string) => keyOf(name).replace('sha256:', '');
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const codeOf = async (response: Response) => {
  const { errors } = (await response.json()) as any;
  return [response.status, errors?.[0].extensions.code];
};

describe('TRUSTED_DOCUMENTS=only', () => {
  test.each<[how: string, document: () => object]>([
    ['by its graphql-codegen id', () => byHash(keyOf('Page'))],
    ['by its hash', () => byHash(hashOf('Page'))],
    ['by documentId', () => ({ documentId: hashOf('Page') })],
    ['by documentId with its algorithm', () => ({ documentId: `sha256:${hashOf('Page')}` })],
    ['as text', () => ({ query: manifest[keyOf('Page')] })],
  ])('runs a document of the manifest sent %s', async (_how, document) => {
    const response = await only.post({ ...document(), variables: VARIABLES });
    const { data } = (await response.json()) as any;
    expect(data.article.title).toMatch(/ferry/);
  });

  test('runs a document of the manifest by GET with a public Cache-Control', async () => {
    const names: Record<string, string>[] = [
      { documentId: hashOf('Front') },
      { extensions: JSON.stringify(byHash(hashOf('Front')).extensions) },
    ];
    for (const name of names) {
      const response = await only.get(buildQueryUrl(name));
      expect(response.headers.get('cache-control')).toBe('public, no-cache');
      expect(((await response.json()) as any).data.articles.nodes).toHaveLength(3);
    }
  });

  test.each([
    ['a document outside the manifest', () => ({ query: '{ site { title } }' })],
    ['a document with a syntax error', () => ({ query: '{ nothing { here ' })],
    ['introspection', () => ({ query: '{ __schema { types { name } } }' })],
    ['an unknown hash', () => byHash('0'.repeat(64))],
    [
      'an untrusted document under a trusted hash',
      () => ({ query: '{ site { title } }', ...byHash(hashOf('Page')) }),
    ],
    ['a request without a document', () => ({ variables: {} })],
  ])('refuses %s with DOCUMENT_NOT_TRUSTED', async (_what, body) => {
    expect(await codeOf(await only.post(body()))).toEqual([400, 'DOCUMENT_NOT_TRUSTED']);
  });

  test('does not let a client register a document by its hash', async () => {
    const query = '{ site { title } }';
    const hash = createHash('sha256').update(query).digest('hex');
    await only.post({ query, ...byHash(hash) });
    expect(await codeOf(await only.post(byHash(hash)))).toEqual([400, 'DOCUMENT_NOT_TRUSTED']);
  });

  test('refuses untrusted documents over WebSocket too', async () => {
    const client = createClient({
      url: `${only.address.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    const ask = (payload: object) => client.iterate(payload as never).next();
    await expect(ask({ query: '{ site { title } }' })).rejects.toMatchObject([
      { extensions: { code: 'DOCUMENT_NOT_TRUSTED' } },
    ]);
    expect((await ask({ query: manifest[keyOf('Front')] })).value).toMatchObject({
      data: { articles: { nodes: expect.any(Array) } },
    });
    await client.dispose();
  });
});

describe('TRUSTED_DOCUMENTS=also', () => {
  test('runs manifest documents by hash and any other document by its text', async () => {
    expect((await also.post(byHash(hashOf('Front')))).status).toBe(200);
    expect((await also.post({ query: '{ site { title } }' })).status).toBe(200);
    const unknown = await also.post(byHash('0'.repeat(64)));
    expect(await codeOf(unknown)).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
  });

  test('runs a document by hash over GET once a client has registered it', async () => {
    const query = '{ site { title description } }';
    const hash = createHash('sha256').update(query).digest('hex');
    const path = buildQueryUrl({ extensions: JSON.stringify(byHash(hash).extensions) });
    const unknown = await also.get(path);
    expect(unknown.headers.get('cache-control')).toBe('no-store');
    expect(await codeOf(unknown)).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    await also.get(buildQueryUrl({ query, extensions: JSON.stringify(byHash(hash).extensions) }));
    const response = await also.get(path);
    expect(response.headers.get('cache-control')).toBe('public, no-cache');
    expect(((await response.json()) as any).data.site.title).toBe('The Harbour Courier');
  });
});

describe('Document manifest', () => {
  test.each(['', 'sha256:'])(
    'resolves ids with and without sha256: when the manifest prefixes hashes with %j',
    async (before) => {
      const path = join(folder, 'named.json');
      await writeFile(path, JSON.stringify({ [`${before}abc`]: FRONT }));
      const documents = await readTrustedDocuments('only', path);
      expect(['abc', 'sha256:abc', 'abd'].map((id) => documents.find(id))).toEqual([FRONT, FRONT, undefined]);
    },
  );

  test('accepts the manifest format of Apollo', async () => {
    const operations = [{ id: 'abc', name: 'Front', type: 'query', body: FRONT }];
    const path = join(folder, 'apollo.json');
    await writeFile(
      path,
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    );
    expect((await readTrustedDocuments('only', path)).find('abc')).toBe(FRONT);
  });

  test.each([
    ['the manifest file is missing', null, /cannot be read.*TRUSTED_DOCUMENTS_FILE/],
    ['the manifest is not JSON', '{', /cannot be read/],
    ['the manifest is empty', '{}', /is not a manifest/],
    ['the manifest maps ids to something other than documents', '{"a": {"b": 1}}', /is not a manifest/],
    [
      'a document of the manifest does not parse',
      '{"abc": "query {"}',
      /document abc in .* is not valid GraphQL: Syntax Error/,
    ],
  ])('stops the start with a message when %s', async (_what, text, says) => {
    const path = join(folder, 'broken.json');
    await rm(path, { force: true });
    if (text !== null) await writeFile(path, text);
    await expect(readTrustedDocuments('also', path)).rejects.toThrow(says);
    expect((await readTrustedDocuments('none', path)).canRun('{ a }')).toBe(true);
  });
});
