import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { makeJobsDue } from '../../support/jobs.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';

const DOCUMENTS = {
  story:
    'query Story($id: ID!, $tags: Boolean = true) { article(by: { id: $id }) { slug title tags @include(if: $tags) { slug } } }',
  status: 'query ($id: ID!) { article(by: { id: $id }) { status } }',
  search: 'query ($id: ID!, $query: String!) { node(id: $id) { id } search(query: $query) { totalCount } }',
  list: '{ articles { totalCount } }',
  mutation: 'mutation ($id: ID!) { deleteArticle(input: { id: $id }) { deletedId } }',
  two: 'query One($id: ID!) { node(id: $id) { id } } query Two { site { title } }',
  invalid: 'query ($id: ID!) { article(by: { id: $id }) { heading } }',
  costly:
    'query ($id: ID!) { node(id: $id) { id } articles(first: 100) { nodes { related(first: 20) { article { related(first: 20) { article { title } } } } } } }',
  long: 'query ($id: ID!) { article(by: { id: $id }) { body { html } } }',
};
const CREATE = `mutation ($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id document } secret userErrors { code field message } }
}`;
const UPDATE = `mutation ($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) { webhook { document } userErrors { code field } }
}`;
const DELIVERIES = `query ($id: ID!) {
  node(id: $id) { ... on Webhook { deliveries { nodes { id status payload attempts { error } } } } }
}`;

let folder: string;
let gateway: Gateway;
let admin: Query;
let receiver: Receiver;
let background: BackgroundWorker;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
  const file = join(folder, 'documents.json');
  await writeFile(file, JSON.stringify(DOCUMENTS));
  const settings = {
    SITE_URL: 'https://courier.example',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    SECRET_KEY: 'k'.repeat(32),
    TRUSTED_DOCUMENTS: 'also',
    TRUSTED_DOCUMENTS_FILE: file,
  };
  gateway = await startGateway(settings);
  admin = gateway.queryAs(await gateway.createKey('admin'));
  receiver = await startReceiver();
  const { app, database } = gateway;
  const options = { config: readConfig(settings), database, logger: noopLogger };
  background = await startBackgroundWorkers({ ...options, documents: app.documents });
});
afterAll(async () => {
  await background.stop();
  await receiver.close();
  await gateway.close();
  await rm(folder, { recursive: true });
});

const create = async (path: string, input: object) =>
  (await admin(CREATE, { input: { url: `${receiver.address}${path}`, ...input } })).createWebhook;

const listBodies = (path: string) =>
  receiver.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body));

test('Deliveries of articles carry the result of the document as readers get it, signed with the rest', async () => {
  const { webhook, secret } = await create('/story', { document: 'story' });
  expect(webhook.document).toBe('story');
  await gateway.save({ slug: 'eels', title: 'Eels', tags: ['Sea'] });
  await waitUntil(() => listBodies('/story').length === 1);
  const { body, headers } = receiver.requests.find(({ path }) => path === '/story')!;
  expect(new StandardWebhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    type: 'article.published',
    data: {
      slug: 'eels',
      result: { data: { article: { slug: 'eels', title: 'Eels', tags: [{ slug: 'sea' }] } } },
    },
  });
  const readDelivery = async () => (await admin(DELIVERIES, { id: webhook.id })).node.deliveries.nodes[0];
  await waitUntil(async () => (await readDelivery()).status === 'DELIVERED');
  expect(await readDelivery()).toMatchObject({ payload: body });
});

test('A draft is in no result, and an unpublished article is null', async () => {
  await create('/drafts', { document: 'story' });
  const id = await gateway.save({ slug: 'tide', title: 'Tide' });
  await waitUntil(() => listBodies('/drafts').length === 1);
  const editor = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const act = (mutation: string, type: string, input: object) =>
    editor(`mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { message } } }`, {
      input,
    });
  const article = toGlobalId('Article', id);
  await act('updateArticle', 'UpdateArticleInput', { id: article, title: 'Secret' });
  await act('addCorrection', 'AddCorrectionInput', { id: article, text: 'Not at noon.' });
  await waitUntil(() => listBodies('/drafts').length === 2);
  await act('unpublishArticle', 'ArticleActionInput', { id: article });
  await waitUntil(() => listBodies('/drafts').length === 3);
  const results = listBodies('/drafts').map(({ type, data }) => [
    type,
    data.result.data.article?.title ?? null,
  ]);
  expect(results).toEqual([
    ['article.published', 'Tide'],
    ['article.corrected', 'Tide'],
    ['article.unpublished', null],
  ]);
});

