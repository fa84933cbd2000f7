import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadSiteConfig } from '../../../src/app/site-config.js';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { Fetcher } from '../../../src/importers/fetch/fetcher.js';
import type { Importer, ImporterContext, SourceItem } from '../../../src/importers/own/importer.js';
import { type ImporterOptions, runImporter, syncImporter } from '../../../src/importers/own/run-importer.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { createImporterSource, syncSources } from '../../../src/importers/sync-sources.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { readPage } from '../../support/documentation.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

let gateway: Gateway;
let model: ContentModel;
beforeAll(async () => {
  model = await loadExampleModel();
  gateway = await startGateway({}, { model });
});
afterAll(() => gateway.close());

const WIRE = { description: 'import a wire', site: 'https://wire.example' };

async function* yieldAll(items: unknown[]): AsyncGenerator<SourceItem> {
  yield* items as SourceItem[];
}

function getDeps() {
  const { database, importService } = gateway;
  const fetcher = new Fetcher({ allowPrivate: true });
  return { prisma: database.prisma, importService, fetcher, model, timeZone: 'Europe/Berlin' };
}

async function run(name: string, importer: Importer, options: ImporterOptions = {}) {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const summary = await runImporter(name, importer, getDeps(), { ...options, report });
  const reasons = Object.fromEntries(results.map((result) => [result.item, result.reasons]));
  return { summary, reasons, outcomes: results.map(({ item, outcome }) => `${item} ${outcome}`) };
}

const runItems = (name: string, items: unknown[], options: ImporterOptions = {}) =>
  run(name, { ...WIRE, read: () => yieldAll(items) }, options);

const getRoute = async (path: string) =>
  (await gateway.query('query ($path: String!) { route(path: $path) { status redirectTo } }', { path }))
    .route;

const ARTICLE = `slug path title standfirst publishedAt kind access { level } language
  section { name } tags { name } authors { name } image { url alt caption credit } body { html } fields { kicker spiceLevel }`;
const getArticle = async (slug: string) =>
  (await gateway.query(`query ($slug: String!) { article(by: { slug: $slug }) { ${ARTICLE} } }`, { slug }))
    .article;

test('An importer of the site brings everything that an item can say', async () => {
  const item: SourceItem = {
    id: 'urn:1',
    title: 'Tide & time',
    draft: false,
    url: 'https://wire.example/2024/tide.html',
    path: '/harbour/tide',
    formerPaths: ['/t/1'],
    html: '<p onclick="x()">See <a href="/2024/ebb.html">ebb</a>.</p><img src="sea.jpg" alt="Sea"><script>x()</script>',
    standfirst: 'In short.',
    section: ['News', 'Harbour'],
    tags: ['Tides', 'Q & A', 'Tides'],
    authors: ['Ada Marsh'],
    image: { url: '/lead.jpg', alt: 'A quay', caption: 'The quay', credit: 'Ben Okri' },
    publishedAt: '2024-07-04 10:00',
    language: 'en_GB',
    access: 'MEMBERS',
    fields: { kicker: 'Eating', spiceLevel: '4', flavour: 'salt' },
    unusedFields: ['urgency'],
    warnings: ['a table was left out'],
  };
  const ebb = {
    id: 'urn:2',
    title: 'Ebb',
    draft: false,
    url: 'https://wire.example/2024/ebb.html',
    markdown: 'See ![sea](sea.jpg) and [tide](tide.html).',
  };
  const first = await runItems('wire', [item, ebb]);
  expect(first.outcomes).toEqual([
    'https://wire.example/2024/tide.html created',
    'https://wire.example/2024/ebb.html created',
  ]);
  expect(first.reasons['https://wire.example/2024/tide.html']).toEqual(['a table was left out']);
  expect(Object.fromEntries(first.summary.unusedFields)).toEqual({ urgency: 1, flavour: 1 });
  expect(await getArticle('tide')).toEqual({
    slug: 'tide',
    path: '/harbour/tide',
    title: 'Tide & time',
    standfirst: 'In short.',
    publishedAt: '2024-07-04T08:00:00.000Z',
    kind: 'ARTICLE',
    access: { level: 'MEMBERS' },
    language: 'en-GB',
    section: { name: 'Harbour' },
    tags: [{ name: 'Tides' }, { name: 'Q & A' }],
    authors: [{ name: 'Ada Marsh' }],
    image: { url: 'https://wire.example/lead.jpg', alt: 'A quay', caption: 'The quay', credit: 'Ben Okri' },
    body: { html: '' },
    fields: { kicker: 'Eating', spiceLevel: 4 },
  });
  const { body } = await getArticle('ebb');
  expect(body.html).toContain('<img src="https://wire.example/2024/sea.jpg" alt="sea">');
  expect(body.html).toContain('<a href="/2024/tide.html">tide</a>');
  for (const path of ['/2024/tide.html', '/t/1'])
    expect(await getRoute(path)).toEqual({ status: 'MOVED', redirectTo: '/harbour/tide' });
  const second = await runItems('wire', [item, ebb]);
  expect(second.summary.counts).toMatchObject({ unchanged: 2, created: 0, updated: 0 });
});

