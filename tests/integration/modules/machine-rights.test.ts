import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { createFrontEditor } from '../../support/fronts.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let desk: Query;
let preview: Query;
const ids: Record<string, string> = {};

beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16', MACHINE_RIGHTS: 'answers=forbidden' });
  const key = await gateway.createKey('preview', 'write', 'publish');
  desk = gateway.queryAs(key);
  preview = gateway.queryAs(key, 'preview');
  await gateway.save({ slug: 'ice', section: ['World', 'Asia'] });
  await gateway.save({ slug: 'letter' });
  const { ice, world, asia } = await gateway.query(`{
    ice: article(by: { slug: "ice" }) { id }
    world: section(by: { slug: "world" }) { id }
    asia: section(by: { slug: "asia" }) { id }
  }`);
  Object.assign(ids, { ice: ice.id, world: world.id, asia: asia.id });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  await edit('updateArticle', { id: ids.ice, machineRights: null, robots: null, publish: {} });
  for (const id of [ids.world, ids.asia]) await edit('updateSection', { id, machineRights: null });
  await edit('updateSite', { machineRights: null });
});

async function edit(mutation: string, input: object) {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { userErrors { code field message } } }`;
  const { payload } = await desk(document, { input });
  await gateway.app.cacheInvalidator.waitForSync();
  return payload.userErrors;
}

const RIGHT = '{ use license price { amount currency per } source section { slug } }';
const RIGHTS = `machineRights { search ${RIGHT} answers ${RIGHT} training ${RIGHT} }`;
const TERMS = 'https://courier.example/terms';
const PRICE = { amount: '0.05', currency: 'EUR', per: 'USE' };

async function readRights(node: string, query = gateway.query) {
  const data = await query(`{ node: ${node} { ${RIGHTS} } }`);
  return data.node.machineRights;
}

const WORLD = 'section(by: { slug: "world" })';
const ICE = 'article(by: { slug: "ice" })';
const right = (use: string, source: string, section: string | null = null) => ({
  use,
  source,
  section: section && { slug: section },
  license: null,
  price: null,
});

test('Of each purpose the nearest statement counts: article, section, the one above it, site, environment', async () => {
  const allowed = right('ALLOWED', 'DEFAULT');
  const environment = { search: allowed, answers: right('FORBIDDEN', 'SITE'), training: allowed };
  expect(await readRights('site')).toEqual(environment);
  expect(await readRights(ICE)).toEqual(environment);

  expect(await edit('updateSite', { machineRights: { training: 'FORBIDDEN' } })).toEqual([]);
  const site = { search: allowed, answers: allowed, training: right('FORBIDDEN', 'SITE') };
  expect(await readRights('site')).toEqual(site);
  expect(await readRights('article(by: { slug: "letter" })')).toEqual(site);

  const licensed = { answers: 'LICENSED', license: TERMS, price: PRICE };
  expect(await edit('updateSection', { id: ids.world, machineRights: licensed })).toEqual([]);
  const answers = { ...right('LICENSED', 'SECTION', 'world'), license: TERMS, price: PRICE };
  expect(await readRights(ICE)).toEqual({ ...site, answers });
  expect(await readRights('section(by: { slug: "asia" })')).toEqual({ ...site, answers });
  expect(await readRights('article(by: { slug: "letter" })')).toEqual(site);

  await edit('updateSection', { id: ids.asia, machineRights: { search: 'FORBIDDEN', training: 'ALLOWED' } });
  const training = right('ALLOWED', 'SECTION', 'asia');
  expect(await readRights(ICE)).toEqual({ search: right('FORBIDDEN', 'SECTION', 'asia'), answers, training });

  await edit('updateArticle', { id: ids.ice, machineRights: { search: 'ALLOWED' }, publish: {} });
  expect(await readRights(ICE)).toEqual({ search: right('ALLOWED', 'ARTICLE'), answers, training });
});

test('The page of an article whose search is forbidden says noindex, and noindex forbids its search', async () => {
  const read = async () => (await gateway.query(`{ ${ICE} { seo { robots } } }`)).article.seo.robots;
  expect(await read()).toMatch(/^index/);
  await edit('updateSection', { id: ids.world, machineRights: { search: 'FORBIDDEN' } });
  expect(await read()).toBe('noindex, follow');
  await edit('updateArticle', { id: ids.ice, machineRights: { search: 'ALLOWED' }, publish: {} });
  expect(await read()).toMatch(/^index/);
  await edit('updateArticle', {
    id: ids.ice,
    machineRights: null,
    robots: { isIndexed: false },
    publish: {},
  });
  await edit('updateSection', { id: ids.world, machineRights: null });
  expect((await readRights(ICE)).search).toEqual(right('FORBIDDEN', 'ROBOTS'));
});

test('The front at the path of a section has the rights of the section', async () => {
  const editFront = createFrontEditor(gateway, desk);
  const { front } = await editFront('createFront', {
    path: '/world',
    containers: [{ cards: [{ article: 'ice' }] }],
  });
  await editFront('publishFront', { id: front!.id });
  await edit('updateSection', { id: ids.world, machineRights: { search: 'FORBIDDEN' } });
  const seo = 'seo { robots machineRights { headers { name value } } }';
  const read = async () => gateway.query(`{ front(path: "/world") { ${seo} } ${WORLD} { ${seo} } }`);
  const forbidden = await read();
  expect(forbidden.front.seo.robots).toBe('noindex, follow');
  expect(forbidden.front).toEqual(forbidden.section);
  await edit('updateSection', { id: ids.world, machineRights: null });
  expect((await read()).front.seo.robots).toMatch(/^index/);
  await editFront('deleteFront', { id: front!.id });
});

test('The preview perspective has unpublished statements, and revisions have theirs', async () => {
  await edit('updateArticle', { id: ids.ice, machineRights: { training: 'FORBIDDEN' } });
  await edit('updateSite', { machineRights: { answers: 'ALLOWED' }, publish: false });
  expect((await readRights(ICE)).training.use).toBe('ALLOWED');
  expect((await readRights(ICE, preview)).training).toEqual(right('FORBIDDEN', 'ARTICLE'));
  expect((await readRights('site')).answers.use).toBe('FORBIDDEN');
  expect((await readRights('site', preview)).answers).toEqual(right('ALLOWED', 'SITE'));
  const { article } = await desk(
    `{ ${ICE} { revisions(first: 1) { nodes { content { machineRights { training search price { amount } } } } } } }`,
  );
  const expected = { training: 'FORBIDDEN', search: null, price: null };
  expect(article.revisions.nodes[0].content.machineRights).toEqual(expected);
  await desk('mutation { discardSiteChanges { userErrors { code } } }');
});

test.each([
  [{ training: 'ALLOWED', price: PRICE }, ['price'], 'price is for licensed uses'],
  [{ training: 'LICENSED' }, [], 'needs license'],
  [
    { training: 'FORBIDDEN', license: TERMS },
    ['license'],
    'license is for uses that are allowed or licensed',
  ],
  [{ training: 'LICENSED', license: 'ftp://courier.example' }, ['license'], 'http or https'],
  [
    { training: 'LICENSED', license: `https://courier.example/${'利'.repeat(300)}` },
    ['license'],
    'at most 2,000 characters',
  ],
  [{ training: 'LICENSED', price: { ...PRICE, amount: '0' } }, ['price'], 'more than 0'],
  [{ training: 'LICENSED', price: { ...PRICE, currency: 'euro' } }, ['price'], 'three capital letters'],
])('A statement that contradicts itself is refused everywhere: %j', async (machineRights, field, message) => {
  const expected = [
    { code: 'INVALID', field: ['machineRights', ...field], message: expect.stringContaining(message) },
  ];
  expect(await edit('updateArticle', { id: ids.ice, machineRights })).toEqual(expected);
  expect(await edit('updateSection', { id: ids.asia, machineRights })).toEqual(expected);
  expect(await edit('updateSite', { machineRights })).toEqual(expected);
});

