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
import { createExits, type Doors, readAll } from '../support/exits.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { findFreePort } from '../support/programs.js';
import { createReaderHeaders } from '../support/readers.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { buildSite, SiteInstance } from '../support/site-process.js';
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
const sites: Record<string, SiteInstance> = {};
/** What the tests read. */
let doors: Doors;
const events: Record<string, SubscriptionRecorder> = {};

/** Exits that must show the article after its embargo, among others. */
const EXITS_AFTERWARDS = ['first', 'second'].flatMap((name) => [
  ...[`${name}: liveBlogEvents over WebSocket`, `${name}: liveBlogEvents over SSE`],
  ...['/', '/news', '/search?q=plumbiferous', '/llms.txt', '/feeds/rss.xml', '/sitemaps/news.xml'].map(
    (path) => `site of ${name}: ${path}`,
  ),
]);

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
  const ports = { first: await findFreePort(), second: await findFreePort() };
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
  for (const [name, query] of Object.entries(CREATIONS))
    expect(await mutate(query)).toEqual({ [name]: { userErrors: [] } });
  if (buildSite()) await startSites(ports, run);
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
  doors = {
    ...{ siteUrl: SITE, addresses, assistants, cursor: await createLiveBlog() },
    sites: Object.fromEntries(Object.entries(sites).map(([name, { url }]) => [name, url])),
  };
  events.webSocket = recordSubscription(createWebSocketClient(addresses.first!));
  events.sse = recordSubscription(createSseClient(addresses.second!));
}, 360_000);

afterAll(async () => {
  await Promise.all(Object.values(sites).map((site) => site.stop()));
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

/** Runs a mutation with the key of the desk and returns its data. Throws an Error if it fails. */
async function mutate(query: string, variables: Record<string, unknown> = {}): Promise<any> {
  const response = await fetch(`${addresses.first}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Starts a site for each gateway, whose webhook tells it what changed. */
async function startSites(ports: Record<string, number>, run: (...args: string[]) => Promise<string>) {
  for (const [name, port] of Object.entries(ports)) {
    const hook = `http://127.0.0.1:${port}/hooks/dateline`;
    const printed = await run('webhooks', 'add', hook, '--events', 'tags_changed');
    sites[name] = await SiteInstance.start(`${port}`, {
      ...{ DATELINE_URL: addresses[name]!, SITE_URL: SITE },
      DATELINE_WEBHOOK_SECRET: printed.split('\n').at(-1)!,
    });
  }
}

/** Creates a live blog, and returns the cursor from which the events of later ones can be read. */
async function createLiveBlog(): Promise<string> {
  const { createArticle } = await mutate(`mutation { createArticle(
    input: { title: "Zenith", kind: LIVE_BLOG, publish: {} }
  ) { article { liveBlog { cursor } } } }`);
  return createArticle.article.liveBlog.cursor;
}

/** Makes an article a live blog with a published entry. */
async function addEntry(id: string, title: string): Promise<void> {
  const { updateArticle } = await mutate(
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
    { input: { id, kind: 'LIVE_BLOG' } },
  );
  const { addLiveBlogEntry } = await mutate(
    'mutation ($input: AddLiveBlogEntryInput!) { addLiveBlogEntry(input: $input) { userErrors { message } } }',
    { input: { liveBlog: id, title } },
  );
  expect([updateArticle.userErrors, addLiveBlogEntry.userErrors]).toEqual([[], []]);
}

/** Returns the next issue of the newsletter, as it would be sent now. */
async function previewIssue(): Promise<string> {
  const { code, output, stdout } = await runCommand(['newsletter', 'send', 'weekly', '--dry-run'], settings);
  if (code !== 0) throw new Error(output);
  return stdout;
}

/** Returns a text without the times at which it was made, and without scripts, which Next.js splits as they are ready. */
const withoutTimes = (text: string) =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT|<script\b.*?<\/script>/gs, '');

/** Returns what is in a text that was not there before; null if it is the same. */
function findNews(text: string, before: string): string | null {
  const word = MARK.exec(text);
  if (word && !MARK.test(before)) return text.slice(Math.max(0, word.index - 100), word.index + 100);
  const [now, then] = [withoutTimes(text), withoutTimes(before)];
  if (now === then) return null;
  const index = [...now].findIndex((letter, at) => letter !== then[at]);
  return now.slice(Math.max(0, index - 100), index + 100);
}

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
  const exits = createExits(doors, slug, toGlobalId('Article', rows[0].next));
  const before = await readAll(exits);
  expect(Object.entries(before).filter(([, text]) => /^5\d\d|INTERNAL_SERVER/.test(text))).toEqual([]);
  const requestsBefore = await countQuietRequests();
  const until = new Date(Date.now() + EMBARGO_SECONDS * 1_000);
  await deliver('embargoed.xml', createEmbargoedXml(until.toISOString()));
  await sync();
  expect(await findId(slug)).toBe(toGlobalId('Article', rows[0].next));
  await addEntry(toGlobalId('Article', rows[0].next), 'Quollwort entry');
  let rounds = 0;
  const leaks: string[] = [];
  expect(await previewIssue()).toContain('Harbour ');
  expect(await previewIssue()).not.toMatch(MARK);
  // A round that may end after the embargo is not one of before.
  while (Date.now() < until.getTime() - 5_000) {
    const now = await readAll(exits);
    if (Date.now() >= until.getTime()) break;
    rounds += 1;
    for (const [name, text] of Object.entries(now)) {
      const news = findNews(text, before[name]!);
      if (news !== null) leaks.push(`${name}: ${news}`);
    }
  }
  const told = receiver.requests
    .slice(requestsBefore)
    // That a picture could not be read, by a hash of its address, names no article.
    .filter(({ body }) => !/"keys":\["media-url:[\w-]+"\]/.test(body))
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
  await addEntry(toGlobalId('Article', rows[0].next), 'Second quollwort entry');
  const found = await readAll(exits);
  expect(EXITS_AFTERWARDS.filter((name) => name in found && !MARK.test(found[name]!))).toEqual([]);
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
  const exits = createExits(doors, slug, id);
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
