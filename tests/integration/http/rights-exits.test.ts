import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { callTool, connectAssistant } from '../../support/assistant.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const TERMS = 'https://courier.example/terms';
const USES = ['ALLOWED', 'LICENSED', 'FORBIDDEN'] as const;
type Use = (typeof USES)[number];
type Rights = Record<'search' | 'answers' | 'training', Use>;
/** Each combination of rights. */
const COMBINATIONS: Rights[] = USES.flatMap((search) =>
  USES.flatMap((answers) => USES.map((training) => ({ search, answers, training }))),
);
/** The article as its page and as Markdown of the site, also with a query. */
const PAGE_PATHS = ['/world/ice', '/world/ice.md'].flatMap((path) => [path, `${path}?utm_source=x`]);
/** Time within which a change must be at every exit, in milliseconds. */
const MAX_DELAY_MS = 2_000;

let gateway: Gateway;
/** A second instance on the same database, which gets all reads. */
let other: Gateway;
let assistant: Client;
let desk: Query;
const ids: Record<string, string> = {};

beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '16' });
  other = await startGateway({ CACHE_MB: '16', MCP: 'true' }, { database: gateway.database });
  assistant = await connectAssistant(other);
  desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
  // The news sitemap has the articles of the last two days.
  await gateway.save({ slug: 'ice', section: ['World'], publishedAt: new Date(Date.now() - 60_000) });
  await gateway.save({ slug: 'far', section: ['World', 'Asia'], path: '/moved/far' });
  const { ice, world } = await gateway.query(
    '{ ice: article(by: { slug: "ice" }) { id } world: section(by: { slug: "world" }) { id } }',
  );
  Object.assign(ids, { ice: ice.id, world: world.id });
});
beforeEach(async () => {
  for (const place of ['article', 'section', 'site']) await state(place, null);
});
afterAll(async () => {
  await assistant.close();
  await other.close();
  await gateway.close();
});

async function state(place: string, rights: Rights | null): Promise<void> {
  const isLicensed = rights && Object.values(rights).includes('LICENSED');
  const machineRights = rights && { ...rights, ...(isLicensed && { license: TERMS }) };
  const [mutation, input] = {
    article: ['updateArticle', { id: ids.ice, machineRights, publish: {} }],
    section: ['updateSection', { id: ids.world, machineRights }],
    site: ['updateSite', { machineRights }],
  }[place] as [string, object];
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { payload } = await desk(
    `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { userErrors { message } } }`,
    { input },
  );
  expect(payload.userErrors).toEqual([]);
}

async function read(path: string): Promise<{ text: string; headers: Record<string, string | null> }> {
  const response = await fetch(other.address + path);
  const text = response.status === 200 ? await response.text() : '';
  const names = ['content-usage', 'tdm-reservation', 'tdm-policy', 'link', 'x-robots-tag'];
  return { text, headers: Object.fromEntries(names.map((name) => [name, response.headers.get(name)])) };
}

const ALLOWED: Rights = { search: 'ALLOWED', answers: 'ALLOWED', training: 'ALLOWED' };
const getUsage = ({ search, answers, training }: Rights) => {
  const flag = (use: Use) => (use === 'ALLOWED' ? 'y' : 'n');
  return `train-ai=${flag(training)}, ai-use=${flag(answers)}, search=${flag(search)}`;
};
const isReserved = ({ answers, training }: Rights) => answers !== 'ALLOWED' || training !== 'ALLOWED';
const getPolicy = ({ answers, training }: Rights) =>
  answers === 'LICENSED' || training === 'LICENSED' ? TERMS : null;

/** Returns whether a pattern matches a path with its query, by the rules of RFC 9309. */
function matchesPattern(pattern: string, path: string): boolean {
  const prefix = pattern.replace(/[*$]$/, '');
  return pattern.endsWith('$') ? path === prefix : path.startsWith(prefix);
}

/** Returns whether robots.txt lets a crawler fetch a path, by the rules of RFC 9309, and the preference of the path. */
function readRobots(robots: string, token: string, path: string) {
  const groups = robots.split('\n\n').filter((group) => /^User-agent:/m.test(group));
  const find = (name: string) => groups.find((group) => group.split('\n').includes(`User-agent: ${name}`));
  const lines = (find(token) ?? find('*')!).split('\n');
  const matches = (pattern: string) => matchesPattern(pattern, path);
  const rules = lines.flatMap((line) => {
    const [, name, pattern] = /^(Allow|Disallow): (.*)$/.exec(line) ?? [];
    return pattern && matches(pattern) ? [{ isAllowed: name === 'Allow', length: pattern.length }] : [];
  });
  const usages = lines.flatMap((line) => {
    const [, pattern = '/', usage] = /^Content-Usage: (?:(\/\S*) )?(.*)$/.exec(line) ?? [];
    return usage && matches(pattern) ? [{ usage, length: pattern.length }] : [];
  });
  const longest = <Rule extends { length: number }>(list: Rule[]) =>
    list.sort((a, b) => b.length - a.length)[0];
  return { isAllowed: longest(rules)?.isAllowed ?? true, usage: longest(usages)?.usage ?? null };
}

