import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { pruneEditorChanges } from '../../../src/changes/prune.js';
import { readConfig } from '../../../src/config/env.js';
import type { BackgroundWorker } from '../../../src/modules/module.js';
import { readDatabaseMetrics } from '../../../src/observability/metrics/database-metrics.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { toGlobalId } from '../../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = {
  SITE_URL: 'https://courier.example',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SECRET_KEY: 'k'.repeat(32),
};
const CREATE = `mutation ($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id kinds } userErrors { code field message } }
}`;

let gateway: Gateway;
let admin: Query;
let editor: Query;
let receiver: Receiver;
let workers: BackgroundWorker[];
beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  admin = gateway.queryAs(await gateway.createKey('admin'));
  editor = gateway.queryAs(await gateway.createKey('write', 'publish'));
  receiver = await startReceiver();
  const options = { config: readConfig(SETTINGS), database: gateway.database, logger: noopLogger };
  await gateway.save({ slug: 'before', draft: true });
  // As on two instances.
  workers = [await startBackgroundWorkers(options), await startBackgroundWorkers(options)];
});
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await receiver.close();
  await gateway.close();
});

async function create(path: string, input: object): Promise<void> {
  const { createWebhook } = await admin(CREATE, { input: { url: `${receiver.address}${path}`, ...input } });
  expect(createWebhook.userErrors).toEqual([]);
}

async function edit(mutation: string, type: string, input: object, selection = ''): Promise<any> {
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} userErrors { message } } }`;
  const payload = (await editor(document, { input }))[mutation];
  expect(payload.userErrors).toEqual([]);
  return payload;
}

/** Deliveries at a path, in the order of the changes. */
const listDeliveries = (path: string) =>
  receiver.requests
    .filter((request) => request.path === path)
    .map(({ body }) => JSON.parse(body))
    .sort((one, other) => one.data.sequence - other.data.sequence);

test('A webhook of edits receives drafts, schedules, tags and files, once each and without their content', async () => {
  await create('/edits', { kinds: ['EDITED'] });
  await create('/public', {});
  const { article } = await edit(
    'createArticle',
    'CreateArticleInput',
    { title: 'Secret eels', slug: 'secret-eels', tags: ['Hush'] },
    'article { id }',
  );
  await edit('publishArticle', 'PublishArticleInput', {
    id: article.id,
    scheduledFor: '2100-01-01T00:00:00Z',
  });
  await edit('cancelSchedule', 'ArticleActionInput', { id: article.id });
  await edit('createTag', 'CreateTagInput', { name: 'Quiet' });
  await edit('deleteArticle', 'ArticleActionInput', { id: article.id });
  await waitUntil(() => listDeliveries('/edits').length === 6);
  const deliveries = listDeliveries('/edits');
  expect(deliveries.map(({ type }) => type).sort()).toEqual([
    'edited.article.created',
    'edited.article.deleted',
    'edited.article.scheduled',
    'edited.article.unscheduled',
    'edited.tag.created',
    'edited.tag.created',
  ]);
  const created = deliveries.find(({ type }) => type === 'edited.article.created');
  expect(created).toEqual({
    type: 'edited.article.created',
    timestamp: expect.any(String),
    data: {
      sequence: expect.any(Number),
      id: article.id,
      revision: 1,
      scheduledFor: null,
      mergedIntoId: null,
      editedBy: 'Desk',
    },
  });
  expect(deliveries.find(({ type }) => type === 'edited.article.scheduled').data).toMatchObject({
    scheduledFor: '2100-01-01T00:00:00.000Z',
  });
  expect(JSON.stringify(deliveries)).not.toMatch(/eels|hush|quiet/i);
  // Readers see the new tag of the taxonomy, and nothing of the draft.
  expect(JSON.stringify(listDeliveries('/public'))).not.toMatch(/eels|hush|edited/i);
});

test('A filter is compared with the draft, and deletions pass', async () => {
  await create('/filtered', { kinds: ['EDITED'], filter: { tags: { any: ['sea'] } } });
  const inside = await gateway.save({ slug: 'tide', tags: ['Sea'], draft: true });
  const outside = await gateway.save({ slug: 'hill', tags: ['Land'], draft: true });
  await edit('deleteArticle', 'ArticleActionInput', { id: toGlobalId('Article', outside) });
  await waitUntil(() => listDeliveries('/filtered').length === 2);
  expect(listDeliveries('/filtered').map(({ type, data }) => [type, data.id])).toEqual([
    ['edited.article.created', toGlobalId('Article', inside)],
    ['edited.article.deleted', toGlobalId('Article', outside)],
  ]);
});

test('The kinds of a webhook that names none are public', async () => {
  const { createWebhook } = await admin(CREATE, { input: { url: `${receiver.address}/default` } });
  expect(createWebhook.webhook.kinds).not.toContain('EDITED');
});

test('Changes that no webhook has received yet are not pruned, and the metrics count them', async () => {
  const { pool, prisma } = gateway.database;
  const readLag = async () =>
    (await readDatabaseMetrics(pool)).followers.find(({ name }) => name === 'webhook_edits')?.changes;
  await waitUntil(async () => (await readLag()) === 0);
  await pool.query("UPDATE change_follower SET sequence = sequence - 1 WHERE name = 'webhook_edits'");
  const later = new Date(Date.now() + 60_000);
  expect(await readLag()).toBe(1);
  await pruneEditorChanges(prisma, later, ['webhook_edits']);
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM editor_change');
  expect(rows[0].count).toBe(1);
});
