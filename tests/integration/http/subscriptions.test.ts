import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, startGateway } from '../../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../support/live-clients.js';
import { waitUntil } from '../../support/until.js';

let gateway: Gateway;
let key: string;
beforeAll(async () => {
  gateway = await startGateway();
  key = await gateway.createKey('write', 'publish', 'preview');
  for (const section of [['World', 'Asia'], ['Sport']]) await gateway.save({ section, tags: ['Sea'] });
});
afterAll(() => gateway.close());

const transports = [
  ['WebSocket', (options = {}) => createWebSocketClient(gateway.address, options)],
  ['an event stream', (options = {}) => createSseClient(gateway.address, options)],
] as const;

/** The cursor of the latest change. */
async function now(): Promise<string> {
  const { rows } = await gateway.database.pool.query('SELECT max(sequence) AS last FROM content_change');
  return Buffer.from(`change:${rows[0].last}`).toString('base64url');
}

async function act(mutation: string, input: object): Promise<any> {
  const payload = mutation === 'deleteArticle' ? 'deletedId' : 'article { id }';
  const capital = mutation[0]!.toUpperCase() + mutation.slice(1);
  const type = ['unpublishArticle', 'deleteArticle'].includes(mutation)
    ? 'ArticleActionInput'
    : `${capital}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${payload} userErrors { message } } }`;
  const answer = (await gateway.queryAs(key)(document, { input }))[mutation];
  expect(answer.userErrors).toEqual([]);
  return answer.article?.id;
}

async function publishNew(input: object): Promise<string> {
  const id = await act('createArticle', { title: 'A storm', bodyMarkdown: 'Wind.', ...input });
  await act('publishArticle', { id });
  return id;
}

const told = ({ events }: SubscriptionRecorder) =>
  events.map(({ kind, article }) => [kind, article?.title ?? null]);

