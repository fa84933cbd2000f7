import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import pLimit from 'p-limit';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { connectAssistant } from '../support/assistant.js';
import { DatelineProcess, runCommand, startDateline } from '../support/dateline-process.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { findFreePort } from '../support/programs.js';
import { createReaderHeaders } from '../support/readers.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { buildQueryUrl } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';
import { hasVarnish, startVarnish, type Varnish } from '../support/varnish.js';

const PACKAGE = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const SITE = 'https://courier.example';
/** Word that stands in everything that the two items have, and nowhere else. */
const MARK = /quollwort/i;
/** Seconds until the embargo ends, enough to walk all exits several times on a busy machine. */
const EMBARGO_SECONDS = 40;
/** Time between two reads of an exit. */
const PAUSE_MS = 150;

let database: TestDatabase;
let folder: string;
let varnish: Varnish | undefined;
/** Receives webhooks and the pings of IndexNow and WebSub. */
let receiver: Receiver;
/** Addresses of both instances, and of the cache in front of the first. */
let addresses: Record<string, string>;
let settings: Record<string, string>;
let key: string;
const assistants: Record<string, Client> = {};
const events: Record<string, SubscriptionRecorder> = {};

/** Writes an item into the folder that the gateways follow. */
async function deliver(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name.endsWith('.xml') ? 'xml' : 'json', name), text);
}

async function sync(): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const { status } = await fetch(`${addresses.second}/sync`, { method: 'POST', headers });
  expect(status).toBe(202);
}

const createItem = (name: string, version: string, title: string, more: object = {}) =>
  JSON.stringify({
    uri: `urn:wire:${name}`,
    type: 'text',
    version,
    versionCreated: new Date().toISOString(),
    firstCreated: new Date(Date.now() - 60_000).toISOString(),
    headlines: [{ value: title }],
    bodies: [
      { contentType: 'text/html', value: '<p>The harbour pilots met in the plumbiferous lighthouse.</p>' },
    ],
    subjects: [{ uri: 'http://cv.iptc.org/newscodes/mediatopic/20000523', name: 'Harbours' }],
    ...more,
  });

const picture = (name: string) => ({
  uri: `urn:wire:${name}-picture`,
  type: 'picture',
  name: 'main',
  descriptions: [{ role: 'caption', value: 'Quollwort at the quay' }],
  renditions: [
    {
      name: 'main',
      href: `https://pictures.example/quollwort-${name}.jpg`,
      contentType: 'image/jpeg',
      width: 1200,
    },
  ],
});