test('Drafts, deleted, skipped and refused items of an importer are not public, and the report says why', async () => {
  const items = (last: SourceItem): unknown[] => [
    { id: 'd1', title: 'A draft', draft: true, publishedAt: '2024-01-01', html: '<p>x</p>' },
    { id: 'd2', type: 'advert', skipped: 'not an article' },
    { id: 'd3', refused: 'the file breaks off' },
    last,
  ];
  const live = { id: 'd4', title: 'Withdrawn later', draft: false, html: '<p>x</p>' };
  const first = await runItems('states', items(live));
  expect(first.outcomes).toEqual(['d1 created', 'd2 left out', 'd3 refused', 'd4 created']);
  expect(first.reasons.d4).toEqual(['no date: the time of the import is used']);
  expect(await getArticle('a-draft')).toBe(null);
  const second = await runItems('states', items({ id: 'd4', deleted: 'withdrawn by the agency' }));
  expect(second.outcomes).toEqual(['d1 unchanged', 'd2 left out', 'd3 refused', 'd4 withdrawn']);
  expect(await getArticle('withdrawn-later')).toBe(null);
});

test('An item that is not valid loses itself, and its result names each problem', async () => {
  const valid = { id: 'v', title: 'Valid', draft: true };
  const { outcomes, reasons } = await runItems('problems', [
    null,
    7,
    { title: 'No ID', draft: false },
    { id: 'no-draft', title: 'Public by accident?' },
    { ...valid, id: 'typo', standfrst: 'x' },
    { ...valid, id: 'two', html: 'x', markdown: 'x' },
    { ...valid, id: 'date', draft: false, publishedAt: '03/04/2024' },
    { ...valid, id: 'invalid-date', draft: false, publishedAt: new Date('never') },
    { ...valid, id: 'nul', title: 'a\0b' },
    { id: 'both', title: 'x', draft: false, deleted: 'gone' },
    valid,
  ]);
  expect(outcomes.at(-1)).toBe('v created');
  expect(outcomes.slice(0, -1).every((outcome) => outcome.endsWith(' refused'))).toBe(true);
  expect(reasons['no-draft']![0]).toMatch(/^draft: /);
  expect(reasons.typo![0]).toContain('standfrst');
  expect(reasons.two).toEqual(['an item has html or markdown, not both']);
  expect(reasons.date![0]).toContain('day and month are ambiguous');
  expect(await getArticle('public-by-accident')).toBe(null);
});