test('Deliveries of other things, and webhooks without a document, have no result', async () => {
  await create('/plain', {});
  await create('/tags', { document: 'story', kinds: ['CREATED'] });
  const editor = gateway.queryAs(await gateway.createKey('publish'));
  await editor('mutation { createSection(input: { name: "Harbour" }) { userErrors { message } } }');
  await gateway.save({ slug: 'plain' });
  await waitUntil(() => listBodies('/plain').length >= 2 && listBodies('/tags').length === 1);
  for (const { data } of [...listBodies('/plain'), ...listBodies('/tags')])
    expect(data).not.toHaveProperty('result');
});

test('A retry and a new delivery have the content of their moment, with the same webhook-id', async () => {
  await create('/retried', { document: 'story' });
  receiver.respond = (response, { path }) =>
    response.writeHead(path === '/retried' && listBodies('/retried').length < 2 ? 500 : 204).end();
  await gateway.save({ slug: 'news', title: 'First' });
  await waitUntil(() => listBodies('/retried').length === 1);
  await gateway.save({ slug: 'news', title: 'Second' });
  await makeJobsDue(gateway.database.pool, 'deliver_webhook');
  await waitUntil(() => listBodies('/retried').length >= 3);
  const requests = receiver.requests.filter(({ path }) => path === '/retried');
  const first = requests.filter(
    ({ headers }) => headers['webhook-id'] === requests[0]!.headers['webhook-id'],
  );
  const titles = first.map(({ body }) => JSON.parse(body).data.result.data.article.title);
  expect(titles).toEqual(['First', 'Second']);
});

test.each([
  ['nowhere', /no trusted document with the ID nowhere/],
  ['search', /other variables than \$id: \$query/],
  ['list', /must have the variable \$id: ID!/],
  ['mutation', /must have one query/],
  ['two', /must have one query/],
  ['invalid', /Cannot query field "heading"/],
  ['costly', /too expensive: it may return/],
])('The document %s is refused when the webhook is saved', async (document, message) => {
  expect(await create('/refused', { document })).toMatchObject({
    webhook: null,
    userErrors: [{ code: 'INVALID', field: ['document'], message: expect.stringMatching(message) }],
  });
});

test('The document of a webhook is replaced, stays or is removed by an update', async () => {
  const { webhook } = await create('/updated', { document: 'story' });
  const update = async (input: object) =>
    (await admin(UPDATE, { input: { id: webhook.id, ...input } })).updateWebhook;
  expect(await update({ description: 'App' })).toMatchObject({ webhook: { document: 'story' } });
  expect(await update({ document: 'nowhere' })).toMatchObject({ userErrors: [{ field: ['document'] }] });
  expect(await update({ document: 'long' })).toMatchObject({ webhook: { document: 'long' } });
  expect(await update({ document: null })).toMatchObject({ webhook: { document: null } });
});

test('A field that needs a key is null beside its error, as for readers', async () => {
  await create('/status', { document: 'status' });
  await gateway.save({ slug: 'status' });
  await waitUntil(() => listBodies('/status').length === 1);
  const [{ data }] = listBodies('/status');
  expect(data.result).toMatchObject({
    data: { article: { status: null } },
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});

test('A document that is gone or too large fails the attempt, with the reason, and others are delivered', async () => {
  const { webhook } = await create('/broken', { document: 'long' });
  await create('/beside', { document: 'story' });
  const body = { format: 'markdown' as const, text: 'A long text. '.repeat(30_000) };
  await gateway.save({ slug: 'epic', body });
  await waitUntil(() => listBodies('/beside').length === 1);
  const findErrors = async () => {
    const { nodes } = (await admin(DELIVERIES, { id: webhook.id })).node.deliveries;
    return nodes.flatMap(({ status, attempts }: any) =>
      attempts.map(({ error }: any) => `${status} ${error}`),
    );
  };
  await waitUntil(async () => (await findErrors()).length === 1);
  expect(await findErrors()).toEqual([
    'PENDING The document could not be executed: The result has more than 256 KiB. Select fewer fields.',
  ]);
  await gateway.database.prisma.webhook.updateMany({
    where: { document: 'long' },
    data: { document: 'gone' },
  });
  await makeJobsDue(gateway.database.pool, 'deliver_webhook');
  await waitUntil(async () => (await findErrors()).length === 2);
  expect((await findErrors()).at(-1)).toMatch(/There is no trusted document gone/);
  expect(listBodies('/broken')).toEqual([]);
});