/** Writes an item of NewsML-G2 with a picture of its own in a package. */
const createEmbargoedXml = (until: string) =>
  `<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:wire:embargoed" version="1" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/><provider literal="Wire"/>
<versionCreated>${new Date().toISOString()}</versionCreated><embargoed>${until}</embargoed><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><by>By Ada Quollwort</by><headline>Embargoed quollwort report</headline><subject qcode="medtop:20000523"><name>Harbours</name></subject><subject qcode="medtop:20000524"><name>Quollwort topic</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>The harbour pilots of quollwort met in the plumbiferous lighthouse.</p><p>Ferries to the islands stop on Sunday, and the council pays for buses over the new bridge until spring.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>
<newsItem guid="urn:wire:picture" version="1"><itemMeta><itemClass qcode="ninat:picture"/><provider literal="Wire"/><versionCreated>2026-11-30T08:00:00Z</versionCreated></itemMeta>
<contentMeta><headline>Quollwort</headline></contentMeta><contentSet><remoteContent href="https://pictures.example/quollwort-embargoed.jpg" contenttype="image/jpeg" width="1200"/></contentSet></newsItem>
<packageItem guid="urn:wire:package" version="1"><groupSet root="g"><group id="g"><itemRef residref="urn:wire:embargoed"/><itemRef residref="urn:wire:picture"/></group></groupSet></packageItem>
</itemSet></newsMessage>`;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'dateline-agency-'));
  receiver = await startReceiver();
  for (const name of ['json', 'xml', 'data']) await mkdir(join(folder, name));
  await writeFile(
    join(folder, 'rules.json'),
    JSON.stringify({ publish: true, rules: [{ section: 'News' }] }),
  );
  const [first, second] = [await findFreePort(), await findFreePort()];
  if (hasVarnish) varnish = await startVarnish(`http://127.0.0.1:${first}`);
  const { user, database: name, host, port } = database.connection;
  settings = {
    DATABASE_URL: `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
    ...{ NODE_ENV: 'production', DATA_DIR: join(folder, 'data'), SITE_URL: SITE, SITE_TITLE: 'Courier' },
    ...{ HOST: '127.0.0.1', LOG_LEVEL: 'info', CACHE_S_MAXAGE: '3600', MCP: 'true' },
    ...{ RATE_PER_CLIENT: '0', RATE_EXEMPT: '127.0.0.1', READ_SECONDS: '60', WEBHOOK_ALLOW_PRIVATE: 'true' },
    ...{ NINJS_SOURCES: join(folder, 'json'), NINJS_RULES: join(folder, 'rules.json') },
    ...{ NEWSML_SOURCES: join(folder, 'xml'), NEWSML_RULES: join(folder, 'rules.json') },
    ...{ INDEXNOW_KEY: 'quite-a-long-key', INDEXNOW_URL: `${receiver.address}/indexnow` },
    ...{ WEBSUB_HUB: `${receiver.address}/hub`, FEEDS_URL: SITE, VIEW_FLUSH_SECONDS: '1' },
    ...(varnish && { DATELINE_CONFIG: join(folder, 'dateline.config.mjs') }),
  };
  await writeFile(
    join(folder, 'dateline.config.mjs'),
    `import { createVarnishPurger } from ${JSON.stringify(PACKAGE)};
export default { purgers: [createVarnishPurger({ url: ${JSON.stringify(varnish?.address)} })] };`,
  );
  const run = async (...args: string[]) => {
    const { code, output, stdout } = await runCommand(args, settings);
    if (code !== 0) throw new Error(output);
    return stdout.trim();
  };
  key = await run('keys', 'create', '--name', 'Wire', '--scope', 'write,publish,newsletter:write');
  addresses = {
    first: (await startDateline({ ...settings, PORT: String(first) })).address,
    second: (await startDateline({ ...settings, PORT: String(second) })).address,
    ...(varnish && { cache: varnish.address }),
  };
  const kinds = 'published,updated,moved,unpublished,corrected';
  await run('webhooks', 'add', `${receiver.address}/hook`, '--events', kinds);
  for (const [name, version] of [
    ['one', '1'],
    ['two', '1'],
    ['three', '1'],
  ] as const)
    await deliver(`${name}.json`, createItem(name, version, `Harbour ${name}`));
  await sync();
  for (const [name, query] of Object.entries(CREATIONS)) {
    const response = await fetch(`${addresses.first}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toEqual({ data: { [name]: { userErrors: [] } } });
  }
  // Related articles are found by a job.
  const query = '{ article(by: { slug: "harbour-one" }) { related { article { slug } } } }';
  await waitUntil(async () => {
    const texts = await Promise.all(
      Object.values(addresses).map(async (each) => (await fetch(each + buildQueryUrl({ query }))).text()),
    );
    return texts.every((text) => text.includes('harbour-two') && text.includes('harbour-three'));
  });
  for (const name of ['first', 'second'])
    assistants[name] = await connectAssistant({ address: addresses[name]! });
  events.webSocket = recordSubscription(createWebSocketClient(addresses.first!));
  events.sse = recordSubscription(createSseClient(addresses.second!));
}, 120_000);

afterAll(async () => {
  for (const recorder of Object.values(events)) recorder.stop();
  for (const assistant of Object.values(assistants)) await assistant.close();
  DatelineProcess.killAll();
  await varnish?.close();
  await receiver.close();
  await database.close();
  await rm(folder, { recursive: true });
});

