import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { cacheTags } from '../../../src/cache/cache-tags.js';
import { hashCacheTag, hashChangedTags } from '../../../src/cache/surrogate-keys.js';
import { readConfig } from '../../../src/config/env.js';
import { type BackgroundWorker } from '../../../src/modules/module.js';
import { ANNOUNCE_POPULAR_TASK, announcePopular } from '../../../src/modules/webhook/popular-tag.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = { WEBHOOK_ALLOW_PRIVATE: 'true', SECRET_KEY: 'k'.repeat(32) };

let gateway: Gateway;
let background: BackgroundWorker;
let receiver: Receiver;
let secret: string;
beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  for (let i = 0; i < 6; i++) await gateway.save({ slug: `ferry-${i}`, tags: ['Ferries', `Tag ${i % 2}`] });
  const { database } = gateway;
  background = await startBackgroundWorkers({ config: readConfig(SETTINGS), database, logger: noopLogger });
  await waitUntil(async () => (await countJobs('refresh_related')) === 0);
});
beforeEach(async () => {
  receiver = await startReceiver();
  const admin = gateway.queryAs(await gateway.createKey('admin'));
  const document = `mutation ($input: RegisterWebhookInput!) {
    registerWebhook(input: $input) { secret userErrors { message } }
  }`;
  const input = { url: `${receiver.address}/hook`, kinds: ['TAGS_CHANGED'] };
  secret = (await admin(document, { input })).registerWebhook.secret;
});
afterEach(async () => {
  await gateway.database.pool.query('TRUNCATE webhook CASCADE');
  await receiver.close();
});
afterAll(async () => {
  await background.stop();
  await gateway.close();
});

async function countJobs(task: string): Promise<number> {
  const { rows } = await gateway.database.pool.query(
    'SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE task_identifier = $1',
    [task],
  );
  return rows[0].jobs;
}

const readEvents = () =>
  receiver.requests.map(
    ({ headers, body }) => new Webhook(secret).verify(body, headers as Record<string, string>) as any,
  );
const readKeys = () => readEvents().flatMap(({ data }) => data.keys as string[]);

test('Changes in quick succession are one signed event with their cache tags, plain and hashed', async () => {
  await gateway.saveMany(
    Array.from({ length: 6 }, (_, i) => ({ slug: `ferry-${i}`, title: `Again ${i}`, tags: ['Ferries'] })),
  );
  await waitUntil(() => readKeys().includes(cacheTags.slug('ferry-5')));
  const events = readEvents();
  expect(events.length).toBeLessThan(6);
  for (const { type, data } of events) {
    expect(type).toBe('tags.changed');
    expect(data.tags).toEqual(hashChangedTags(data.keys));
    expect(new Set(data.keys).size).toBe(data.keys.length);
  }
  for (let i = 0; i < 6; i++) expect(readKeys()).toContain(cacheTags.slug(`ferry-${i}`));
});

test('The related lists of other articles, which jobs rebuild afterwards, are announced', async () => {
  const id = await gateway.save({ slug: 'one-more', title: 'One more ferry', tags: ['Ferries'] });
  const { rows } = await gateway.database.pool.query('SELECT id FROM article WHERE id <> $1', [id]);
  const others = rows.map((row) => cacheTags.related(row.id));
  await waitUntil(() => readKeys().filter((key) => others.includes(key)).length > 1);
});

test('Views announce popular lists by one job, however many there are', async () => {
  for (let i = 0; i < 5; i++) await gateway.database.pool.query('NOTIFY popularity');
  await waitUntil(async () => (await countJobs(ANNOUNCE_POPULAR_TASK)) === 1);
  await announcePopular(gateway.database.prisma);
  await waitUntil(() => readKeys().includes(cacheTags.popular));
  expect(readEvents().at(-1).data.tags).toContain(hashCacheTag(cacheTags.popular));
});

test('A webhook that names no kinds receives each change, and no cache tags alone', async () => {
  const admin = gateway.queryAs(await gateway.createKey('admin'));
  const document = `mutation ($input: RegisterWebhookInput!) {
    registerWebhook(input: $input) { webhook { kinds } userErrors { message } }
  }`;
  const { registerWebhook } = await admin(document, { input: { url: `${receiver.address}/other` } });
  expect(registerWebhook.webhook.kinds).toContain('PUBLISHED');
  expect(registerWebhook.webhook.kinds).not.toContain('TAGS_CHANGED');
});