test('An importer that throws stops the run, which keeps what was imported before', async () => {
  const importer: Importer = {
    ...WIRE,
    async *read() {
      yield { id: 'kept', title: 'Kept', draft: false };
      throw new Error('the wire is cut');
    },
  };
  await expect(run('broken', importer)).rejects.toThrow(
    /^The importer broken failed: the wire is cut \(.*own-importers\.test\.ts/,
  );
  expect(await getArticle('kept')).toMatchObject({ title: 'Kept' });
});

test('A sync gives the time of the last complete one, and gives it again after a refusal', async () => {
  const times: ImporterContext['since'][] = [];
  let items: unknown[] = [{ id: 's1', title: 'Synced', draft: false }];
  const importer: Importer = {
    ...WIRE,
    sync: true,
    read: ({ since }) => {
      times.push(since);
      return yieldAll(items);
    },
  };
  const before = new Date();
  await syncImporter('synced', importer, getDeps());
  items = [{ id: 's2' }];
  await syncImporter('synced', importer, getDeps());
  items = [];
  await syncSources([createImporterSource('synced', importer)], getDeps(), noopLogger);
  await syncImporter('synced', importer, getDeps(), { all: true });
  await syncImporter('synced', importer, getDeps());
  expect(times[0]).toBe(null);
  expect(times[1]!.getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(times[2]).toEqual(times[1]);
  expect(times[3]).toBe(null);
  expect(times[4]!.getTime()).toBeGreaterThan(times[1]!.getTime());
});

test('A path prefix puts the articles of an importer under a path', async () => {
  const article = { id: 'p1', title: 'Prefixed', draft: false, url: 'https://wire.example/prefixed' };
  const importer: Importer = { ...WIRE, pathPrefix: '/wire', read: () => yieldAll([article]) };
  await run('prefix', importer);
  expect(await getArticle('prefixed')).toMatchObject({ path: '/wire/prefixed' });
  expect((await run('prefix', importer)).summary.counts.unchanged).toBe(1);
  const again = { id: 'p1', title: 'Prefixed', draft: false };
  await run('second', { ...WIRE, pathPrefix: '/second', read: () => yieldAll([again]) });
  expect(await getArticle('prefixed-2')).toMatchObject({ path: '/second/prefixed-2' });
});

test('The configuration names each mistake in an importer', async () => {
  const folder = await createFolder({
    'dateline.config.mjs': `export default { importers: {
      feed: { description: 'x', read() {} },
      'Wire 1': { description: 'x', read() {} },
      wire: { read: 1, site: 'wire.example', sync: 'yes', media: 'all', pathPrefix: 'wire/', schedule: 5 },
    } };`,
  });
  const loading = loadSiteConfig(join(folder, 'dateline.config.mjs'));
  await expect(loading).rejects.toThrow('importers.feed: feed is built in; choose another name');
  for (const message of [
    'importers.Wire 1: a name consists of',
    'importers.wire: description is missing',
    'importers.wire: read must be a function',
    'importers.wire: site must be a URL',
    'importers.wire: sync must be true or false',
    'importers.wire: media must be link or copy',
    'importers.wire: pathPrefix must begin',
    'importers.wire: schedule is not an option',
  ])
    await expect(loading).rejects.toThrow(message);
});

test('The importer of docs/extending/importers.md reads the stories of an archive', async () => {
  const { blocks } = readPage('docs/extending/importers.md');
  const example = blocks.find(({ language, text }) => language === 'ts' && text.includes('archive'))!;
  const folder = await createFolder({
    'dateline.config.ts': example.text,
    'tide.json': JSON.stringify({
      key: 'tide',
      state: 'final',
      date: '2024-07-04T10:00:00+02:00',
      headline: 'The tide turned early',
      writer: 'Ada Marsh',
      markup: '<p>It turned.</p>',
      topics: [{ name: 'Tides' }],
      urgency: 4,
    }),
    'withheld.json': JSON.stringify({ key: '2', state: 'raw', headline: 'Not yet' }),
  });
  const { importers } = await loadSiteConfig(join(folder, 'dateline.config.ts'));
  const args = ['tide.json', 'withheld.json'].map((name) => join(folder, name));
  const { outcomes } = await run('archive', importers!.archive!, { args });
  expect(outcomes).toEqual(['tide created', '2 created']);
  expect(await getArticle('the-tide-turned-early')).toMatchObject({
    publishedAt: '2024-07-04T08:00:00.000Z',
    tags: [{ name: 'Tides' }],
    authors: [{ name: 'Ada Marsh' }],
    body: { html: '<p>It turned.</p>' },
  });
  expect(await getArticle('not-yet')).toBe(null);
  expect((await run('archive', importers!.archive!, { args })).summary.counts.unchanged).toBe(2);
});