const CREATIONS = {
  createFront: `mutation { createFront(input: { path: "/", publish: {}, containers: [
    { title: "Latest", size: 20, rule: { articles: {} } }
  ] }) { userErrors { message } } }`,
  createNewsletter:
    'mutation { createNewsletter(input: { slug: "weekly", name: "Weekly" }) { userErrors { message } } }',
};

/** Returns the next issue of the newsletter, as it would be sent now. */
async function previewIssue(): Promise<string> {
  const { code, output, stdout } = await runCommand(['newsletter', 'send', 'weekly', '--dry-run'], settings);
  if (code !== 0) throw new Error(output);
  return stdout;
}

const NODES =
  'nodes { title slug standfirst image { url caption } tags { name } authors { name } body { html } }';

/** Queries of all fields with lists or articles, by name. */
const createQueries = (slug: string, id: string): Record<string, string> => ({
  articles: `{ articles(first: 50) { totalCount ${NODES} } }`,
  section: `{ section(by: { slug: "news" }) { articles(first: 50) { totalCount ${NODES} } } }`,
  sections: '{ sections(first: 20) { nodes { name articles(first: 20) { totalCount nodes { title } } } } }',
  tags: '{ tags(first: 20) { totalCount nodes { name articles(first: 20) { totalCount nodes { title } } } } }',
  authors: '{ authors(first: 20) { totalCount nodes { name } } }',
  archive: '{ archive { year month articleCount } }',
  'article by slug': `{ article(by: { slug: "${slug}" }) { title image { url } body { html markdown } ninjs } }`,
  'article by path': `{ article(by: { path: "/news/${slug}" }) { title } }`,
  route: `{ route(path: "/news/${slug}") { status node { __typename } } }`,
  node: `{ node(id: "${id}") { id ... on Article { title } } }`,
  nodes: `{ nodes(ids: ["${id}"]) { id } }`,
  search: '{ search(query: "plumbiferous", first: 20) { totalCount edges { node { title } } } }',
  suggest: '{ suggest(prefix: "quoll") { text path } more: suggest(prefix: "Embargoed q") { text path } }',
  related:
    '{ article(by: { slug: "harbour-one" }) { related(first: 20) { article { title image { url } } } } }',
  front: '{ front { containers { items { article { title slug image { url } } } } } }',
  fronts: '{ fronts(first: 5) { nodes { path containers { items { article { title } } } } } }',
  popular: '{ popular(window: DAY, first: 20) { article { title slug } } }',
  newsletters: '{ newsletters { slug issues(first: 5) { nodes { subject html articles { title } } } } }',
});

const createPaths = (slug: string): string[] => [
  ...['rss.xml', 'atom.xml', 'feed.json', 'ninjs.json'].flatMap((name) => [
    `/feeds/${name}`,
    `/feeds/news/${name}`,
    `/feeds/tags/harbours/${name}`,
  ]),
  `/feeds/news/${slug}/ninjs.json`,
  ...['/sitemap.xml', '/sitemaps/sections.xml', '/sitemaps/articles-1.xml', '/sitemaps/tags-1.xml'],
  ...['/sitemaps/authors-1.xml', '/sitemaps/news.xml', '/llms.txt', '/markdown', '/markdown/news'],
  ...['/markdown/tags/harbours', `/markdown/news/${slug}`],
];

const createCalls = (slug: string): [tool: string, variables: Record<string, unknown>][] => [
  ['ReadArticle', { slug }],
  ['SearchArticles', { query: 'plumbiferous' }],
  ['LatestArticles', { first: 50 }],
  ['PopularArticles', {}],
  ['ArticlesOfAPeriod', { from: '2020-01-01T00:00:00Z', until: '2040-01-01T00:00:00Z', first: 50 }],
  ['RelatedArticles', { slug: 'harbour-one', first: 20 }],
  ['ArticlesOnATopic', { slug: 'harbours', first: 50 }],
  ['ArticlesOfAnAuthor', { slug: 'ada-quollwort' }],
  ['Corrections', { slug }],
];