describe.each(transports)('Subscriptions over %s', (_name, connect) => {
  test('articleEvents reports published, updated, corrected, moved and unpublished articles', async () => {
    const heard = recordSubscription(connect(), { after: await now() });
    const id = await publishNew({ title: 'Storm', section: 'world' });
    await waitUntil(() => heard.events.length === 1);
    await act('updateArticle', { id, title: 'Great storm' });
    await act('publishArticle', { id });
    await waitUntil(() => heard.events.length === 2);
    await act('addCorrection', { id, text: 'It was a gale.' });
    await waitUntil(() => heard.events.length === 3);
    await act('updateArticle', { id, section: 'sport' });
    await act('publishArticle', { id });
    await waitUntil(() => heard.events.length === 4);
    await act('unpublishArticle', { id });
    await waitUntil(() => heard.events.length === 5);
    heard.stop();
    expect(told(heard)).toEqual([
      ['PUBLISHED', 'Storm'],
      ['UPDATED', 'Great storm'],
      ['CORRECTED', 'Great storm'],
      ['MOVED', 'Great storm'],
      ['UNPUBLISHED', null],
    ]);
    expect(heard.events.map(({ articleId }) => articleId)).toEqual(Array(5).fill(id));
    expect(heard.errors).toEqual([]);
  });

  test('articleEvents for a section covers its subsections and articles that leave it', async () => {
    const after = await now();
    const { section } = await gateway.query('{ section(by: { slug: "asia" }) { id } }');
    const [world, asia, sport, sea] = [
      { section: 'world' },
      { section: section.id },
      { section: 'sport' },
      { tag: 'sea' },
    ].map((filter) => recordSubscription(connect(), { ...filter, after })) as [
      SubscriptionRecorder,
      SubscriptionRecorder,
      SubscriptionRecorder,
      SubscriptionRecorder,
    ];
    const id = await publishNew({ title: 'In Asia', section: 'asia', tags: ['Sea'] });
    await act('updateArticle', { id, section: 'sport', tags: [] });
    await act('publishArticle', { id });
    await act('updateArticle', { id, title: 'Sport only' });
    await act('publishArticle', { id });
    await waitUntil(() => sport.events.length === 2);
    await publishNew({ title: 'Last', section: 'asia', tags: ['Sea'] });
    for (const heard of [world, asia, sea])
      await waitUntil(() => heard.events.at(-1)?.article?.title === 'Last');
    const kinds = (heard: SubscriptionRecorder) => heard.events.map(({ kind }) => kind);
    for (const heard of [world, asia, sea]) expect(kinds(heard)).toEqual(['PUBLISHED', 'MOVED', 'PUBLISHED']);
    expect(kinds(sport)).toEqual(['MOVED', 'UPDATED']);
    for (const heard of [world, asia, sport, sea]) heard.stop();
  });

  test('articleEvents for a slug or an ID follows the article to its new slug', async () => {
    const id = await publishNew({ slug: 'first-name', section: 'world' });
    const after = await now();
    const recorders = ['first-name', 'second-name', id].map((slug) =>
      recordSubscription(connect(), { slug, after }),
    );
    await publishNew({ title: 'Another' });
    await act('updateArticle', { id, slug: 'second-name' });
    await act('publishArticle', { id });
    for (const heard of recorders) {
      await waitUntil(() => heard.events.length === 1);
      expect(heard.events[0]).toMatchObject({ kind: 'MOVED', article: { slug: 'second-name' } });
      heard.stop();
    }
    await act('deleteArticle', { id });
  });

  test('articleEvents resumes after a cursor with missed events and current articles', async () => {
    const after = await now();
    const id = await publishNew({ title: 'Gone by then' });
    await publishNew({ title: 'Still there' });
    await act('unpublishArticle', { id });
    const heard = recordSubscription(connect(), { after });
    await waitUntil(() => heard.events.length === 3);
    expect(told(heard)).toEqual([
      ['PUBLISHED', null],
      ['PUBLISHED', 'Still there'],
      ['UNPUBLISHED', null],
    ]);
    await publishNew({ title: 'Live again' });
    await waitUntil(() => heard.events.length === 4);
    heard.stop();
  });

  test('articleEvents rejects an invalid cursor and one outside the change log', async () => {
    const none = recordSubscription(connect(), { after: 'bm9uZQ' });
    const [code] = await codesOf(none);
    expect(code).toBe('BAD_USER_INPUT');
    const ahead = recordSubscription(connect(), {
      after: Buffer.from('change:999999').toString('base64url'),
    });
    expect(await codesOf(ahead)).toEqual(['CURSOR_EXPIRED']);
  });

  test('articleEvents shows drafts only to clients with a preview key', async () => {
    const id = await publishNew({ title: 'As published' });
    await act('updateArticle', { id, title: 'Being rewritten' });
    const after = await now();
    const params = { authorization: `Bearer ${key}`, 'x-perspective': 'preview' };
    const reader = recordSubscription(connect(), { after });
    const editor = recordSubscription(connect({ connectionParams: params, headers: params }), { after });
    await act('addCorrection', { id, text: 'Not so.' });
    await waitUntil(() => reader.events.length === 1 && editor.events.length === 1);
    expect(told(reader)).toEqual([['CORRECTED', 'As published']]);
    expect(told(editor)).toEqual([['CORRECTED', 'Being rewritten']]);
    reader.stop();
    editor.stop();
  });

  test('invalid operations return the same errors as over HTTP', async () => {
    const cases = [
      'subscription { nothing }',
      'subscription {',
      `subscription { articleEvents { ${'cursor '.repeat(1000)} } }`,
      'subscription { articleEvents(article: "a\\u0000b") { cursor } }',
      'subscription ($slug: String!) { articleEvents(article: $slug) { cursor } }',
      'subscription { a: articleEvents { cursor } b: articleEvents { cursor } }',
    ];
    for (const query of cases) {
      const [error] = await errorsOf(recordSubscription(connect(), {}, query));
      const [overHttp] = await gateway.queryErrors(query);
      const isAdmitted = overHttp!.message.startsWith('Subscriptions are not supported');
      if (!isAdmitted) expect([query, error]).toEqual([query, overHttp]);
      expect(error!.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_\w+|PAYLOAD_TOO_LARGE)$/);
    }
  });
});

async function errorsOf(heard: SubscriptionRecorder): Promise<SubscriptionRecorder['errors']> {
  const failure = await heard.ended;
  return [...heard.errors, ...(Array.isArray(failure) ? failure : [])];
}

async function codesOf(heard: SubscriptionRecorder): Promise<string[]> {
  return (await errorsOf(heard)).map(({ extensions }) => extensions.code);
}
