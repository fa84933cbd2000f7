import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSseClient, createWebSocketClient } from '../support/live-clients.js';
import { createRandom } from '../support/random.mjs';
import { createRandomEdits } from '../support/random-edits.js';
import { STORY_COUNT } from '../support/sample-queries.js';
import { buildParams, buildRegistration, type Form, type Variables } from '../support/transports.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';
import { waitUntil } from '../support/until.js';

/** How many edits one run makes. */
const EDIT_COUNT = Number(process.env.ANSWER_EDITS ?? 25);

/** Selections of an event's article, each in two documents that differ in nothing else. */
const SELECTIONS = [
  'slug title',
  'title slug',
  'id updatedAt section { name path }',
  'tags { name path } authors { name }',
  'previous { slug } next { slug }',
  'body { html }',
];
const documentsOf = (selection: string) => [
  `subscription { articleEvents { kind articleId article { ${selection} } } }`,
  `subscription Followed($slug: String) { articleEvents(article: $slug) { articleId article { ${selection} } } }
   subscription Other { articleEvents { cursor } }`,
];

interface Stream {
  name: string;
  selection: string;
  slug: string | null;
  events: any[];
  errors: unknown[];
  stop(): void;
}

let two: TwoInstances;
beforeAll(async () => {
  two = await startTwoInstances();
  for (let i = 1; i <= STORY_COUNT; i++) {
    await two.gateway.save({
      slug: `story-${i}`,
      section: [['World', 'Asia'], ['Sport'], ['World', 'Europe']][i % 3]!,
      tags: [`tag ${i % 3}`],
      authors: [`Author ${i % 4}`],
      publishedAt: new Date(Date.UTC(2026, 0, i)),
    });
  }
  await two.waitForCacheSync();
});
afterAll(() => two.close());

test('Every subscription stream equals a fresh execution of its document after random edits', async () => {
  const { address } = two.gateway;
  const sockets = { text: createWebSocketClient(address), hash: createWebSocketClient(address) };
  const sse = createSseClient(address);
  const streams: Stream[] = [];
  for (const selection of SELECTIONS) {
    for (const [i, query] of documentsOf(selection).entries()) {
      for (const form of ['text', 'hash'] as const) {
        for (const [name, client] of Object.entries({ WebSocket: sockets[form], 'event stream': sse })) {
          const slug = i === 0 ? null : `story-${1 + (SELECTIONS.indexOf(selection) % 3)}`;
          const how = `${name} by ${form}: ${query}`;
          streams.push(await open(client as never, { how, query, form, selection, slug }));
        }
      }
    }
  }
  await allBegun(streams);
  const edits = createRandomEdits(two, {
    random: createRandom(20_261_207),
    rebuildRelated: async () => undefined,
  });
  const wrong: string[] = [];
  let compared = 0;
  for (let number = 1; number <= EDIT_COUNT; number++) {
    const what = await edits.make(number);
    await two.waitForCacheSync();
    // Wait until all streams have received their events.
    await quiet(streams);
    for (const { name, selection, slug, events, errors } of streams) {
      for (const error of errors.splice(0))
        wrong.push(`${number} ${what}: ${name}\n${JSON.stringify(error)}`);
      const last = events.splice(0).at(-1)?.articleEvents;
      if (!last) continue;
      compared++;
      const query = `{ node(id: "${last.articleId}") { ... on Article { ${selection} } } }`;
      const fresh = (await two.sendQuery(query, two.getEditorHeaders())).data.node;
      if (JSON.stringify(fresh) !== JSON.stringify(last.article))
        wrong.push(
          `${number} ${what}: ${name} (${slug})\n${JSON.stringify(last.article)}\n${JSON.stringify(fresh)}`,
        );
    }
  }
  for (const { stop } of streams) stop();
  await Promise.all([sockets.text.dispose(), sockets.hash.dispose()]);
  if (process.env.ANSWER_EDITS || wrong.length > 0)
    console.log(
      `${EDIT_COUNT} edits, ${streams.length} streams: ${compared} answers compared, ${wrong.length} wrong`,
    );
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(10 * EDIT_COUNT);
}, 7_200_000);

interface Asked {
  how: string;
  query: string;
  form: Form;
  selection: string;
  slug: string | null;
}

async function open(
  client: ReturnType<typeof createWebSocketClient>,
  { how, query, form, selection, slug }: Asked,
): Promise<Stream> {
  const variables: Variables = slug === null ? {} : { slug };
  const named = slug === null ? {} : { operationName: 'Followed' };
  if (form === 'hash') await registered(query, named);
  const stream: Stream = { name: how, selection, slug, events: [], errors: [], stop: () => undefined };
  stream.stop = client.subscribe<any>(
    {
      ...(how.startsWith('Web') && { query: '' }),
      ...buildParams(query, form, variables),
      ...named,
    } as never,
    {
      next: ({ data, errors }) => {
        if (errors) stream.errors.push(...errors);
        if (data) stream.events.push(data);
      },
      error: (error) => stream.errors.push(error),
      complete: () => undefined,
    },
  );
  return stream;
}

/** Registers the hash of a subscription. */
async function registered(query: string, named: object): Promise<void> {
  const { body } = await fetch(`${two.gateway.address}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ ...buildRegistration(query), ...named }),
  });
  await body?.cancel();
}

/** Makes edits until every stream has received an event, as there is no other sign of its start. */
async function allBegun(streams: Stream[]): Promise<void> {
  const silent = () => streams.filter(({ events, errors }) => events.length + errors.length === 0);
  for (let i = 0; silent().length > 0; i++) {
    if (i > 100) throw new Error(`Not begun: ${silent().map(({ name }) => name)}`);
    const story = `story-${1 + (i % 3)}`;
    await two.edit('addCorrection', `{ id: "${await two.getArticleId(story)}", text: "Begins ${i}" }`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await quiet(streams, false);
  for (const { events } of streams) events.length = 0;
}

/** Resolves once all unfiltered streams have the same number of events and no more arrive. */
async function quiet(streams: Stream[], areEven = true): Promise<void> {
  const all = streams.filter(({ slug }) => slug === null);
  let counts = '';
  await waitUntil(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const now = streams.map(({ events, errors }) => events.length + errors.length).join();
    const isEven = new Set(all.map(({ events, errors }) => events.length + errors.length)).size === 1;
    const isQuiet = (isEven || !areEven) && now === counts;
    counts = now;
    return isQuiet;
  }).catch(() => {
    throw new Error(
      all.map(({ name, events, errors }) => `${events.length} ${errors.length} ${name}`).join('\n'),
    );
  });
}
