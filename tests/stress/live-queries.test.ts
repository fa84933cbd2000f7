import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyPatch } from '../../packages/client/src/patch.js';
import { RelatedService } from '../../src/modules/related/index/related-index.service.js';
import { createSseClient, createWebSocketClient } from '../support/live-clients.js';
import { createRandom } from '../support/random.mjs';
import { createRandomEdits } from '../support/random-edits.js';
import { createSampleQueries, STORY_COUNT } from '../support/sample-queries.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';
import { waitUntil } from '../support/until.js';

/** Clients and edits of one run; more with `LIVE_CLIENTS=1000 LIVE_EDITS=500 npm run test:stress -- live-queries`. */
const CLIENT_COUNT = Number(process.env.LIVE_CLIENTS ?? 60);
const EDIT_COUNT = Number(process.env.LIVE_EDITS ?? 24);
const QUERY_COUNT = 20;
/** Edits after which all clients are compared with fresh results. */
const BATCH = Math.max(Math.floor(EDIT_COUNT / 8), 1);

let two: TwoInstances;
let related: RelatedService;
beforeAll(async () => {
  two = await startTwoInstances();
  for (let i = 1; i <= STORY_COUNT; i++) {
    await two.gateway.save({
      slug: `story-${i}`,
      title: `Story ${i}`,
      section: [['World', 'Asia'], ['Sport'], ['World', 'Europe']][i % 3]!,
      tags: [`tag ${i % 3}`, `tag ${i % 7}`],
      authors: [`Author ${i % 5}`],
      body: { format: 'markdown', text: `The harbour and the ferry, seen ${i} times by word${i % 4}.` },
      publishedAt: new Date(Date.UTC(2026, 0, i)),
    });
  }
  related = new RelatedService(two.gateway.database.pool, 'en');
  await related.rebuild(() => undefined);
  await two.waitForCacheSync();
});
afterAll(() => two.close());

interface LiveClient {
  query: string;
  takesPatches: boolean;
  last: unknown;
  version: string | undefined;
  receivedAt: number;
  received: number;
  errors: unknown[];
  stop(): void;
}

type Subscribe = ReturnType<typeof createWebSocketClient>['subscribe'];

/** Follows a query, from the version that the client has. Counts results that equal the one before. */
function follow(
  client: LiveClient,
  subscribe: Subscribe,
  counts: { repeated: number; results: number; patches: number },
): void {
  const extensions = { live: { version: client.version, patch: client.takesPatches } };
  client.stop = subscribe<any>(
    { query: `query @live ${client.query}`, extensions },
    {
      next: ({ data, errors, extensions: { live } = {} as any }) => {
        if (errors) client.errors.push(...errors);
        if (live?.patch) counts.patches += 1;
        const latest = live?.patch ? applyPatch(client.last, live.patch) : data;
        counts.results += 1;
        if (isDeepStrictEqual(latest, client.last)) counts.repeated += 1;
        Object.assign(client, { last: latest, version: live?.version, receivedAt: Date.now() });
        client.received += 1;
      },
      error: (error) => client.errors.push(error),
      complete: () => undefined,
    },
  );
}

test('Every client of a live query ends with a fresh result after random edits and reconnections', async () => {
  const { gateway, other, sendQuery, getEditorHeaders } = two;
  const random = createRandom(20_261_126);
  const samples = createSampleQueries();
  const newest = samples.find((query) => query.startsWith('{ articles(first: 4, orderBy: NEWEST)'))!;
  const queries = Array.from({ length: QUERY_COUNT }, (_, i) =>
    i === 0 ? newest : samples[Math.floor((i * samples.length) / QUERY_COUNT)]!,
  );
  const addresses = [gateway.address, other.address];
  const counts = { results: 0, repeated: 0, patches: 0 };
  const connect = (i: number): Subscribe => {
    const address = addresses[i % 2]!;
    return i % 4 < 2
      ? createWebSocketClient(address).subscribe
      : (createSseClient(address).subscribe as unknown as Subscribe);
  };
  const clients = Array.from({ length: CLIENT_COUNT }, (_, i): LiveClient => {
    const client: LiveClient = {
      ...{ query: queries[Math.floor(i / 4) % QUERY_COUNT]!, last: null, version: undefined },
      takesPatches: i % 3 === 0,
      ...{ receivedAt: 0, received: 0, errors: [], stop: () => undefined },
    };
    follow(client, connect(i), counts);
    return client;
  });
  await waitUntil(() => clients.every(({ received }) => received > 0));
  const executionsToBegin = await countExecutions(addresses);

  const edits = createRandomEdits(two, { random, rebuildRelated: () => related.rebuild(() => undefined) });
  const findStale = async () => {
    await two.waitForCacheSync();
    const fresh = new Map<string, unknown>();
    for (const query of queries) fresh.set(query, (await sendQuery(query, getEditorHeaders())).data);
    return clients
      .filter(({ query, last }) => !isDeepStrictEqual(last, fresh.get(query)))
      .map(({ query }) => query);
  };
  for (let number = 1; number <= EDIT_COUNT; number++) {
    await edits.make(number);
    // Some clients leave and come back, to any instance, with the version that they have.
    for (let i = Math.floor(random() * 20); i < CLIENT_COUNT; i += 20) {
      clients[i]!.stop();
      follow(clients[i]!, connect(Math.floor(random() * 4)), counts);
    }
    if (number % BATCH === 0) await waitUntil(async () => (await findStale()).length === 0);
  }
  await waitUntil(async () => (await findStale()).length === 0);

  const timed = Array.from({ length: 5 }, () => 0);
  for (const [i] of timed.entries()) {
    const readers = clients.filter(({ query }) => query === newest);
    const before = readers.map(({ received }) => received);
    const { data } = await sendQuery('{ articles(first: 1, orderBy: NEWEST) { nodes { id } } }');
    const { id } = data.articles.nodes[0];
    await two.edit('updateArticle', `{ id: "${id}", title: "Measured ${i}" }`);
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // the interval of the last edit has passed
    await two.edit('publishArticle', `{ id: "${id}" }`);
    const committedAt = Date.now();
    await waitUntil(() => readers.every(({ received }, n) => received > before[n]!));
    timed[i] = Math.max(...readers.map(({ receivedAt }) => receivedAt)) - committedAt;
  }
  for (const { stop } of clients) stop();
  const executions = await countExecutions(addresses);
  console.log(
    `${CLIENT_COUNT} clients of ${QUERY_COUNT} queries, ${EDIT_COUNT} edits: ${counts.results} results sent, ` +
      `${counts.patches} of them as patches, ${counts.repeated} again, ${executions} executions, ${executionsToBegin} of them to begin, ` +
      `ms from commit to the last client ${timed.join(', ')}`,
  );
  expect(clients.flatMap(({ errors }) => errors)).toEqual([]);
  expect(counts.repeated).toBe(0);
  expect(counts.patches).toBeGreaterThan(0);
  // One for each query on each instance, and one more at most if a change of the archive was still followed.
  expect(executionsToBegin).toBeLessThanOrEqual(2 * 2 * QUERY_COUNT);
}, 7_200_000);

/** Returns the number of executions of live queries on all instances. */
async function countExecutions(addresses: string[]): Promise<number> {
  let count = 0;
  for (const address of addresses) {
    const text = await (await fetch(`${address}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith('dateline_live_query_executions_total '));
    count += Number(line!.split(' ')[1]);
  }
  return count;
}