/** Returns functions that read each exit: of both instances, and of the cache what it may cache. */
function createExits(slug: string, id: string): Record<string, () => Promise<string>> {
  const exits: Record<string, () => Promise<string>> = {};
  for (const [place, address] of Object.entries(addresses)) {
    const get = async (path: string) => {
      // A connection that was kept open may have been closed meanwhile.
      const response = await fetch(address + path).catch(() => fetch(address + path));
      return `${response.status} ${await response.text()}`;
    };
    for (const [name, query] of Object.entries(createQueries(slug, id)))
      exits[`${place}: ${name}`] = () => get(buildQueryUrl({ query }));
    for (const path of createPaths(slug)) exits[`${place}: ${path}`] = () => get(path);
    const assistant = assistants[place];
    if (!assistant) continue;
    for (const [name, variables] of createCalls(slug))
      exits[`${place}: MCP ${name}`] = async () =>
        JSON.stringify((await assistant.callTool({ name, arguments: variables })).content);
    exits[`${place}: MCP resource`] = () =>
      assistant.readResource({ uri: `${SITE}/news/${slug}` }).then(
        ({ contents }) => JSON.stringify(contents),
        () => 'no resource',
      );
  }
  return exits;
}

/** Reads all exits, a few at a time: 150 at once are refused by a busy database. */
async function readAll(exits: Record<string, () => Promise<string>>): Promise<Record<string, string>> {
  const limit = pLimit(10);
  const read = async ([name, exit]: [string, () => Promise<string>]) => [name, await limit(exit)] as const;
  return Object.fromEntries(await Promise.all(Object.entries(exits).map(read)));
}

/** Returns a text without the times at which it was made. */
const withoutTimes = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, '');

/** Returns the number of webhooks and pings so far, when there have been no new ones for five seconds. */
async function countQuietRequests(): Promise<number> {
  for (;;) {
    const { length } = receiver.requests;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    if (receiver.requests.length === length && length > 0) return length;
  }
}

async function findId(where: string): Promise<string> {
  let id: number | undefined;
  await waitUntil(async () => {
    const { rows } = await database.pool.query(`SELECT id FROM draft WHERE slug = '${where}'`);
    id = rows[0]?.id;
    return id !== undefined;
  });
  return toGlobalId('Article', id!);
}

test('An embargo opens nowhere before its end: no list, search, feed, sitemap, page, tool, event, webhook or ping', async () => {
  const slug = 'embargoed-quollwort-report';
  // No ID is known before the import; the next one is the ID of the article.
  const { rows } = await database.pool.query('SELECT max(id) + 1 AS next FROM draft');
  const exits = createExits(slug, toGlobalId('Article', rows[0].next));
  const before = await readAll(exits);
  expect(Object.entries(before).filter(([, text]) => /^5\d\d|INTERNAL_SERVER/.test(text))).toEqual([]);
  const requestsBefore = await countQuietRequests();
  const until = new Date(Date.now() + EMBARGO_SECONDS * 1_000);
  await deliver('embargoed.xml', createEmbargoedXml(until.toISOString()));
  await sync();
  expect(await findId(slug)).toBe(toGlobalId('Article', rows[0].next));
  let rounds = 0;
  const leaks: string[] = [];
  expect(await previewIssue()).toContain('Harbour ');
  expect(await previewIssue()).not.toMatch(MARK);
  // A round that may end after the embargo is not one of before.
  while (Date.now() < until.getTime() - 5_000) {
    const now = await readAll(exits);
    if (Date.now() >= until.getTime()) break;
    rounds += 1;
    for (const [name, text] of Object.entries(now))
      if (withoutTimes(text) !== withoutTimes(before[name]!)) leaks.push(`${name}: ${text.slice(0, 200)}`);
  }
  const told = receiver.requests
    .slice(requestsBefore)
    .map(({ path, body }) => `${path}: ${body.slice(0, 200)}`);
  expect({ leaks, told, rounds: rounds > 0 }).toEqual({ leaks: [], told: [], rounds: true });
  expect(Object.values(events).map((recorder) => recorder.events.length)).toEqual([0, 0]);
  console.info(
    `${Object.keys(exits).length} exits, read ${rounds} times before the end of the embargo: 0 leaks.`,
  );

  // Afterwards it is everywhere, so that the walk would have found it.
  for (const address of [addresses.first!, addresses.second!])
    await fetch(`${address}/beacon`, {
      method: 'POST',
      body: slug,
      headers: createReaderHeaders('198.51.100.7'),
    });
  await waitUntil(async () => MARK.test(await exits['second: articles']!()));
  expect(Date.now()).toBeGreaterThanOrEqual(until.getTime());
  await waitUntil(() =>
    Object.values(events).every((recorder) => recorder.events.some(({ kind }) => kind === 'PUBLISHED')),
  );
  expect(await previewIssue()).toMatch(MARK);
  const isTold = (path: string) => receiver.requests.slice(requestsBefore).some((each) => each.path === path);
  await waitUntil(() => ['/hook', '/indexnow', '/hub'].every(isTold));
}, 240_000);

