import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { createCommandDocuments } from '../../../src/app/command-documents.js';
import { createCommandFilters } from '../../../src/app/command-filters.js';
import { EMPTY_MODEL } from '../../../src/fields/content-model.js';
import { addKeyCommands } from '../../../src/modules/api-key/api-key.commands.js';
import type { CommandContext } from '../../../src/modules/module.js';
import { addWebhookCommands } from '../../../src/modules/webhook/webhook.commands.js';
import { type Gateway, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let context: CommandContext;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'match', section: ['Sport'], authors: ['Ann Poe'] });
  await gateway.save({ slug: 'secret', title: 'Secret', section: ['World'], draft: true });
  context = {
    withDatabase: (work: (database: never) => unknown) => work(gateway.database as never),
    loadModel: async () => EMPTY_MODEL,
    createFilters: createCommandFilters,
    createDocuments: createCommandDocuments,
  } as unknown as CommandContext;
});
afterAll(() => gateway.close());

/** Runs a command, and returns what it prints. */
async function run(
  add: (command: Command, context: CommandContext) => void,
  ...args: string[]
): Promise<string> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  try {
    const command = new Command().exitOverride();
    add(command, context);
    await command.parseAsync(args, { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return lines.join('\n');
}
const runKeys = (...args: string[]) => run(addKeyCommands, ...args);

test('`keys create` sets limits and an author, which `keys list` shows', async () => {
  const secret = await runKeys(
    ...['create', '--name', 'Sport', '--scope', 'preview,write', '--sections', 'sport,sport'],
    ...['--kinds', 'opinion,LiveBlog', '--languages', 'EN', '--own-only', '--author', 'ann-poe'],
  );
  const { viewer, articles } = await gateway.queryAs(
    secret,
    'preview',
  )('{ viewer { limits { sections { slug } kinds languages isOwnOnly } } articles { nodes { slug } } }');
  expect(viewer.limits).toEqual({
    ...{ sections: [{ slug: 'sport' }], kinds: ['OPINION', 'LIVE_BLOG'], languages: ['en'], isOwnOnly: true },
  });
  expect(articles.nodes).toEqual([{ slug: 'match' }]);
  const [listed] = JSON.parse(await runKeys('list', '--json'));
  expect(listed.limits).toMatchObject({ sections: ['sport'], kinds: ['OPINION', 'LIVE_BLOG'] });
  expect(await runKeys('list')).toContain('sections sport; kinds OPINION,LIVE_BLOG; languages en; own-only');
});

test('`keys limit` replaces and removes limits, and refuses to do neither or both', async () => {
  const secret = await runKeys('create', '--name', 'Desk', '--scope', 'preview');
  const prefix = secret.slice(0, 11);
  const readTitles = async () =>
    (
      await gateway.queryAs(secret, 'preview')('{ articles(orderBy: TITLE) { nodes { slug } } }')
    ).articles.nodes.map(({ slug }: { slug: string }) => slug);
  expect(await readTitles()).toEqual(['secret', 'match']);
  await runKeys('limit', prefix, '--sections', 'sport');
  expect(await readTitles()).toEqual(['match']);
  for (const args of [[], ['--author', 'ann-poe'], ['--none', '--sections', 'sport']])
    await expect(runKeys('limit', prefix, ...args)).rejects.toThrow(
      'Give limits, such as --sections sport, or --none',
    );
  await runKeys('limit', prefix, '--none');
  expect(await readTitles()).toEqual(['secret', 'match']);
});

test.each([
  [['--sections', 'sport,nowhere'], 'No section has the ID or slug "nowhere".'],
  [['--kinds', 'essay'], 'essay is not a kind of article.'],
  [['--languages', 'english!'], '"english!" is not a BCP 47 language tag'],
  [['--author', 'nobody'], 'No author has the ID or slug "nobody".'],
])('`keys create` with %j is refused, and creates nothing', async (options, message) => {
  const before = await gateway.database.prisma.apiKey.count();
  await expect(runKeys('create', '--name', 'Desk', '--scope', 'write', ...options)).rejects.toThrow(message);
  await expect(runKeys('limit', 'dl_00000000', '--sections', 'sport')).rejects.toThrow(
    'No key has the prefix',
  );
  expect(await gateway.database.prisma.apiKey.count()).toBe(before);
});

test('`webhooks add` takes a filter, which `webhooks list` shows', async () => {
  const add = (filter: string) =>
    run(addWebhookCommands, 'add', 'https://93.184.216.34/hook', '--filter', filter);
  expect(await add('{"sections":{"any":["sport"]},"publishedAt":{"after":"2020-01-01T00:00:00Z"}}')).toMatch(
    /^Webhook/,
  );
  const [listed] = JSON.parse(await run(addWebhookCommands, 'list', '--json'));
  expect(JSON.parse(listed.filter)).toMatchObject({
    ...{ sections: { any: ['sport'] }, publishedAt: { after: '2020-01-01T00:00:00.000Z' } },
  });
  expect(await run(addWebhookCommands, 'list')).toContain(`{"sections":{"any":["sport"]`);
  await expect(add('{"sections"')).rejects.toThrow('this is not JSON');
  await expect(add('{"section":"sport"}')).rejects.toThrow('not defined by type "ArticleFilter"');
  await expect(add('{"status":["DRAFT"]}')).rejects.toThrow('cannot have conditions that need a scope');
  expect(await gateway.database.prisma.webhook.count()).toBe(1);
});

describe('`webhooks add --document`', () => {
  const DOCUMENTS = {
    story:
      'query ($id: ID!) { article(by: { id: $id }) { title } site { title boxes { key } } popular { article { title } } }',
    invalid: 'query ($id: ID!) { article(by: { id: $id }) { heading } }',
  };
  const add = (...options: string[]) =>
    run(addWebhookCommands, 'add', 'https://93.184.216.34/stories', ...options);
  const settings = { ...process.env };
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'));
    const file = join(folder, 'documents.json');
    await writeFile(file, JSON.stringify(DOCUMENTS));
    const data = { DATA_DIR: folder, SECRET_KEY: 'k'.repeat(32) };
    Object.assign(process.env, data, { TRUSTED_DOCUMENTS: 'also', TRUSTED_DOCUMENTS_FILE: file });
  });
  afterAll(async () => {
    process.env = settings;
    await rm(folder, { recursive: true });
  });

  test('A trusted document of the settings is saved, and `webhooks list` shows it', async () => {
    expect(await add('--document', 'story')).toMatch(/^Webhook \d+/);
    const listed = JSON.parse(await run(addWebhookCommands, 'list', '--json'));
    expect(listed.map(({ document }: { document: string | null }) => document)).toContain('story');
    expect(await run(addWebhookCommands, 'list')).toContain('story');
  });

  test('An unknown document, and one that readers cannot execute, are refused with the reason', async () => {
    const before = await gateway.database.prisma.webhook.count();
    await expect(add('--document', 'other')).rejects.toThrow(
      'There is no trusted document with the ID other',
    );
    await expect(add('--document', 'invalid')).rejects.toThrow('cannot be executed for readers');
    process.env.TRUSTED_DOCUMENTS = 'none';
    await expect(add('--document', 'story')).rejects.toThrow('set TRUSTED_DOCUMENTS to also or only');
    expect(await gateway.database.prisma.webhook.count()).toBe(before);
  });
});
