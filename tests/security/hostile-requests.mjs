// What a hostile client does, by name.
import { createHmac, randomBytes } from 'node:crypto';

let made = 0;
/** Adds a comment that no other operation has, so that the response is in no cache. */
const anew = (query) => ({ query: `${query} # ${process.pid} ${made++}` });
const unique = () => `${process.pid}-${made++}`;

const WORDS = 'harbour council river bridge ferry market school library tide storm roof garden'.split(' ');
const word = () => WORDS[Math.floor(Math.random() * WORDS.length)];
const several = (count, field) => Array.from({ length: count }, (_, i) => `a${i}: ${field(i)}`).join(' ');
const CARD =
  'slug title standfirst path updatedAt section { name path } tags { name path } authors { name path }';

/** Nearly as many fields as one operation may answer. */
const longest = () =>
  anew(
    `{ ${several(8, (i) => `articles(first: 100, orderBy: ${['NEWEST', 'TITLE'][i % 2]}) { nodes { ${CARD} } }`)} }`,
  );
/** As many as take no second point. */
const onePoint = () => anew(`{ articles(first: 40) { nodes { ${CARD} } } }`);
const searches = () =>
  anew(
    `{ ${several(14, () => `search(query: "${word()} ${word()} ${word()}", first: 10) { totalCount facets { tags { count } } nodes { title } }`)} }`,
  );
const bodies = () => anew('{ articles(first: 100) { nodes { title body { html } } } }');
const cached = () => ({ query: '{ articles(first: 20) { nodes { title path } } }' });
const unknownDocument = () => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: randomBytes(32).toString('hex') } },
});
/** As many conditions as the variables of a reader may have values. */
const filters = () => ({
  query: 'query ($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }',
  variables: { filter: { or: Array.from({ length: 990 }, () => ({ hasImage: made++ % 2 === 0 })) } },
});
/** A query that is valid JSON of nearly the largest size that is accepted. */
const LARGE_BODY = JSON.stringify({ query: `{ site { title } } #${' x'.repeat(500_000)}` });

/** A filter that no feed was asked for yet. */
const filteredFeed = () =>
  `/feeds/rss.xml?filter=${encodeURIComponent(JSON.stringify({ wordCount: { min: made++ % 9, max: 100_000 + made } }))}`;
const live = () => ({
  query: `query Live($word: String!) @live { search(query: $word, first: 50) { nodes { ${CARD} } } }`,
  variables: { word: `${word()} ${unique()}` },
});

/** Creates signed addresses of variants, as the graph gives them to anybody for a picture on a page. */
const variant = ({ hash, key }) => {
  const width = 400 + (made++ % 1_200);
  const parameters = `${width}x${Math.round(width * 0.6)}_q${1 + (made % 100)}_avif`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64'))
    .update(`${hash}/${parameters}`)
    .digest('base64url')
    .slice(0, 16);
  return `/media/${hash}/${parameters}.${signature}`;
};

/**
 * Attacks: over HTTP with so many `connections` at once, over `sockets` of GraphQL, or by connections alone. `operation` is
 * sent to /graphql by POST, and `path` is fetched.
 */
export const HOSTILE = {
  'longest lists': { connections: 64, operation: longest },
  'lists of one point': { connections: 64, operation: onePoint },
  searches: { connections: 64, operation: searches },
  'subscribe and complete': { sockets: 4, pairs: 3_000, operation: searches },
  'event streams': {
    connections: 64,
    operation: onePoint,
    endpoint: '/graphql/stream',
    accept: 'text/event-stream',
  },
  'asks and leaves': { connections: 64, operation: longest, leaves: 5 },
  'slow readers': { connections: 200, operation: bodies, reads: false },
  places: { opens: 500 },
  'live queries': { sockets: 40, subscriptions: 20, operation: live },
  'cached pages': { connections: 64, operation: cached },
  'large bodies': { connections: 64, body: () => LARGE_BODY },
  'large filters': { connections: 64, operation: filters },
  'unknown documents': { connections: 64, operation: unknownDocument },
  'unknown keys': { connections: 64, operation: onePoint, authorization: () => `Bearer dl_${unique()}_x` },
  'unknown paths': { connections: 64, path: () => `/${unique()}` },
  'filtered feeds': { connections: 64, path: filteredFeed },
  'unknown files': { connections: 64, path: () => `/media/${randomBytes(20).toString('hex')}.jpg` },
  variants: { connections: 64, path: variant },
  'page views': { connections: 64, path: () => `/beacon.gif?slug=${unique()}` },
  readiness: { connections: 64, path: () => '/readyz' },
  'new connections': { connections: 64, path: () => '/healthz', isClosedEachTime: true },
  'half-open': { halfOpen: 2_000 },
};
