import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startBackgroundWorkers } from '../../src/app/worker/background-worker.js';
import { readConfig } from '../../src/config/env.js';
import { type Database, openDatabase } from '../../src/database/database.js';
import { type BackgroundWorker } from '../../src/modules/module.js';
import { noopLogger } from '../../src/shared/logging/logger.js';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { type OutageProxy, startOutageProxy } from '../support/outage-proxy.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitUntil } from '../support/until.js';

/** Milliseconds; longer than another instance takes to find what was cut off. */
const OUTAGE = 3_000;

const SETTINGS = {
  SITE_URL: 'https://courier.example',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SECRET_KEY: 'k'.repeat(32),
};

let gateway: Gateway;
let mail: MailServer;
let receiver: Receiver;
let proxy: OutageProxy;
let database: Database;
const backgrounds: BackgroundWorker[] = [];

beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  await gateway.save({ slug: 'harbour', publishedAt: new Date() });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  proxy = await startOutageProxy(gateway.database.connection);
  database = openDatabase(proxy.connection, 5, 60_000);
});
afterEach(async () => {
  await Promise.all(backgrounds.splice(0).map((background) => background.stop()));
  await database.close();
  proxy.close();
  await Promise.all([mail.close(), receiver.close()]);
});

/** Starts the background workers of an instance, with or without the proxy. */
async function startInstance(over: Database): Promise<void> {
  const config = readConfig({ ...SETTINGS, SMTP_URL: mail.url, MAIL_RATE: '1000' });
  over.changes.start();
  backgrounds.push(await startBackgroundWorkers({ config, database: over, logger: noopLogger }));
}

/** Calls `act` at the first mail that the server takes. */
function atFirstMail(act: () => void): void {
  let isFirst = true;
  mail.refuse = () => {
    if (isFirst) act();
    isFirst = false;
    return null;
  };
}

const rows = async (sql: string) => (await gateway.database.pool.query(sql)).rows;

test('A newsletter issue is mailed once although the connection was lost after a send', async () => {
  await rows(
    `INSERT INTO newsletter (slug, name, schedule, time_zone) VALUES ('weekly', 'Weekly', '0 7 * * 5', 'UTC')`,
  );
  await rows(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, 'r' || i || '@x.example', sha256(('r' || i)::bytea), 'ACTIVE', now()
     FROM newsletter n, generate_series(1, 5) i`,
  );
  await startInstance(database);
  let other: Promise<void> | undefined;
  atFirstMail(() => {
    proxy.beOut(OUTAGE);
    other = startInstance(gateway.database);
  });
  const desk = gateway.queryAs(await gateway.createKey('newsletter:write'));
  const [{ id }] = await rows(`SELECT id FROM newsletter WHERE slug = 'weekly'`);
  await desk(
    'mutation ($id: String!) { sendNewsletterIssue(input: { newsletter: $id }) { userErrors { message } } }',
    { id: toGlobalId('Newsletter', id) },
  );
  await waitUntil(async () => {
    const [{ open }] = await rows(
      `SELECT count(*)::int AS open FROM newsletter_delivery WHERE status <> 'SENT'`,
    );
    return open === 0;
  });
  await other;
  const recipients = mail.mails.flatMap(({ to }) => to).sort();
  expect(recipients).toEqual([1, 2, 3, 4, 5].map((i) => `r${i}@x.example`));
});

test('A sign-up is mailed once although the connection was lost after the send', async () => {
  await startInstance(database);
  atFirstMail(() => proxy.beOut(OUTAGE));
  await rows(
    `WITH s AS (
       INSERT INTO newsletter_sign_up (newsletter_id, email, address_hash)
       SELECT id, 'new@x.example', sha256('new') FROM newsletter WHERE slug = 'weekly' RETURNING id
     )
     SELECT graphile_worker.add_job('answer_newsletter_sign_up', json_build_object('signUpId', s.id)) FROM s`,
  );
  await waitUntil(async () => {
    const [{ answered }] = await rows('SELECT answered_at AS answered FROM newsletter_sign_up');
    const jobs = await rows(
      `SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'answer_newsletter_sign_up'`,
    );
    return answered !== null && jobs.length === 0;
  });
  expect(mail.mails.map(({ to }) => to)).toEqual([['new@x.example']]);
});

test('A webhook is delivered once although the connection was lost after the delivery', async () => {
  const admin = gateway.queryAs(await gateway.createKey('admin'));
  const { registerWebhook } = await admin(
    `mutation ($url: String!) { registerWebhook(input: { url: $url }) { userErrors { message } } }`,
    { url: `${receiver.address}/hook` },
  );
  expect(registerWebhook.userErrors).toEqual([]);
  await startInstance(database);
  receiver.respond = (response) => {
    if (receiver.requests.length === 1) proxy.beOut(OUTAGE);
    response.writeHead(204).end();
  };
  await gateway.save({ slug: 'harbour', title: 'Anew' });
  await waitUntil(async () => {
    const deliveries = await rows('SELECT status, tries FROM webhook_delivery');
    return deliveries.length > 0 && deliveries.every(({ status }) => status === 'DELIVERED');
  });
  const ids = receiver.requests.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await rows('SELECT tries FROM webhook_delivery')).toEqual(ids.map(() => ({ tries: 1 })));
});