test('A kill is gone from every exit of both instances and the cache', async () => {
  const slug = 'killed-quollwort-report';
  const item = (version: string, more: object = {}) =>
    createItem('killed', version, 'Killed quollwort report', {
      by: 'Ada Quollwort',
      associations: [picture('killed')],
      ...more,
    });
  await deliver('killed.json', item('1'));
  await sync();
  const id = await findId(slug);
  const exits = createExits(slug, id);
  const KILLED = /killed quollwort|killed-quollwort|quollwort-killed/i;
  // A page that is missing may name its path.
  const isHeld = (text: string) => KILLED.test(text) && !/^4\d\d/.test(text);
  await waitUntil(async () => KILLED.test(await exits['second: articles']!()));
  for (const address of [addresses.first!, addresses.second!])
    for (const last of [8, 9])
      await fetch(`${address}/beacon`, {
        method: 'POST',
        body: slug,
        headers: createReaderHeaders(`198.51.100.${last}`),
      });
  await waitUntil(
    async () =>
      KILLED.test(await exits['second: popular']!()) && KILLED.test(await exits['first: related']!()),
  );
  // Read by all, so that every cache has it.
  const before = await readAll(exits);
  const holds = Object.keys(before).filter((name) => isHeld(before[name]!));
  await deliver('killed-2.json', item('2', { pubStatus: 'canceled', edNote: 'KILL: libel' }));
  await sync();
  const accepted = Date.now();
  const limit = pLimit(6);
  const measure = async (name: string) => {
    for (;;) {
      const text = await limit(exits[name]!);
      const at = Date.now();
      if (!isHeld(text) || at - accepted > 20_000) return { name, at, isGone: !isHeld(text) };
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const gone = (await Promise.all(holds.map(measure))).sort((one, other) => other.at - one.at);
  const { rows } = await database.pool.query(
    "SELECT at FROM content_change WHERE node_type = 'Article' AND after IS NULL ORDER BY sequence DESC LIMIT 1",
  );
  const committed = rows[0].at.getTime();
  const slowest = gone.slice(0, 5).map(({ name, at }) => `${at - committed} ms ${name}`);
  console.info(
    `A kill was committed ${committed - accepted} ms after POST /sync was accepted. ${holds.length} exits had the article; the last was free of it ${gone[0]!.at - committed} ms after that:\n${slowest.join('\n')}`,
  );
  expect(gone.filter(({ isGone }) => !isGone)).toEqual([]);
  expect(holds.length).toBeGreaterThan(40);
  expect(await previewIssue()).not.toMatch(KILLED);
  // It stays gone, also where a copy was made while the kill arrived.
  const after = await readAll(exits);
  expect(holds.filter((name) => isHeld(after[name]!))).toEqual([]);
  await waitUntil(() =>
    Object.values(events).every((recorder) => recorder.events.some(({ kind }) => kind === 'UNPUBLISHED')),
  );
  await waitUntil(() =>
    receiver.requests.some(({ path, body }) => path === '/hook' && body.includes('unpublished')),
  );
}, 240_000);