/** Returns the licenses of a page: those with the longest pattern. */
function findLicense(xml: string, url: string): string | null {
  const contents = [...xml.matchAll(/<content url="([^"]*)">(.*?)<\/content>/gs)]
    .filter(([, pattern]) => matchesPattern(pattern!, url))
    .sort(([, a], [, b]) => b!.length - a!.length);
  return contents[0]?.[2] ?? null;
}

function listUsages(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<(?:rsl:)?${element} type="usage">([^<]*)<`, 'g'))]
    .flatMap(([, usages]) => usages!.split(' '))
    .sort();
}

const RSL = { search: 'search', answers: 'ai-input', training: 'ai-train' } as const;
const toUsages = (rights: Rights, isWanted: (use: Use) => boolean) =>
  Object.entries(RSL)
    .filter(([purpose]) => isWanted(rights[purpose as keyof Rights]))
    .map(([, usage]) => usage)
    .sort();

/** Checks every exit of the article /world/ice, and of its list. Throws an error that names the first that differs. */
async function checkExits(rights: Rights, list: Rights | null): Promise<void> {
  const { article } = await other.query(`{ article(by: { slug: "ice" }) {
    machineRights { search { use } answers { use } training { use } } ninjs
    seo { robots machineRights { headers { name value } meta { name content } licenseDocument } }
  } }`);
  for (const [purpose, use] of Object.entries(rights))
    expect([purpose, article.machineRights[purpose].use]).toEqual([purpose, use]);
  expect(article.seo.robots.startsWith('noindex')).toBe(rights.search === 'FORBIDDEN');
  const { headers, meta, licenseDocument } = article.seo.machineRights;
  const own = Object.fromEntries(headers.map(({ name, value }: any) => [name, value]));
  const expected = {
    'content-usage': getUsage(rights),
    'tdm-reservation': isReserved(rights) ? '1' : '0',
    'tdm-policy': getPolicy(rights),
    link: `<${licenseDocument}>; rel="license"; type="application/rsl+xml"`,
  };
  expect({ 'tdm-policy': null, ...own }).toEqual(expected);
  expect(meta.find(({ name }: any) => name === 'tdm-reservation').content).toBe(expected['tdm-reservation']);
  expect(article.ninjs.rightsInfo.linkedRights).toBe(licenseDocument);
  expect(article.ninjs.usageTerms).toContain(`training: ${rights.training.toLowerCase()}`);

  const markdown = await read('/markdown/world/ice');
  expect(markdown.headers).toMatchObject(expected);
  expect(markdown.headers['x-robots-tag']).toBe(rights.search === 'FORBIDDEN' ? 'noindex' : null);
  expect(markdown.text).toMatch(new RegExp(`^---\ncontent-usage: "${getUsage(rights)}"\n`));
  const ninjs = await read('/feeds/world/ice/ninjs.json');
  expect(ninjs.headers).toMatchObject(expected);

  const found = await callTool(assistant, 'ReadArticle', { slug: 'ice' });
  for (const [purpose, use] of Object.entries(rights))
    expect([purpose, found.article.machineRights[purpose].use]).toEqual([purpose, use]);
  const { contents: resources } = await assistant.readResource({ uri: 'https://courier.example/world/ice' });
  expect(JSON.stringify(resources).toLowerCase()).toContain(`content-usage: ${getUsage(rights)}`);

  const feed = await read('/feeds/world/rss.xml');
  const section = await read('/feeds/world/ninjs.json');
  for (const { headers } of [feed, section]) expect(headers['content-usage']).toBe(list && getUsage(list));
  const item = /<item>(?:(?!<\/item>).)*\/world\/ice<.*?<\/item>/s.exec(feed.text)![0];
  const atom = (await read('/feeds/world/atom.xml')).text;
  expect(atom).toContain(`training: ${rights.training.toLowerCase()}`);
  const json = JSON.parse((await read('/feeds/world/feed.json')).text);
  const jsonItem = json.items.find(({ url }: { url: string }) => url.endsWith('/world/ice'));
  expect(jsonItem._machine_rights.content_usage).toBe(getUsage(rights));

  const site = 'https://courier.example';
  const license = await read('/license.xml');
  const contents = PAGE_PATHS.map((path) => findLicense(license.text, site + path)!);
  for (const xml of [item, ...contents]) {
    expect([...new Set(listUsages(xml, 'permits'))]).toEqual(toUsages(rights, (use) => use !== 'FORBIDDEN'));
    expect([...new Set(listUsages(xml, 'prohibits'))]).toEqual(
      toUsages(rights, (use) => use === 'FORBIDDEN'),
    );
  }

  const tdm: { location: string; 'tdm-reservation': number; 'tdm-policy'?: string }[] = JSON.parse(
    (await read('/.well-known/tdmrep.json')).text,
  );
  for (const path of PAGE_PATHS) {
    const reservation = tdm.find(({ location }) => matchesPattern(location, path))!;
    expect([path, reservation['tdm-reservation']]).toEqual([path, isReserved(rights) ? 1 : 0]);
    expect(reservation['tdm-policy'] ?? null).toBe(getPolicy(rights));
  }

  const robots = (await read('/robots.txt')).text;
  for (const path of [...PAGE_PATHS, '/markdown/world/ice', '/markdown/world/ice?utm_source=x']) {
    const gpt = readRobots(robots, 'GPTBot', path);
    const isRead = rights.training === 'ALLOWED';
    // The preference of a page that a crawler may not read is not said to it.
    expect(gpt).toMatchObject({ isAllowed: isRead, ...(isRead && { usage: getUsage(rights) }) });
    expect(readRobots(robots, 'ChatGPT-User', path).isAllowed).toBe(rights.answers === 'ALLOWED');
    expect(readRobots(robots, 'Google-Extended', path).isAllowed).toBe(!isReserved(rights));
    expect(readRobots(robots, 'Googlebot', path)).toEqual({ isAllowed: true, usage: getUsage(rights) });
  }
  const isListed = rights.search !== 'FORBIDDEN';
  for (const file of ['/sitemaps/articles-1.xml', '/sitemaps/news.xml'])
    expect([file, (await read(file)).text.includes('/world/ice<')]).toEqual([file, isListed]);
  expect((await read('/llms.txt')).text.includes('/world/ice.md')).toBe(isListed);
}

/** Waits until the exits of the other instance say the rights. Returns the milliseconds that it took. */
async function waitForExits(rights: Rights, list: Rights | null): Promise<number> {
  const start = performance.now();
  for (;;) {
    try {
      const begun = performance.now();
      await checkExits(rights, list);
      return begun - start;
    } catch (error) {
      if (performance.now() - start > MAX_DELAY_MS) throw error;
    }
  }
}

test.each(['article', 'section', 'site'])(
  'Every exit says each combination of rights of the %s within two seconds, on another instance',
  async (place) => {
    const delays: number[] = [];
    for (const rights of COMBINATIONS) {
      await state(place, rights);
      delays.push(await waitForExits(rights, place === 'article' ? null : rights));
    }
    expect(Math.max(...delays)).toBeLessThan(MAX_DELAY_MS);
  },
  240_000,
);

test('A nearer statement wins at every exit', async () => {
  const forbidden: Rights = { search: 'FORBIDDEN', answers: 'FORBIDDEN', training: 'FORBIDDEN' };
  await state('site', forbidden);
  await state('section', { ...ALLOWED, training: 'LICENSED' });
  await waitForExits({ ...ALLOWED, training: 'LICENSED' }, { ...ALLOWED, training: 'LICENSED' });
  await state('article', forbidden);
  await waitForExits(forbidden, { ...ALLOWED, training: 'LICENSED' });
  await state('article', ALLOWED);
  await waitForExits(ALLOWED, { ...ALLOWED, training: 'LICENSED' });
  await state('section', null);
  await waitForExits(ALLOWED, forbidden);
});

test('An article whose path is not below that of its section has a rule of its own', async () => {
  await state('section', { ...ALLOWED, training: 'FORBIDDEN' });
  await other.app.cacheInvalidator.waitForSync();
  const robots = (await read('/robots.txt')).text;
  expect(readRobots(robots, 'GPTBot', '/moved/far').isAllowed).toBe(false);
  expect(readRobots(robots, 'GPTBot', '/worldwide').isAllowed).toBe(true);
});

test('The rules of a path do not apply to paths that begin alike', async () => {
  await state('article', { ...ALLOWED, training: 'FORBIDDEN' });
  await other.app.cacheInvalidator.waitForSync();
  const tdm: { location: string }[] = JSON.parse((await read('/.well-known/tdmrep.json')).text);
  expect(tdm.some(({ location }) => matchesPattern(location, '/world/ice'))).toBe(true);
  expect(tdm.some(({ location }) => matchesPattern(location, '/world/iceland'))).toBe(false);
});

test('Without statements nothing is said', async () => {
  await other.app.cacheInvalidator.waitForSync();
  expect((await read('/robots.txt')).text).toMatch(/^Sitemap: \S+\n\nUser-agent: \*\nDisallow: \/graphql\n$/);
  expect((await read('/.well-known/tdmrep.json')).text).toBe('[]\n');
  expect((await read('/markdown/world/ice')).headers['content-usage']).toBeNull();
  expect((await read('/markdown/world/ice')).text).toMatch(/^# /);
  expect((await read('/feeds/world/rss.xml')).text).not.toContain('rsl:');
});

test('A license with characters outside ASCII is encoded at every exit', async () => {
  const license = 'https://例え.example/利用規約';
  const machineRights = `training=licensed, license=${license}`;
  await gateway.save({ slug: 'tea', section: ['World'], machineRights });
  await other.app.cacheInvalidator.waitForSync();
  for (const path of ['/markdown/world/tea', '/feeds/world/tea/ninjs.json'])
    expect([path, (await read(path)).headers['tdm-policy']]).toEqual([path, new URL(license).href]);
});
