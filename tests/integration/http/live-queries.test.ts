import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyPatch } from '../../../packages/client/src/patch.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createSseClient, createWebSocketClient } from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
let key: string;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8', LIVE_UPDATES_PER_SECOND: '50', METRICS: 'true' });
  key = await gateway.createKey('write', 'publish', 'preview');
  await gateway.save({ slug: 'storm', title: 'Storm', tags: ['Sea'] });
  await gateway.save({ slug: 'calm', title: 'Calm', section: ['World'] });
});
afterAll(() => gateway.close());

const STORM = 'query Storm @live { article(by: { slug: "storm" }) { title } }';
const LIST = 'query List($first: Int!) @live { articles(first: $first, orderBy: TITLE) { nodes { title } } }';

interface Recorder {
  results: any[];
  errors: any[];
  isEnded: boolean;
  stop(): void;
}

interface LiveOperation {
  query: string;
  variables?: Record<string, unknown>;
  extensions?: Record<string, unknown>;
}

type LiveClient = ReturnType<typeof createWebSocketClient>;

function follow(client: Pick<LiveClient, 'subscribe'>, operation: LiveOperation): Recorder {
  const recorder: Recorder = { results: [], errors: [], isEnded: false, stop: () => undefined };
  const end = () => {
    recorder.isEnded = true;
  };
  recorder.stop = client.subscribe<any>(operation, {
    next: (result) => void (result.errors ? recorder.errors : recorder.results).push(result),
    error: (error) => {
      recorder.errors.push(error);
      end();
    },
    complete: end,
  });
  return recorder;
}

const transports = [
  ['WebSocket', (options = {}) => createWebSocketClient(gateway.address, options)],
  ['an event stream', (options = {}) => createSseClient(gateway.address, options) as unknown as LiveClient],
] as const;

async function edit(slug: string, input: object, shouldPublish = true): Promise<void> {
  const send = gateway.queryAs(key, 'preview');
  const { article } = await send(`{ article(by: { slug: "${slug}" }) { id } }`);
  const update =
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }';
  expect((await send(update, { input: { id: article.id, ...input } })).updateArticle.userErrors).toEqual([]);
  if (shouldPublish) await publish(article.id);
}

async function publish(id: string): Promise<void> {
  const document =
    'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { userErrors { message } } }';
  expect((await gateway.queryAs(key)(document, { input: { id } })).publishArticle.userErrors).toEqual([]);
}

