import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { ResponseStore } from '../../src/cache/response-cache-store.js';
import { PendingFill } from '../../src/cache/tagged-cache.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';
import { waitUntil } from '../support/until.js';

/** Edits of one run; for a minute with `RACE_SECONDS=60 npm run test:stress -- cache-race`. */
const EDITS = Number(process.env.RACE_EDITS ?? 20);
const SECONDS = Number(process.env.RACE_SECONDS ?? 0);
const STORIES = 8;
const READERS = 6;
/** Number of edits within which a planted bug must be detected. */
const EDITS_UNTIL_CAUGHT = 400;
/** Longest time in milliseconds between the last read of an execution and the caching of its response. */
const LONGEST_PAUSE_MS = 40;

let two: TwoInstances;
const stories: string[] = [];
/** ID of an article that the search of every query finds. */
let ferry: string;
/** Minimum versions that responses to new requests must show, by instance. */
const seen = [0, 1].map(() => ({ ferry: 0, stories: Array.from({ length: STORIES }, () => 0) }));
let latest = 0;

beforeAll(async () => {
  two = await startTwoInstances();
  for (let i = 0; i < STORIES; i++) {
    await two.gateway.save({ slug: `story-${i}`, title: 'Version 0' });
    stories.push(await two.getArticleId(`story-${i}`));
  }
  await two.gateway.save({ slug: 'ferry', title: 'Ferry 0' });
  ferry = await two.getArticleId('ferry');
});
beforeEach(pauseBeforeCaching);
afterEach(() => void jest.restoreAllMocks());
afterAll(() => two.close());

interface Counts {
  edits: number;
  reads: number;
  hits: number;
  stale: number;
}

/**
 * Reads at full speed while two editors publish at the same time: one change invalidates every response, the other
 * overtakes some of the new executions. Counts the responses that are older than their last change.
 */
async function race(goesOn: (counts: Counts) => boolean): Promise<Counts> {
  const addresses = [two.gateway.address, two.other.address];
  const counts = { edits: 0, reads: 0, hits: 0, stale: 0 };
  let isOver = false;
  const read = async (reader: number) => {
    for (let i = reader; !isOver; i++) {
      const [instance, story] = [i % 2, (i >> 1) % STORIES];
      const least = [seen[instance]!.stories[story]!, seen[instance]!.ferry];
      const query = `{ article(by: { slug: "story-${story}" }) { title } search(query: "ferry") { totalCount nodes { title } } }`;
      const { data, cache } = await two.sendQuery(query, {}, addresses[instance]);
      const shown = [data.article.title, data.search.nodes[0].title].map((title) =>
        Number(title.split(' ')[1]),
      );
      counts.reads++;
      if (cache === 'HIT') counts.hits++;
      if (shown.some((version, which) => version < least[which]!)) counts.stale++;
    }
  };
  /** Waits for enough reads that a wrongly cached response is seen before the next invalidation. */
  const everythingIsAskedFor = async () => {
    const enough = counts.reads + 4 * STORIES;
    while (counts.reads < enough) await sleep(2);
  };
  const edit = async () => {
    while (goesOn(counts)) {
      latest++;
      const story = latest % STORIES;
      await Promise.all([publish(stories[story]!, `Version ${latest}`), publish(ferry, `Ferry ${latest}`)]);
      const isSeenBy = (instance: number) => {
        seen[instance]!.stories[story] = latest;
        seen[instance]!.ferry = latest;
      };
      isSeenBy(0);
      await two.waitForCacheSync();
      isSeenBy(1);
      counts.edits++;
      await everythingIsAskedFor();
    }
    isOver = true;
  };
  await Promise.all([edit(), ...Array.from({ length: READERS }, (_, i) => read(i))]);
  if (SECONDS > 0) console.log(JSON.stringify(counts));
  return counts;
}

/**
 * Pauses every other execution for a random time after its reads, so that changes overtake it however fast reads are
 * on this machine.
 */
function pauseBeforeCaching(): void {
  const { getOrCreate } = ResponseStore.prototype;
  let executions = 0;
  jest.spyOn(ResponseStore.prototype, 'getOrCreate').mockImplementation(function (
    this: ResponseStore,
    keys,
    create,
    client,
  ) {
    const createAndPause: typeof create = async (signal) => {
      const response = await create(signal);
      if (executions++ % 2 === 0) await sleep(Math.random() * LONGEST_PAUSE_MS);
      return response;
    };
    return getOrCreate.call(this, keys, createAndPause, client);
  });
}

async function publish(id: string, title: string): Promise<void> {
  await two.edit('updateArticle', `{ id: "${id}", title: "${title}" }`);
  await two.edit('publishArticle', `{ id: "${id}" }`);
}

test('No cached response is older than the last change its instance has received', async () => {
  const end = Date.now() + SECONDS * 1_000;
  const counts = await race(({ edits }) => edits < EDITS || Date.now() < end);
  expect(counts.hits).toBeGreaterThan(0);
  expect(counts.stale).toBe(0);
}, 600_000);

test('The race detects responses cached despite a concurrent invalidation', async () => {
  jest.spyOn(PendingFill.prototype, 'isOutdated').mockReturnValue(false);
  const counts = await race(({ edits, stale }) => stale === 0 && edits < EDITS_UNTIL_CAUGHT);
  expect(counts.stale).toBeGreaterThan(0);
}, 600_000);

test("A section's article list read during a section move is not cached", async () => {
  const {
    sendQuery: ask,
    getEditorHeaders: asDesk,
    edit,
    getArticleId: idOf,
    gateway,
    waitForCacheSync: untilSeen,
  } = two;
  await gateway.save({ slug: 'in-world', section: ['World'] });
  await gateway.save({ slug: 'in-asia', section: ['World', 'Asia'] });
  await gateway.save({ slug: 'in-sport', section: ['Sport'] });
  await edit(
    'pinRelatedArticles',
    `{ id: "${await idOf('in-sport')}", articles: ["${await idOf('in-world')}"] }`,
  );
  const asia = (await ask('{ section(by: { slug: "asia" }) { id } }')).data.section.id;
  await untilSeen();
  // The query has read the section tree and waits for the article whose section's list comes next.
  const client = await gateway.database.pool.connect();
  await client.query('BEGIN; LOCK TABLE article_pin IN ACCESS EXCLUSIVE MODE');
  const list = 'articles(first: 5) { totalCount nodes { slug } }';
  const slow = ask(`{ sections { name } article(by: { slug: "in-sport" }) {
    related(first: 1) { article { section { ${list} } } }
  } }`);
  const isWaiting =
    "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  await waitUntil(async () => (await gateway.database.pool.query(isWaiting)).rowCount === 1);
  await edit('updateSection', `{ id: "${asia}", parent: null }`);
  await untilSeen();
  await client.query('COMMIT');
  client.release();
  await slow;
  const question = `{ section(by: { slug: "world" }) { ${list} } }`;
  const fresh = (await ask(question, asDesk())).text;
  expect(JSON.parse(fresh).data.section.articles.nodes).toEqual([{ slug: 'in-world' }]);
  const given = [await ask(question), await ask(question)];
  expect(given.map(({ cache, text }) => [cache, text])).toEqual([
    ['MISS', fresh],
    ['HIT', fresh],
  ]);
});
