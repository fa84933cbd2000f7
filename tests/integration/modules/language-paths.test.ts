import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';

const ENGLISH = { SITE_LANGUAGE: 'en' };
const BOTH = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de' };
const GERMAN_FIRST = { SITE_LANGUAGE: 'de', SITE_LANGUAGES: 'en' };

const warnings: string[] = [];
let first: Gateway;
let worker: BackgroundWorker;
const started: Gateway[] = [];
beforeAll(async () => {
  first = await startGateway({ ...ENGLISH, CACHE_MB: '8' });
  const logger = { ...noopLogger, warn: (_line: object, message: string) => warnings.push(message) };
  const options = { config: readConfig(ENGLISH), database: first.database, logger };
  worker = await startBackgroundWorkers(options);
  await first.saveMany([
    { slug: 'ferry', language: null, section: ['World'], tags: ['Harbour'] },
    { slug: 'bridge', language: 'en' },
    { slug: 'faehre', language: 'de', section: ['World'], tags: ['Harbour'] },
    { slug: 'fest', language: 'de', path: '/spezial/fest' },
    { slug: 'entwurf', language: 'de', tags: ['Secret'], draft: true },
  ]);
});
afterAll(async () => {
  await worker.stop();
  for (const gateway of started) await gateway.close();
  await first.close();
});

/** Starts another instance with settings, and waits for the job that it has added. */
async function startWith(settings: Record<string, string>): Promise<Gateway> {
  const gateway = await startGateway({ ...settings, CACHE_MB: '8' }, { beside: first });
  started.push(gateway);
  await waitUntil(async () => {
    const { rows } = await first.database.pool.query(
      "SELECT FROM graphile_worker.jobs WHERE task_identifier = 'move_language_paths'",
    );
    return rows.length === 0;
  });
  await gateway.app.cacheInvalidator.waitForSync();
  return gateway;
}

async function listPaths(): Promise<Record<string, string>> {
  const drafts = await first.database.prisma.draft.findMany({ select: { slug: true, path: true } });
  return Object.fromEntries(drafts.map(({ slug, path }) => [slug, path]));
}

const readRoute = async (gateway: Gateway, path: string, language: string) => {
  const document = 'query ($path: String!) { route(path: $path) { status redirectTo } }';
  const { route } = await gateway.query(document, { path }, { 'x-language': language });
  return route.redirectTo ?? route.status;
};

const write = async (gateway: Gateway, name: string, input: object) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const run = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  const data = await run(
    `mutation ($input: ${type}!) { ${name}(input: $input) { userErrors { message } } }`,
    { input },
  );
  expect(data[name].userErrors).toEqual([]);
};

test('A language that is added gives its articles their prefix at once, and former paths redirect', async () => {
  const gateway = await startWith(BOTH);
  expect(await listPaths()).toEqual({
    ferry: '/world/ferry',
    bridge: '/bridge',
    faehre: '/de/world/faehre',
    fest: '/spezial/fest',
    entwurf: '/de/entwurf',
  });
  expect(await readRoute(gateway, '/de/world/faehre', 'de')).toBe('FOUND');
  expect(await readRoute(gateway, '/world/faehre', 'de')).toBe('/de/world/faehre');
  expect(await readRoute(gateway, '/spezial/fest', 'de')).toBe('FOUND');
  expect(await readRoute(gateway, '/world/ferry', 'en')).toBe('FOUND');
  // The instance that began before has followed.
  await first.app.cacheInvalidator.waitForSync();
  expect(await readRoute(first, '/world/faehre', 'en')).toBe('/de/world/faehre');
});

test('A language that is removed gives its articles and lists their paths of before, and those with its prefix redirect', async () => {
  const both = started.at(-1)!;
  const translations = (slug: string) => [{ language: 'de', name: slug, slug }];
  const ids = await both.queryAs(
    await both.createKey('preview'),
    'preview',
  )(
    '{ section(by: { slug: "world" }) { id } tag(by: { slug: "harbour" }) { id } secret: tag(by: { slug: "secret" }) { id } }',
  );
  await write(both, 'updateSection', { id: ids.section.id, translations: translations('welt') });
  await write(both, 'updateTag', { id: ids.tag.id, translations: translations('hafen') });
  await write(both, 'updateTag', { id: ids.secret.id, translations: translations('geheim') });
  expect((await listPaths()).faehre).toBe('/de/welt/faehre');
  const gateway = await startWith(ENGLISH);
  expect(await listPaths()).toMatchObject({
    faehre: '/world/faehre',
    entwurf: '/entwurf',
    fest: '/spezial/fest',
  });
  for (const [path, target] of [
    ['/de/welt/faehre', '/world/faehre'],
    ['/de/world/faehre', '/world/faehre'],
    ['/de/welt', '/world'],
    ['/de/tags/hafen', '/tags/harbour'],
    ['/de/tags/geheim', 'NOT_FOUND'],
    ['/tags/harbour', 'FOUND'],
  ] as const)
    expect([path, await readRoute(gateway, path, 'en')]).toEqual([path, target]);
});

test('Another primary language moves the articles of both, and those without a language belong to it', async () => {
  const gateway = await startWith(GERMAN_FIRST);
  expect(await listPaths()).toMatchObject({
    ferry: '/world/ferry',
    bridge: '/en/bridge',
    faehre: '/world/faehre',
    entwurf: '/entwurf',
  });
  expect(await readRoute(gateway, '/bridge', 'en')).toBe('/en/bridge');
  expect(await readRoute(gateway, '/en/tags/harbour', 'en')).toBe('NOT_FOUND');
  await startWith(BOTH);
  expect(await listPaths()).toMatchObject({ bridge: '/bridge', faehre: '/de/welt/faehre' });
});

test('An article whose new path is taken keeps its own, and the log names it', async () => {
  const both = started.at(-1)!;
  await write(both, 'createArticle', { title: 'Brücke', slug: 'bridge', language: 'de', publish: {} });
  expect(warnings).toEqual([]);
  const gateway = await startWith(ENGLISH);
  expect(warnings).toEqual([expect.stringContaining('1 articles keep their paths')]);
  expect(await readRoute(gateway, '/de/bridge', 'en')).toBe('FOUND');
  expect(await readRoute(gateway, '/bridge', 'en')).toBe('FOUND');
});

test('A start with the same languages, in any order of instances, moves nothing', async () => {
  await startWith(BOTH);
  const paths = await listPaths();
  const { rows: before } = await first.database.pool.query('SELECT max(sequence) FROM content_change');
  await startWith(BOTH);
  expect(await listPaths()).toEqual(paths);
  const { rows: after } = await first.database.pool.query('SELECT max(sequence) FROM content_change');
  expect(after).toEqual(before);
});