async function measure(series: string): Promise<number> {
  const text = await (await fetch(`${gateway.address}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  );
}

const getTitles = ({ results }: Recorder) => results.map(({ data }) => data.article.title);

describe.each(transports)('A live query over %s', (name, connect) => {
  test('sends the result, and again each time that it has changed', async () => {
    const live = follow(connect(), { query: STORM });
    await waitUntil(() => live.results.length === 1);
    await edit('calm', { standfirst: `Not in the result of ${name}` });
    await edit('storm', { title: `Great storm of ${name}` });
    await waitUntil(() => live.results.length === 2);
    await edit('storm', { title: 'Storm' });
    await waitUntil(() => live.results.length === 3);
    live.stop();
    expect(getTitles(live)).toEqual(['Storm', `Great storm of ${name}`, 'Storm']);
    expect(live.errors).toEqual([]);
  });

  test('does not send an equal result again after a change of its dependencies', async () => {
    const live = follow(connect(), { query: STORM });
    await waitUntil(() => live.results.length === 1);
    const before = await measure('dateline_live_query_executions_total');
    await edit('storm', { standfirst: `Read, and not selected ${name}` });
    await waitUntil(async () => (await measure('dateline_live_query_executions_total')) > before);
    await edit('storm', { title: 'Changed' });
    await waitUntil(() => live.results.length === 2);
    live.stop();
    await edit('storm', { title: 'Storm' });
    expect(getTitles(live)).toEqual(['Storm', 'Changed']);
  });

  test('sends nothing to a client that has the version of the result, until it changes', async () => {
    const first = follow(connect(), { query: STORM });
    await waitUntil(() => first.results.length === 1);
    first.stop();
    const { version } = first.results[0].extensions.live;
    const resumed = follow(connect(), { query: STORM, extensions: { live: { version } } });
    const other = follow(connect(), { query: STORM, extensions: { live: { version: 'of another result' } } });
    await waitUntil(() => other.results.length === 1);
    await edit('storm', { title: 'Later' });
    await waitUntil(() => resumed.results.length === 1 && other.results.length === 2);
    await edit('storm', { title: 'Storm' });
    for (const { stop } of [resumed, other]) stop();
    expect(getTitles(resumed)[0]).toBe('Later');
    expect(getTitles(other).slice(0, 2)).toEqual(['Storm', 'Later']);
  });

  test('sends a small change of a large result as a patch to a client that takes patches', async () => {
    const query = 'query @live { articles(first: 10, orderBy: TITLE) { nodes { id title body { html } } } }';
    await edit('calm', { bodyMarkdown: 'The sea is calm. '.repeat(100) });
    const whole = follow(connect(), { query });
    const patched = follow(connect(), { query, extensions: { live: { patch: true } } });
    await waitUntil(() => whole.results.length === 1 && patched.results.length === 1);
    await edit('storm', { title: 'Storm passes' });
    await waitUntil(() => whole.results.length === 2 && patched.results.length === 2);
    await edit('storm', { title: 'Storm' });
    await waitUntil(() => whole.results.length === 3 && patched.results.length === 3);
    for (const { stop } of [whole, patched]) stop();
    const [first, second, third] = patched.results;
    expect(first.data).toEqual(whole.results[0].data);
    expect(second).toEqual({
      extensions: { live: { version: whole.results[1].extensions.live.version, patch: expect.any(Array) } },
    });
    expect(second.extensions.live.patch).toEqual([
      { op: 'replace', path: expect.stringMatching(/^\/articles\/nodes\/\d\/title$/), value: 'Storm passes' },
    ]);
    const { patch } = third.extensions.live;
    expect(applyPatch(applyPatch(first.data, second.extensions.live.patch), patch)).toEqual(
      whole.results[2].data,
    );
    expect(patched.errors).toEqual([]);
  });

  test('shows in the preview how a draft changes as it is saved', async () => {
    const headers = { authorization: `Bearer ${key}`, 'x-perspective': 'preview' };
    const readers = follow(connect(), { query: STORM });
    const preview = follow(connect({ headers, connectionParams: headers }), { query: STORM });
    await waitUntil(() => preview.results.length === 1 && readers.results.length === 1);
    await edit('storm', { title: `Draft of ${name}` }, false);
    await waitUntil(() => preview.results.length === 2);
    await edit('storm', { title: 'Storm' }, false);
    await waitUntil(() => preview.results.length === 3);
    for (const { stop } of [readers, preview]) stop();
    expect(getTitles(preview)).toEqual(['Storm', `Draft of ${name}`, 'Storm']);
    expect(getTitles(readers)).toEqual(['Storm']);
  });

  test('ends with an error when its key is revoked', async () => {
    const revoked = await gateway.createKey('preview');
    const headers = { authorization: `Bearer ${revoked}`, 'x-perspective': 'preview' };
    const live = follow(connect({ headers, connectionParams: headers }), { query: STORM });
    await waitUntil(() => live.results.length === 1);
    await gateway.database.prisma.apiKey.updateMany({
      where: { scopes: { equals: ['preview'] } },
      data: { revokedAt: new Date() },
    });
    await edit('storm', { standfirst: `Saved after the end of ${name}` }, false);
    await waitUntil(() => live.isEnded);
    expect(live.results).toHaveLength(1);
    expect(JSON.stringify(live.errors)).toContain('UNAUTHENTICATED');
  });
});

test('Live queries over WebSocket and event streams with equal variables share their executions', async () => {
  const before = await measure('dateline_live_query_executions_total');
  const clients = [...transports, ...transports, ...transports].map(([, connect]) => connect());
  const lives = clients.map((client) => follow(client, { query: LIST, variables: { first: 10 } }));
  await waitUntil(() => lives.every(({ results }) => results.length === 1));
  expect(await measure('dateline_live_queries')).toBe(1);
  await edit('calm', { title: 'A calm' });
  await waitUntil(() => lives.every(({ results }) => results.length === 2));
  for (const { stop } of lives) stop();
  expect(new Set(lives.map(({ results }) => JSON.stringify(results))).size).toBe(1);
  // One execution for the first result, one for the change, and one if its notification came in between.
  expect((await measure('dateline_live_query_executions_total')) - before).toBeLessThanOrEqual(3);
  await waitUntil(async () => (await measure('dateline_live_queries')) === 0);
});

test('A live query follows lists, popular lists and content that does not exist yet', async () => {
  const queries = [
    '{ articles(filter: { tags: { any: ["new-tag"] } }) { nodes { slug } } }',
    '{ article(by: { slug: "not-yet" }) { title } }',
    '{ route(path: "/tags/new-tag") { status } }',
    '{ tag(by: { slug: "new-tag" }) { articleCount } }',
    '{ articles(first: 1, unique: { name: "articles" }) { nodes { slug } } }',
  ].map((query) => `query @live ${query}`);
  const client = createWebSocketClient(gateway.address);
  const lives = queries.map((query) => follow(client, { query }));
  await waitUntil(() => lives.every(({ results }) => results.length === 1));
  await gateway.save({ slug: 'not-yet', tags: ['New tag'], publishedAt: new Date('2026-03-01T00:00:00Z') });
  await waitUntil(() => lives.every(({ results }) => results.length > 1));
  const fresh = await Promise.all(queries.map((query) => gateway.query(query)));
  await waitUntil(() =>
    lives.every(({ results }, i) => JSON.stringify(results.at(-1).data) === JSON.stringify(fresh[i])),
  );
  await client.dispose();
});

test('Over plain HTTP a query with @live is answered once', async () => {
  expect(await gateway.query(STORM)).toEqual({ article: { title: 'Storm' } });
});

test('A query that was answered over HTTP before is followed over WebSocket', async () => {
  const query = 'query Before @live { article(by: { slug: "storm" }) { slug title } }';
  for (let i = 0; i < 40; i++) await gateway.query(query, {}, { 'x-not-cached': String(i) });
  const live = follow(createWebSocketClient(gateway.address), { query });
  await waitUntil(() => live.results.length === 1);
  await edit('storm', { title: 'Compiled' });
  await waitUntil(() => live.results.length === 2);
  live.stop();
  await edit('storm', { title: 'Storm' });
  expect(live.results[1].data).toEqual({ article: { slug: 'storm', title: 'Compiled' } });
});

test('Only queries can be live', async () => {
  const [error] = await gateway.queryErrors('mutation @live { recordView(slug: "storm") }');
  expect(error).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  expect(error!.message).toContain('may not be used on MUTATION');
});

test('An event stream carries the version of each result as its ID, and resumes by it', async () => {
  const open = async (headers: Record<string, string>) => {
    const address = `${gateway.address}/graphql/stream?query=${encodeURIComponent(STORM)}`;
    const abort = new AbortController();
    const response = await fetch(address, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: abort.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const read = async (until: (text: string) => boolean) => {
      while (!until(text)) text += (await reader.read()).value ?? '';
      return text;
    };
    return { read, close: () => abort.abort() };
  };
  const first = await open({});
  const text = await first.read((each) => each.includes('event: next'));
  first.close();
  const id = /id: (\S+)\nevent: next/.exec(text)![1]!;
  const again = await open({ 'last-event-id': id });
  await again.read((each) => each.includes(':\n\n'));
  await edit('storm', { title: 'For the stream' });
  const later = await again.read((each) => each.includes('event: next'));
  again.close();
  await edit('storm', { title: 'Storm' });
  expect(later.match(/event: next/g)).toHaveLength(1);
  expect(later).toContain('For the stream');
});

// Last, as the time that such a query would take is charged to its client, whose other operations wait.
test.each(transports)(
  'A live query over %s reports invalid variables and too expensive queries as a plain query does',
  async (_name, connect) => {
    const invalid = follow(connect(), { query: LIST, variables: { first: 'many' } });
    const expensive = follow(connect(), {
      query:
        'query @live { articles(first: 100) { nodes { related(first: 40) { article { related(first: 40) { article { title } } } } } } }',
    });
    await waitUntil(() => invalid.isEnded && expensive.isEnded);
    expect(JSON.stringify(invalid.errors)).toContain('BAD_USER_INPUT');
    expect(JSON.stringify(expensive.errors)).toContain('too expensive');
  },
);
