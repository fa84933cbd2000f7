/** Words that are no other's, so that no answer is in memory. */
let made = 0;
const anew = (query) => ({ query: `${query} # ${process.pid} ${made++}` });

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

/** What a hostile client does, by name: over HTTP at once on so many connections, over WebSockets, or by sockets alone. */
export const HOSTILE = {
  'longest lists': { connections: 64, operation: longest },
  'lists of one point': { connections: 64, operation: onePoint },
  searches: { connections: 64, operation: searches },
  'subscribe and complete': { sockets: 4, pairs: 3_000, operation: searches },
  'event streams': { connections: 64, operation: onePoint, path: '/stream', accept: 'text/event-stream' },
  'asks and leaves': { connections: 64, operation: longest, leaves: 5 },
  'slow readers': { connections: 200, operation: bodies, reads: false },
  places: { opens: 500 },
};
