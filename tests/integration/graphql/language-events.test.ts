import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { ViewStore } from '../../../src/modules/popular/views/view-store.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { parseGlobalIds } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../support/live-clients.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = {
  READ_SECONDS: '60',
  CACHE_MB: '16',
  SITE_URL: 'https://courier.example',
  SITE_LANGUAGES: 'de,fr',
  SITE_LANGUAGE_FALLBACKS: 'de:en',
  SITE_LANGUAGE_URLS: 'fr:https://courrier.example',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SECRET_KEY: 'k'.repeat(32),
  TRUSTED_DOCUMENTS: 'also',
};
const DOCUMENTS = {
  story: 'query ($id: ID!) { article(by: { id: $id }) { title section { name } } }',
  inEnglish: 'query ($id: ID!) @inLanguage(of: "en") { article(by: { id: $id }) { title } }',
};
const FIELDS = 'cursor kind isMatch article { title section { name } isFallback }';
const EVENTS = `subscription ($filter: ArticleFilter, $after: String) { articleEvents(filter: $filter, after: $after) { ${FIELDS} } }`;

let folder: string;
let gateway: Gateway;
let key: string;
let write: Query;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify(DOCUMENTS));
  gateway = await startGateway({ ...SETTINGS, TRUSTED_DOCUMENTS_FILE: file });
  key = await gateway.createKey('preview', 'write', 'publish', 'admin');
  write = gateway.queryAs(key);
  await run('createSection', { name: 'World', translations: [{ language: 'de', name: 'Welt' }] });
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function run(name: string, input: object, payload = ''): Promise<any> {
  const isAction = ['unpublishArticle', 'deleteArticle', 'publishArticle'].includes(name);
  const inputs: Record<string, string> = { publishArticle: 'PublishArticleInput' };
  const type =
    inputs[name] ?? (isAction ? 'ArticleActionInput' : `${name[0]!.toUpperCase()}${name.slice(1)}Input`);
  const data = await write(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} userErrors { message } } }`,
    { input },
  );
  expect(data[name].userErrors).toEqual([]);
  return data[name];
}

const create = async (title: string, input: object = {}): Promise<string> =>
  (await run('createArticle', { title, section: 'world', publish: {}, ...input }, 'article { id }')).article
    .id;

const translate = async (of: string, language: string, title: string): Promise<string> => {
  const { article } = await run('createTranslation', { of, language, title }, 'article { id }');
  await run('publishArticle', { id: article.id });
  return article.id;
};

/** The cursor of the latest change. */
async function now(): Promise<string> {
  const { rows } = await gateway.database.pool.query('SELECT max(sequence) AS last FROM content_change');
  return Buffer.from(`change:${rows[0].last}`).toString('base64url');
}

/** Follows events over WebSocket in a language, or in that of a request without one. */
function follow(language: string | null, variables: object, query = EVENTS, headers: object = {}) {
  const connectionParams = { ...(language && { 'x-language': language }), ...headers };
  const client = createWebSocketClient(gateway.address, { connectionParams });
  return recordSubscription(client, { ...variables }, query);
}

/** Events as text, such as "UPDATED Ferry in World". */
const tell = ({ events, errors }: SubscriptionRecorder) => {
  expect(errors).toEqual([]);
  return events.map(({ kind, article, isMatch }: any) =>
    [
      kind,
      article ? `${article.title} in ${article.section?.name}` : 'gone',
      ...(isMatch === (article !== null) ? [] : [`isMatch ${isMatch}`]),
      ...(article?.isFallback ? ['as a fallback'] : []),
    ].join(' '),
  );
};

/** Waits until the subscribers have the event of an article that lists of all languages have, and stops them. */
async function finish(...recorders: SubscriptionRecorder[]): Promise<void> {
  const id = await create('The end');
  await translate(id, 'fr', 'La fin');
  const isLast = (event: any) => ['The end', 'La fin'].includes(event.article?.title);
  await waitUntil(() => recorders.every(({ events }) => events.some(isLast)));
  for (const { stop, events } of recorders) {
    stop();
    events.splice(events.findIndex(isLast));
  }
  await run('deleteArticle', { id });
}

describe('articleEvents', () => {
  test('A subscriber gets the events of the articles that lists of the language have or had, with texts of the language', async () => {
    const after = await now();
    const english = follow(null, { after });
    const german = follow('de', { after });
    const french = follow('fr', { after });
    const all = follow(null, { after }, EVENTS, {
      authorization: `Bearer ${key}`,
      'x-perspective': 'preview',
    });
    const ferry = await create('Ferry');
    const fahre = await translate(ferry, 'de', 'Fähre');
    await run('updateArticle', { id: ferry, title: 'The ferry', publish: {} });
    await run('updateArticle', { id: fahre, title: 'Die Fähre', publish: {} });
    await run('unpublishArticle', { id: fahre });
    await run('updateArticle', { id: ferry, title: 'Our ferry', publish: {} });
    await run('updateArticle', { id: ferry, language: 'fr', publish: {} });
    await run('unpublishArticle', { id: ferry });
    await finish(english, german, french, all);
    // Each is read at its delivery, which may be later than the event.
    const kinds = (recorder: SubscriptionRecorder) => tell(recorder).map((text) => text.split(' ')[0]);
    expect(kinds(english)).toEqual(['PUBLISHED', 'UPDATED', 'UPDATED', 'MOVED']);
    expect(kinds(german)).toEqual([
      ...['PUBLISHED', 'PUBLISHED', 'UPDATED', 'UNPUBLISHED'],
      ...['UPDATED', 'MOVED'],
    ]);
    expect(kinds(french)).toEqual(['MOVED', 'UNPUBLISHED']);
    expect(kinds(all)).toEqual([
      ...['PUBLISHED', 'PUBLISHED', 'UPDATED', 'UPDATED', 'UNPUBLISHED', 'UPDATED', 'MOVED', 'UNPUBLISHED'],
    ]);
    for (const recorder of [english, german, french])
      expect(tell(recorder).join()).not.toMatch(/isMatch|Die Fähre in World|ferry in Welt(?! as a fallback)/);
  });

  test('The same filter is compared in each language of its subscribers', async () => {
    const filter = { sections: { any: ['world'] } };
    const after = await now();
    const recorders = ['en', 'de', 'fr'].map((language) => follow(language, { filter, after }));
    const [english, german, french] = recorders as [
      SubscriptionRecorder,
      SubscriptionRecorder,
      SubscriptionRecorder,
    ];
    const bridge = await create('Bridge');
    await waitUntil(() => english.events.length === 1 && german.events.length === 1);
    expect(tell(english)).toEqual(['PUBLISHED Bridge in World']);
    expect(tell(german)).toEqual(['PUBLISHED Bridge in Welt as a fallback']);
    const brucke = await translate(bridge, 'de', 'Brücke');
    await waitUntil(() => german.events.length === 2);
    await run('unpublishArticle', { id: brucke });
    await waitUntil(() => german.events.length === 3);
    await run('updateArticle', { id: bridge, title: 'The bridge', section: null, publish: {} });
    await finish(...recorders);
    expect(tell(german).slice(1)).toEqual([
      'PUBLISHED Brücke in Welt',
      'UNPUBLISHED gone',
      'MOVED The bridge in undefined isMatch false as a fallback',
    ]);
    expect(tell(english).slice(1)).toEqual(['MOVED The bridge in undefined isMatch false']);
    expect(tell(french)).toEqual([]);
  });

  test('Event streams take the language of a header or of the directive, and one that the site lacks is an error', async () => {
    const after = await now();
    const header = recordSubscription(
      createSseClient(gateway.address, { headers: { 'x-language': 'fr' } }),
      { after },
      EVENTS,
    );
    const directive = recordSubscription(
      createSseClient(gateway.address),
      { after },
      EVENTS.replace('subscription (', 'subscription ($of: String = "fr", ').replace(
        ') {',
        ') @inLanguage(of: $of) {',
      ),
    );
    await create('Harbour');
    await create('Port', { language: 'fr' });
    await finish(header, directive);
    for (const recorder of [header, directive]) expect(tell(recorder)).toEqual(['PUBLISHED Port in World']);
    const refused = follow('it', { after });
    expect(await refused.ended).toMatchObject({
      code: 4400,
      reason: 'The header x-language: "it" is not a language of the site. Use one of en, de, fr.',
    });
  });
});

test('popularChanged watches the list of each language', async () => {
  const QUERY = 'subscription { popularChanged(first: 3) { article { title } } }';
  const record = (language: string) => follow(language, {}, QUERY);
  const [english, french] = [record('en'), record('fr')];
  const views = new Map(
    [await create('Shore'), await create('Rive', { language: 'fr' })].map((id) => [
      parseGlobalIds('Article', [id], 'id')[0]!,
      5,
    ]),
  );
  await new ViewStore(gateway.database.pool).addHourlyCounts(new Map([[Date.now(), views]]), new Date());
  const titles = ({ events }: SubscriptionRecorder) =>
    events.flatMap((list: any) => list.map(({ article }: any) => article.title));
  await waitUntil(() => titles(english).length > 0 && titles(french).length > 0);
  for (const { stop } of [english, french]) stop();
  expect(titles(english)).toContain('Shore');
  expect(titles(english)).not.toContain('Rive');
  expect(titles(french)).toContain('Rive');
  expect(titles(french)).not.toContain('Shore');
});

test('A live query and a live blog are read in the language of the connection', async () => {
  const QUERY = 'query @live { articles(first: 3) { nodes { title } } }';
  const french = follow('fr', {}, QUERY);
  await waitUntil(() => french.events.length > 0);
  await create('Cliff');
  await create('Falaise', { language: 'fr' });
  await waitUntil(() => JSON.stringify(french.events).includes('Falaise'));
  french.stop();
  expect(JSON.stringify(french.events)).not.toContain('Cliff');

  const blog = await create('Direct', { language: 'fr', kind: 'LIVE_BLOG' });
  await run('startLiveBlog', { id: blog });
  const BLOG =
    'subscription ($id: ID!) { liveBlogEvents(id: $id) { kind entry { title } liveBlog { article { title } } } }';
  const refused = follow('de', { id: blog }, BLOG);
  const [error] = [(await refused.ended) ?? [], refused.errors].flat() as SubscriptionRecorder['errors'];
  expect(error!.message).toContain('no live blog with this ID');
  const live = follow('fr', { id: blog }, BLOG);
  const entry = { liveBlog: blog, title: 'Première', body: { markdown: 'Enfin.' } };
  await waitUntil(async () => {
    await run('addLiveBlogEntry', entry);
    return live.events.length > 0;
  });
  live.stop();
  expect(live.events[0]).toMatchObject({ entry: { title: 'Première' } });
});

describe('contentEvents', () => {
  const QUERY = `subscription ($filter: ContentEventFilter, $after: String) { contentEvents(filter: $filter, after: $after) {
    cursor kind nodeType isMatch node { ... on Article { title } ... on Section { name } } } }`;
  const record = (language: string | null, variables: object) =>
    follow(language, variables, QUERY, { authorization: `Bearer ${key}` });
  const tellNodes = ({ events, errors }: SubscriptionRecorder) => {
    expect(errors).toEqual([]);
    return events.map(({ kind, node, isMatch }: any) =>
      [kind, node?.title ?? node?.name ?? 'gone', isMatch].join(' '),
    );
  };

  test('An editor who names a language gets its articles, and the texts of sections in it', async () => {
    const { contentEventCursor: after } = await write('{ contentEventCursor }');
    const recorders = [null, 'de', 'fr'].map((language) => record(language, { after }));
    const filtered = ['de', 'fr'].map((language) =>
      record(language, { after, filter: { articles: { sections: { any: ['world'] } } } }),
    );
    const id = await create('Deich', { language: 'de', publish: null });
    const { section } = await write('{ section(by: { slug: "world" }) { id } }');
    await run('updateSection', { id: section.id, description: 'Everything' });
    await run('updateArticle', { id, title: 'Der Deich' });
    await run('deleteArticle', { id });
    const [all, german, french] = recorders as SubscriptionRecorder[];
    await waitUntil(() => recorders.every(({ events }) => events.length > 2));
    await waitUntil(() => filtered.every(({ events }) => events.length > 0));
    await waitUntil(() =>
      [...recorders, ...filtered].every(({ events }) => (events.at(-1) as any).kind === 'DELETED'),
    );
    for (const { stop } of [...recorders, ...filtered]) stop();
    const kinds = (recorder: SubscriptionRecorder) => tellNodes(recorder).map((text) => text.split(' ')[0]);
    expect(kinds(all!)).toEqual(['CREATED', 'UPDATED', 'UPDATED', 'DELETED']);
    expect(tellNodes(all!)).toContain('UPDATED World true');
    expect(tellNodes(german!)).toContain('UPDATED Welt true');
    expect(tellNodes(french!)).toEqual(['UPDATED World true', 'UPDATED gone false', 'DELETED gone false']);
    expect(kinds(filtered[0]!)).toEqual(['CREATED', 'UPDATED', 'DELETED']);
    expect(tellNodes(filtered[1]!)).toEqual(['UPDATED gone false', 'DELETED gone false']);
  });
});

describe('Webhooks', () => {
  let receiver: Receiver;
  let background: BackgroundWorker;
  beforeAll(async () => {
    receiver = await startReceiver();
    const { app, database } = gateway;
    const options = { config: readConfig(SETTINGS), database, logger: noopLogger };
    background = await startBackgroundWorkers({ ...options, documents: app.documents });
  });
  afterAll(async () => {
    await background.stop();
    await receiver.close();
  });

  const listData = (path: string) =>
    receiver.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body).data);

  test('Deliveries name the languages of the article, its address there, and its content in its language', async () => {
    for (const document of Object.keys(DOCUMENTS))
      await run('createWebhook', { url: `${receiver.address}/${document}`, document });
    await run('createWebhook', { url: `${receiver.address}/french`, filter: { languages: ['fr'] } });
    await create('Tower');
    await waitUntil(() => listData('/story').length === 1);
    await create('Tour', { language: 'fr' });
    await waitUntil(() => ['/story', '/inEnglish'].every((path) => listData(path).length === 2));
    await waitUntil(() => listData('/french').length === 1);
    expect(listData('/story')).toMatchObject([
      {
        languages: ['en', 'de'],
        url: 'https://courier.example/world/tower',
        result: { data: { article: { title: 'Tower', section: { name: 'World' } } } },
      },
      {
        languages: ['fr'],
        path: '/fr/world/tour',
        url: 'https://courrier.example/world/tour',
        result: { data: { article: { title: 'Tour' } } },
      },
    ]);
    expect(listData('/inEnglish').map(({ result }) => result.data.article)).toEqual([
      { title: 'Tower' },
      null,
    ]);
    expect(listData('/french')).toMatchObject([{ path: '/fr/world/tour', isMatch: true }]);
  });
});
