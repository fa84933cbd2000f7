import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = {
  SITE_URL: 'https://courier.example',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SECRET_KEY: 'k'.repeat(32),
};
const CREATE = `mutation ($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id filter } userErrors { code field message } }
}`;
const UPDATE = `mutation ($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) { webhook { filter } userErrors { code field } }
}`;

let gateway: Gateway;
let admin: Query;
let receiver: Receiver;
let background: BackgroundWorker;
beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  admin = gateway.queryAs(await gateway.createKey('admin'));
  receiver = await startReceiver();
  const config = readConfig(SETTINGS);
  background = await startBackgroundWorkers({ config, database: gateway.database, logger: noopLogger });
  await gateway.save({ slug: 'first', section: ['World'] });
});
afterAll(async () => {
  await background.stop();
  await receiver.close();
  await gateway.close();
});

const create = async (input: object) =>
  (await admin(CREATE, { input: { url: `${receiver.address}/hook`, ...input } })).createWebhook;

/** Events that arrived at a path, in the order of the changes, as text. */
function listEvents(path: string): string[] {
  return receiver.requests
    .filter((request) => request.path === path)
    .map(({ body }) => JSON.parse(body))
    .sort((one, other) => one.data.sequence - other.data.sequence)
    .map(({ type, data }) => `${type} ${data.slug} ${data.isMatch}`);
}

test('A webhook with a filter receives the changes of articles that match it, and of those that leave it', async () => {
  const filter = { tags: { any: ['sea'] }, publishedAt: { after: '2020-01-01T00:00:00Z' } };
  const { webhook } = await create({ url: `${receiver.address}/sea`, filter });
  expect(JSON.parse(webhook.filter)).toEqual({
    tags: { any: ['sea'] },
    publishedAt: { after: '2020-01-01T00:00:00.000Z' },
  });
  expect((await admin('{ webhooks { filter } }')).webhooks).toEqual([{ filter: webhook.filter }]);
  await create({ url: `${receiver.address}/all` });
  await gateway.save({ slug: 'eels', tags: ['Sea'] });
  await waitUntil(() => listEvents('/sea').length === 1);
  await gateway.save({ slug: 'hills', tags: ['Land'] });
  await gateway.save({ slug: 'eels', tags: ['Land'] });
  await waitUntil(() => listEvents('/sea').length === 2);
  await gateway.save({ slug: 'eels', tags: ['Land'], title: 'Gone' });
  await gateway.save({ slug: 'tide', tags: ['Sea'] });
  await waitUntil(() => listEvents('/sea').length === 3);
  const ofArticles = () => listEvents('/all').filter((event) => event.startsWith('article'));
  await waitUntil(() => ofArticles().length === 5);
  expect(listEvents('/sea')).toEqual([
    'article.published eels true',
    'article.updated eels false',
    'article.published tide true',
  ]);
  expect(ofArticles()).toContain('article.published hills undefined');
});

test('The filter of a webhook is replaced, stays or is removed by an update', async () => {
  const { webhook } = await create({ filter: { kinds: ['OPINION'] } });
  const { id } = webhook;
  const update = async (input: object) =>
    (await admin(UPDATE, { input: { id, ...input } })).updateWebhook.webhook.filter;
  expect(await update({ description: 'Opinion' })).toBe('{"kinds":["OPINION"]}');
  expect(await update({ filter: { slugs: ['eels'] } })).toBe('{"slugs":["eels"]}');
  expect(await update({ filter: null })).toBeNull();
});

test('A filter that is not valid, or needs a scope, is refused when the webhook is saved', async () => {
  const { article } = await admin('{ article(by: { slug: "first" }) { id } }');
  for (const filter of [
    { status: ['DRAFT'] },
    { not: { hasUnpublishedChanges: true } },
    { tags: { any: [article.id] } },
    { ids: Array.from({ length: 101 }, () => article.id) },
  ]) {
    expect(await create({ filter })).toMatchObject({
      webhook: null,
      userErrors: [{ code: 'INVALID', field: ['filter'] }],
    });
  }
});

test('A webhook with a filter that is no longer valid is disabled, and the others go on', async () => {
  const { webhook } = await create({ filter: { slugs: ['never'] } });
  await create({ url: `${receiver.address}/others` });
  const stored = { tags: { any: [Buffer.from('Section:1').toString('base64url')] } };
  await gateway.database.pool.query('UPDATE webhook SET filter = $1 WHERE filter = $2', [
    JSON.stringify(stored),
    '{"slugs":["never"]}',
  ]);
  await gateway.save({ slug: 'later' });
  await waitUntil(() => listEvents('/others').length === 1);
  const { webhooks } = await admin('{ webhooks { id isEnabled disabledReason } }');
  expect(webhooks.find(({ id }: { id: string }) => id === webhook.id)).toMatchObject({
    isEnabled: false,
    disabledReason: expect.stringMatching(/^The filter is no longer valid: /),
  });
});
