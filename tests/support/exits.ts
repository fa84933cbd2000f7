import type { Client } from '@modelcontextprotocol/client';
import pLimit from 'p-limit';
import { createSseClient, createWebSocketClient, recordSubscription } from './live-clients.js';
import { buildQueryUrl } from './test-server.js';

/** Functions that read what clients and readers without a key can get, by name. */
export type Exits = Record<string, () => Promise<string>>;

/** Where articles come out. */
export interface Doors {
  /** URL of the site, as in its settings. */
  siteUrl: string;
  /** Addresses of gateways, and of caches in front of them, by name. */
  addresses: Record<string, string>;
  /** Clients of the Model Context Protocol by the name of the gateway. */
  assistants: Record<string, Client>;
  /** Addresses of front ends by the name of the gateway. */
  sites: Record<string, string>;
  /** Cursor of a change before all that is read, for events of live blogs. */
  cursor: string;
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

/** Pages of the reference site, and what it forwards to its gateway. */
const createSitePaths = (slug: string): string[] => [
  ...['/', '/news', `/news/${slug}`, `/news/${slug}.md`, '/news/harbour-one', '/tags/harbours'],
  ...['/authors/ada-quollwort', '/search?q=plumbiferous', '/archive', '/live', `/updates?story=${slug}`],
  ...['/feeds/rss.xml', '/feeds/news/ninjs.json', '/llms.txt'],
  ...['/sitemap.xml', '/sitemaps/articles-1.xml', '/sitemaps/news.xml'],
];

/** Time limit of a subscription that neither delivers nor ends. */
const EVENT_MS = 5_000;
const LIVE_EVENTS = `subscription ($id: ID!, $after: String) { liveBlogEvents(id: $id, after: $after) {
  kind entry { title body { text } } liveBlog { article { title } }
} }`;

const TRANSPORTS = { WebSocket: createWebSocketClient, SSE: createSseClient };

/** Returns the events of a live blog since a cursor, and the errors. */
async function readLiveEvents(
  createClient: (typeof TRANSPORTS)[keyof typeof TRANSPORTS],
  address: string,
  variables: { id: string; after: string },
): Promise<string> {
  const client = createClient(address);
  const recorder = recordSubscription(client, variables, LIVE_EVENTS);
  const end = Date.now() + EVENT_MS;
  let outcome = 'open';
  void recorder.ended.then((error) => {
    outcome = `ended ${JSON.stringify(error ?? null)}`;
  });
  while (outcome === 'open' && recorder.events.length === 0 && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 10));
  recorder.stop();
  await client.dispose();
  return JSON.stringify({ outcome, events: recorder.events, errors: recorder.errors });
}

/** Fetches a path and returns the status and the body. */
async function get(url: string): Promise<string> {
  // A connection that was kept open may have been closed meanwhile.
  const load = () => fetch(url, { redirect: 'manual' });
  const response = await load().catch(load);
  return `${response.status} ${await response.text()}`;
}

/** Returns a page of the site without the IDs of its request, and without the slug that the request named. */
async function getPage(url: string, slug: string): Promise<string> {
  const text = (await get(url)).replace(/\\"[\w-]{21}[vm]\\"/g, '');
  return text.replaceAll(new RegExp(`story[=":\\\\]+${slug}`, 'g'), 'story');
}

/** Returns functions that read each exit: of all gateways and sites, and of caches what they may cache. */
export function createExits(doors: Doors, slug: string, id: string): Exits {
  const exits: Exits = {};
  for (const [place, address] of Object.entries(doors.addresses)) {
    for (const [name, query] of Object.entries(createQueries(slug, id)))
      exits[`${place}: ${name}`] = () => get(address + buildQueryUrl({ query }));
    for (const path of createPaths(slug)) exits[`${place}: ${path}`] = () => get(address + path);
    const assistant = doors.assistants[place];
    if (!assistant) continue;
    for (const [name, createClient] of Object.entries(TRANSPORTS))
      exits[`${place}: liveBlogEvents over ${name}`] = () =>
        readLiveEvents(createClient, address, { id, after: doors.cursor });
    for (const [name, variables] of createCalls(slug))
      exits[`${place}: MCP ${name}`] = async () =>
        JSON.stringify((await assistant.callTool({ name, arguments: variables })).content);
    exits[`${place}: MCP resource`] = () =>
      assistant.readResource({ uri: `${doors.siteUrl}/news/${slug}` }).then(
        ({ contents }) => JSON.stringify(contents),
        () => 'no resource',
      );
  }
  for (const [place, address] of Object.entries(doors.sites))
    for (const path of createSitePaths(slug))
      exits[`site of ${place}: ${path}`] = () => getPage(address + path, slug);
  return exits;
}

/** Reads all exits, a few at a time: 150 at once are refused by a busy database. */
export async function readAll(exits: Exits): Promise<Record<string, string>> {
  const limit = pLimit(10);
  const read = async ([name, exit]: [string, () => Promise<string>]) => [name, await limit(exit)] as const;
  return Object.fromEntries(await Promise.all(Object.entries(exits).map(read)));
}