test('robots and a statement about search that contradict each other are refused', async () => {
  const given = [
    [true, 'FORBIDDEN'],
    [false, 'ALLOWED'],
  ];
  for (const [isIndexed, search] of given)
    expect(
      await edit('updateArticle', { id: ids.ice, robots: { isIndexed }, machineRights: { search } }),
    ).toMatchObject([{ code: 'INVALID', field: ['machineRights', 'search'] }]);
});

test('An export has the statements, and its import is the same', async () => {
  await edit('updateArticle', {
    id: ids.ice,
    machineRights: { search: 'ALLOWED', training: 'LICENSED', license: TERMS, price: PRICE },
    publish: {},
  });
  await edit('updateSection', { id: ids.asia, machineRights: { answers: 'FORBIDDEN' } });
  await edit('updateSite', { machineRights: { training: 'FORBIDDEN' } });
  const folder = await mkdtemp(join(tmpdir(), 'rights-'));
  const other = await startGateway();
  try {
    await exportMarkdown(folder, gateway.database.prisma);
    await importMarkdown(folder, other.importService);
    await other.app.cacheInvalidator.waitForSync();
    for (const node of [ICE, 'section(by: { slug: "asia" })', 'site'])
      expect(await readRights(node, other.query)).toEqual(await readRights(node));
  } finally {
    await other.close();
    await rm(folder, { recursive: true });
  }
});
