import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validateRss } from '../../support/feed-rules.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';

const FEED = '/feeds/rss.xml';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  await gateway.save({ slug: 'ferry', tags: ['Ferries', 'Harbor'], section: ['News'] });
  await gateway.save({ slug: 'strike', tags: ['Ferries'], section: ['News'] });
  await gateway.save({ slug: 'opera', tags: ['Music'], section: ['Culture'] });
});
afterAll(() => gateway.close());

const get = (path: string) => fetch(`${gateway.address}${path}`, { redirect: 'manual' });
const withFilter = (filter: unknown, page = '') =>
  `/feeds${page}/rss.xml?filter=${encodeURIComponent(typeof filter === 'string' ? filter : JSON.stringify(filter))}`;
async function listTitles(path: string) {
  const { complaints, titles } = validateRss(await (await get(path)).text());
  expect(complaints).toEqual([]);
  return titles.map((title) => title.replace('Title of ', '')).sort();
}
async function getRefusal(path: string) {
  const response = await get(path);
  const { errors } = (await response.json()) as any;
  return [response.status, errors[0].extensions.code, errors[0].message];
}

test('A feed has the articles that match its filter', async () => {
  const ferries = { tags: { any: ['ferries'] }, not: { slugs: ['strike'] } };
  expect(await listTitles(withFilter(ferries))).toEqual(['ferry']);
  expect(await listTitles(withFilter({ tags: { none: ['harbor'] } }, '/news'))).toEqual(['strike']);
  expect(await listTitles(withFilter({ publishedAt: { before: '1990-01-01T00:00:00Z' } }))).toEqual([]);
  expect(await listTitles(withFilter({}))).toEqual(['ferry', 'opera', 'strike']);
});

test('The graph returns the addresses of filtered feeds', async () => {
  const { site, section } = await gateway.query(
    `query ($filter: ArticleFilter) {
      site { feeds(filter: $filter) { url } }
      section(by: { slug: "news" }) { feeds(filter: { slugs: ["strike"] }) { url } }
    }`,
    { filter: { tags: { all: ['ferries', 'harbor'] }, publishedAt: { after: '2000-01-01T00:00:00Z' } } },
  );
  const paths = [site, section].map(({ feeds }) => new URL(feeds[0].url));
  const titles = await Promise.all(paths.map(({ pathname, search }) => listTitles(pathname + search)));
  expect(titles).toEqual([['ferry'], ['strike']]);
});

test('A filtered feed names itself, and has a different ID', async () => {
  const path = withFilter({ tags: { any: ['music'] } });
  const atom = await (await get(path.replace('rss.xml', 'atom.xml'))).text();
  expect(atom).toContain(`/feeds/atom.xml${path.slice(FEED.length)}"`);
  const ofAll = await (await get('/feeds/atom.xml')).text();
  const getId = (text: string) => /<id>(.+?)<\/id>/.exec(text)![1];
  expect(getId(atom)).not.toBe(getId(ofAll));
});

test('A filtered feed is cached until one of its articles changes', async () => {
  const path = withFilter({ tags: { any: ['music'] } });
  const getCacheStatus = async () => (await get(path)).headers.get('x-cache');
  await waitUntil(async () => (await getCacheStatus()) === 'HIT');
  await gateway.save({ slug: 'concert', tags: ['Music'] });
  await waitUntil(async () => (await getCacheStatus()) !== 'HIT');
  expect(await listTitles(path)).toEqual(['concert', 'opera']);
});

test('The feed of a section that moved redirects with the filter', async () => {
  const query = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const { section } = await query('{ section(by: { slug: "culture" }) { id } }');
  await query(
    'mutation ($input: UpdateSectionInput!) { updateSection(input: $input) { userErrors { message } } }',
    { input: { id: section.id, slug: 'arts' } },
  );
  const filter = { tags: { any: ['music'] } };
  const response = await get(withFilter(filter, '/culture'));
  expect([response.status, response.headers.get('location')]).toEqual([301, withFilter(filter, '/arts')]);
});

test.each([
  ['{', 'BAD_USER_INPUT', /this is not JSON/],
  ['[1]', 'BAD_USER_INPUT', /Expected type "ArticleFilter"/],
  ['{"tag":1}', 'BAD_USER_INPUT', /Field "tag" is not defined by type "ArticleFilter"\.$/],
  [`{"slugs":"${'x'.repeat(5_000)}","tag":1}`, 'BAD_USER_INPUT', /^.{1,310}$/],
  [
    '{"not":{"not":{"not":{"not":{"not":{"not":{"slugs":["a"]}}}}}}}',
    'BAD_USER_INPUT',
    /at most 5 are allowed/,
  ],
  [`${'{"not":'.repeat(500)}{}${'}'.repeat(500)}`, 'BAD_USER_INPUT', /at most 5 are allowed/],
])('A feed is refused for the filter %#', async (filter, code, message) => {
  expect(await getRefusal(withFilter(filter))).toEqual([400, code, expect.stringMatching(message)]);
});

test('A feed is refused for a filter by status, and for two filters', async () => {
  expect(await getRefusal(withFilter({ status: 'DRAFT' }))).toEqual([
    403,
    'FORBIDDEN',
    expect.stringContaining('preview or write'),
  ]);
  expect(await getRefusal(`${withFilter({})}&filter={}`)).toEqual([
    400,
    'BAD_USER_INPUT',
    'filter: give it once, with `and` for several.',
  ]);
});

test('Documents that are not in the cache count against the rate limit', async () => {
  const limited = await startGateway({ CACHE_MB: '16', RATE_PER_CLIENT: '3' }, { beside: gateway });
  try {
    const getStatus = async (path: string) => (await fetch(`${limited.address}${path}`)).status;
    const paths = [FEED, '/sitemap.xml', '/feeds/nowhere/rss.xml', '/feeds/elsewhere/rss.xml'];
    const statuses: number[] = [];
    for (const path of paths) statuses.push(await getStatus(path));
    expect(statuses).toEqual([200, 200, 404, 429]);
    expect(await getStatus(FEED)).toBe(200);
  } finally {
    await limited.close();
  }
});
