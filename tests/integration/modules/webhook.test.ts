import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { hashChangedTags } from '../../../src/cache/surrogate-keys.js';
import { readConfig } from '../../../src/config/env.js';
import { NO_DOCUMENTS } from '../../../src/graphql/persisted-documents/document-runner.js';
import { type BackgroundWorker } from '../../../src/modules/module.js';
import { pruneWebhooks, WebhookDeliverer } from '../../../src/modules/webhook/webhook-deliverer.service.js';
import { requeueStalledDeliveries } from '../../../src/modules/webhook/webhook-queue.js';
import { WebhookSecrets } from '../../../src/modules/webhook/webhook-secret.js';
import { WebhookSender } from '../../../src/modules/webhook/webhook-sender.js';
import { noopLogger } from '../../../src/shared/logging/logger.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { type ReceivedRequest, type Receiver, startReceiver } from '../../support/receiver.js';
import { withShiftedClock } from '../../support/shifted-clock.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = {
  SITE_URL: 'https://courier.example',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SECRET_KEY: 'k'.repeat(32),
};

let gateway: Gateway;
let admin: Query;
let receiver: Receiver;
const backgrounds: BackgroundWorker[] = [];

beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  admin = gateway.queryAs(await gateway.createKey('admin'), 'preview');
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await Promise.all(backgrounds.splice(0).map((background) => background.stop()));
  await gateway.database.pool.query('TRUNCATE webhook CASCADE');
  await receiver.close();
});
afterAll(() => gateway.close());

/** Starts the background workers of another instance. Delays are in seconds. */
async function startInstance(retryDelays?: number[], settings = SETTINGS): Promise<BackgroundWorker> {
  const { database } = gateway;
  const config = readConfig(settings);
  const background = await startBackgroundWorkers({
    config,
    database,
    logger: noopLogger,
    retryDelaysSeconds: retryDelays,
  });
  backgrounds.push(background);
  return background;
}

async function register(input: object = {}): Promise<{ id: string; secret: string }> {
  const document = `mutation ($input: RegisterWebhookInput!) {
    registerWebhook(input: $input) { webhook { id } secret userErrors { code field message } }
  }`;
  const { registerWebhook } = await admin(document, { input: { url: `${receiver.address}/hook`, ...input } });
  if (!registerWebhook.webhook) throw new Error(JSON.stringify(registerWebhook.userErrors));
  return { id: registerWebhook.webhook.id, secret: registerWebhook.secret };
}

const WEBHOOKS = `{
  webhooks {
    id url kinds description failingSince disabledAt disabledReason
    deliveries(first: 50) {
      totalCount
      nodes { id messageId kind status payload dueAt attempts { status body error } }
    }
  }
}`;
const webhooks = async () => (await admin(WEBHOOKS)).webhooks;
const deliveries = async () => (await webhooks())[0].deliveries.nodes;
const eventOf = ({ body }: ReceivedRequest) => JSON.parse(body);
const typesOf = (received: ReceivedRequest[]) => received.map((each) => eventOf(each).type);

test('Events are signed with the time of the database, also by an instance of which the clock is wrong', async () => {
  const { secret } = await register();
  await withShiftedClock(-3_600_000, async () => {
    await startInstance();
    await gateway.save({ slug: 'clock' });
    await waitUntil(() => receiver.requests.length > 0);
  });
  const [{ body, headers }] = receiver.requests as [ReceivedRequest];
  new Webhook(secret).verify(body, headers as Record<string, string>);
});

test('A webhook receives a signed event for every public change, and none for drafts', async () => {
  await startInstance();
  const { secret } = await register();
  const mutate = async (mutation: string, input: object) => {
    const type =
      mutation === 'unpublishArticle'
        ? 'ArticleActionInput'
        : `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { article { id path } userErrors { message } } }`;
    const { payload } = await admin(document, { input });
    expect(payload.userErrors).toEqual([]);
    return payload.article;
  };
  await mutate('createArticle', { title: 'A draft that stays one' });
  const { id } = await mutate('createArticle', { title: 'Talks open', slug: 'talks-open' });
  await mutate('publishArticle', { id });
  await mutate('updateArticle', { id, slug: 'talks-go-on', standfirst: 'Still a draft' });
  await mutate('addCorrection', { id, text: 'There are eleven states.' });
  await mutate('publishArticle', { id });
  await mutate('unpublishArticle', { id });
  await waitUntil(() => receiver.requests.length >= 4);

  const events = receiver.requests.map(({ headers, body, path }) => {
    expect(path).toBe('/hook');
    expect(headers['content-type']).toBe('application/json');
    return new Webhook(secret).verify(body, headers as Record<string, string>) as any;
  });
  events.sort((one, other) => one.data.sequence - other.data.sequence);
  const there = { pathBefore: '/talks-open', pathAfter: '/talks-open' };
  expect(
    events.map(({ type, data: { keys: _, sequence: __, tags: ___, ...data } }) => ({ type, ...data })),
  ).toEqual([
    { type: 'article.published', ...placeOf(id, 'talks-open'), ...there, pathBefore: null },
    { type: 'article.corrected', ...placeOf(id, 'talks-open'), ...there },
    { type: 'article.moved', ...placeOf(id, 'talks-go-on'), ...there, pathAfter: '/talks-go-on' },
    {
      type: 'article.unpublished',
      ...placeOf(id, 'talks-go-on'),
      pathBefore: '/talks-go-on',
      pathAfter: null,
    },
  ]);
  expect(events[2].data.keys).toEqual(expect.arrayContaining(['path:/talks-open', 'path:/talks-go-on']));
  for (const { data } of events) expect(data.tags).toEqual(hashChangedTags(data.keys));
  expect(JSON.stringify(events)).not.toMatch(/draft/i);
  const [first] = receiver.requests;
  const forged = { ...(first!.headers as Record<string, string>), 'webhook-id': 'msg_other' };
  expect(() => new Webhook(secret).verify(first!.body, forged)).toThrow('No matching signature');
  await waitUntil(async () => (await deliveries()).every(({ status }: any) => status === 'DELIVERED'));
  expect(receiver.requests).toHaveLength(4);
});

function placeOf(id: string, slug: string) {
  return { id, slug, path: `/${slug}`, url: `https://courier.example/${slug}` };
}

test('A webhook receives only its event kinds, starting at its registration', async () => {
  await gateway.save({ slug: 'before' });
  await register({ kinds: ['UNPUBLISHED'] });
  await startInstance();
  await gateway.save({ slug: 'before', title: 'Changed' });
  await gateway.save({ slug: 'before', draft: true });
  await waitUntil(() => receiver.requests.length > 0);
  expect(typesOf(receiver.requests)).toEqual(['article.unpublished']);
  expect((await webhooks())[0].deliveries.totalCount).toBe(1);
});

test('Two instances deliver each change to a webhook once', async () => {
  await Promise.all([startInstance(), startInstance()]);
  await register();
  for (let i = 0; i < 40; i++) await gateway.save({ slug: `pair-${i}` });
  await waitUntil(async () => (await webhooks())[0].deliveries.totalCount === 40);
  await waitUntil(async () => (await deliveries()).every(({ status }: any) => status === 'DELIVERED'));
  expect(receiver.requests).toHaveLength(40);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(40);
});

describe('Failing webhook receiver', () => {
  test('is retried with the same message id and body until it succeeds', async () => {
    await startInstance([0.05, 0.05, 0.05]);
    const { secret } = await register();
    receiver.respond = (response) => {
      if (receiver.requests.length < 3) response.writeHead(500).end('Not today: ☂');
      else response.writeHead(202).end('thanks');
    };
    await gateway.save({ slug: 'stubborn' });
    await waitUntil(async () => (await deliveries())[0]?.status === 'DELIVERED');
    const [first, ...others] = receiver.requests;
    for (const { headers, body } of others) {
      expect([headers['webhook-id'], body]).toEqual([first!.headers['webhook-id'], first!.body]);
      new Webhook(secret).verify(body, headers as Record<string, string>);
    }
    const [delivery] = await deliveries();
    expect(delivery.attempts).toEqual([
      { status: 500, body: 'Not today: ☂', error: 'Response status 500.' },
      { status: 500, body: 'Not today: ☂', error: 'Response status 500.' },
      { status: 202, body: 'thanks', error: null },
    ]);
    expect(delivery).toMatchObject({ dueAt: null, messageId: first!.headers['webhook-id'] });
    expect((await webhooks())[0]).toMatchObject({ failingSince: null, disabledAt: null });
  });

  test('is disabled with a reason after the last retry, until it is enabled again', async () => {
    await startInstance([0.02, 0.02]);
    const { id } = await register();
    receiver.respond = (response) => response.writeHead(503).end();
    await gateway.save({ slug: 'unheard' });
    await waitUntil(async () => (await webhooks())[0].disabledAt !== null);
    expect(receiver.requests).toHaveLength(3);
    expect((await webhooks())[0].disabledReason).toMatch(
      /^All deliveries have failed since .* Response status 503\.$/,
    );
    const [lost] = await deliveries();
    expect(lost).toMatchObject({ status: 'FAILED', dueAt: null });

    await gateway.save({ slug: 'while-disabled' });
    const redeliver = `mutation ($input: RedeliverWebhookInput!) {
      redeliverWebhook(input: $input) { delivery { id status } userErrors { code field } }
    }`;
    const input = { id: lost.id };
    expect((await admin(redeliver, { input })).redeliverWebhook).toEqual({
      delivery: null,
      userErrors: [{ code: 'NOT_ALLOWED', field: ['id'] }],
    });

    receiver.respond = (response) => response.writeHead(200).end();
    const enable = `mutation ($id: ID!) { updateWebhook(input: { id: $id, isEnabled: true }) { webhook { disabledAt disabledReason } userErrors { code } } }`;
    expect((await admin(enable, { id })).updateWebhook).toEqual({
      webhook: { disabledAt: null, disabledReason: null },
      userErrors: [],
    });
    expect((await admin(redeliver, { input })).redeliverWebhook.delivery).toEqual({
      id: lost.id,
      status: 'PENDING',
    });
    await gateway.save({ slug: 'enabled-again' });
    await waitUntil(async () => (await deliveries()).every(({ status }: any) => status === 'DELIVERED'));
    await waitUntil(() => receiver.requests.length === 5);
    expect(receiver.requests.filter(({ headers }) => headers['webhook-id'] === lost.messageId)).toHaveLength(
      4,
    );
    const slugs = receiver.requests.map((each) => eventOf(each).data.slug);
    expect(slugs.sort()).toEqual(['enabled-again', 'unheard', 'unheard', 'unheard', 'unheard']);
  });

  test('is disabled immediately after 410 Gone, and its delivery fails', async () => {
    await register();
    receiver.respond = (response) => response.writeHead(410).end();
    await gateway.save({ slug: 'gone-1' });
    await startInstance();
    await waitUntil(async () => (await webhooks())[0].disabledAt !== null);
    expect((await webhooks())[0].disabledReason).toBe('The receiver responded with status 410 Gone.');
    expect((await deliveries())[0].status).toBe('FAILED');
  });

  test('does not delay other receivers', async () => {
    await startInstance();
    await register({ description: 'hangs' });
    const sound = await startReceiver();
    await register({ url: sound.address });
    receiver.respond = () => undefined;
    for (let i = 0; i < 6; i++) await gateway.save({ slug: `held-${i}` });
    await waitUntil(() => sound.requests.length === 6);
    await waitUntil(() => receiver.requests.length === 6);
    receiver.respond = (response) => response.end();
    await receiver.close();
    await sound.close();
    receiver = await startReceiver();
  });

  test('is retried no sooner than its Retry-After header allows', async () => {
    await startInstance([0.01]);
    await register();
    receiver.respond = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    await gateway.save({ slug: 'busy' });
    await waitUntil(async () => (await deliveries())[0]?.attempts.length === 1);
    const [{ dueAt, status }] = await deliveries();
    expect(status).toBe('PENDING');
    expect(Date.parse(dueAt) - Date.now()).toBeGreaterThan(3_500_000);
  });
});

describe('WebhookSender', () => {
  const send = (patience: number) =>
    new WebhookSender({ allowPrivate: true, timeoutMs: patience }).send(receiver.address, {}, '{}');

  test('reads only the first KiB of a long response body', async () => {
    let hasEnded = false;
    receiver.respond = (response) => {
      response.on('close', () => {
        hasEnded = true;
      });
      const more = () => hasEnded || response.write('x'.repeat(65_536), () => setImmediate(more));
      more();
    };
    const outcome = await send(60_000);
    expect(outcome).toMatchObject({ status: 200, error: null, body: 'x'.repeat(1_024) });
    await waitUntil(() => hasEnded);
  });

  test('fails after its timeout without a response', async () => {
    receiver.respond = () => undefined;
    expect(await send(50)).toMatchObject({ status: null, error: 'No response within 0.05 seconds.' });
  });

  test('accepts a response that is cut off after its status', async () => {
    receiver.respond = (response) => {
      response.writeHead(200, { 'content-length': '99' }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await send(60_000)).toMatchObject({ status: 200, error: null, body: 'half' });
  });

  test('does not follow redirects', async () => {
    receiver.respond = (response) => response.writeHead(302, { location: `${receiver.address}/other` }).end();
    expect(await send(60_000)).toMatchObject({
      status: 302,
      error: 'Response status 302: redirects are not followed.',
    });
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/']);
  });
});

describe('Webhook to a private address', () => {
  const port = () => new URL(receiver.address).port;
  const PLAIN = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '0.0.0.0',
    '0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:10.0.0.1]',
    '[fd00::1]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '[::a9fe:a9fe]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2001:0:7f00:1::]',
    '[fec0::1]',
    '[4000::1]',
    '127.0.0.1.',
    '127。0。0。1',
    'localhost%2e',
    'localhost',
    'LOCALHOST.',
    'localhost..',
    'news.localhost',
    '①②⑦.⓪.⓪.①',
  ];

  test.each(PLAIN)('is rejected at registration: %s', async (host) => {
    const strict = await gatewayThatRefuses();
    const { registerWebhook } = await strict(
      'mutation ($url: String!) { registerWebhook(input: { url: $url }) { secret userErrors { code field message } } }',
      { url: `http://${host}:${port()}/` },
    );
    expect(registerWebhook).toMatchObject({
      secret: null,
      userErrors: [{ code: 'INVALID', field: ['url'] }],
    });
    expect(registerWebhook.userErrors[0].message).toMatch(/private/);
  });

  test.each(PLAIN)('is rejected at delivery: %s', async (host) => {
    const sender = new WebhookSender({ allowPrivate: false, timeoutMs: 5_000 });
    const { status, error } = await sender.send(`http://${host}:${port()}/`, {}, '{}');
    expect({ status, error }).toEqual({ status: null, error: expect.stringMatching(/private|ENOTFOUND/) });
    expect(receiver.requests).toEqual([]);
  });

  test('is rejected by the IP address to which its host name resolves', async () => {
    const sender = new WebhookSender({ allowPrivate: false, timeoutMs: 5_000 });
    const { error } = await sender.send(`http://localhost:${port()}/`, {}, '{}');
    expect(error).toMatch(/^The address is private/);
    expect(receiver.requests).toEqual([]);
  });

  test('is no longer delivered once WEBHOOK_ALLOW_PRIVATE is false', async () => {
    await register();
    await gateway.save({ slug: 'not-allowed-any-more' });
    await startInstance([3_600], { ...SETTINGS, WEBHOOK_ALLOW_PRIVATE: 'false' });
    await waitUntil(async () => (await deliveries())[0]?.attempts.length === 1);
    expect((await deliveries())[0].attempts[0]).toMatchObject({
      status: null,
      error: expect.stringMatching(/private/),
    });
    expect(receiver.requests).toEqual([]);
  });

  test('is delivered if private addresses are allowed', async () => {
    const sender = new WebhookSender({ allowPrivate: true });
    expect(await sender.send(`http://localhost:${port()}/`, {}, '{}')).toMatchObject({ status: 204 });
    expect(receiver.requests).toHaveLength(1);
  });

  let strict: Gateway | undefined;
  async function gatewayThatRefuses(): Promise<Query> {
    strict ??= await startGateway();
    return strict.queryAs(await strict.createKey('admin'));
  }
  afterAll(() => strict?.close());
});

describe('Webhook registration', () => {
  test.each([
    ['a value that is not a URL', { url: 'courier' }, ['url']],
    ['another protocol', { url: 'ftp://courier.example/' }, ['url']],
    ['a URL with a password', { url: 'https://desk:hunter2@courier.example/' }, ['url']],
    ['a URL with a fragment', { url: 'https://courier.example/#top' }, ['url']],
    ['a URL that is too long', { url: `https://courier.example/${'x'.repeat(2_000)}` }, ['url']],
    ['an empty list of kinds', { url: 'https://courier.example/', kinds: [] }, ['kinds']],
    [
      'a description that is too long',
      { url: 'https://courier.example/', description: 'x'.repeat(201) },
      ['description'],
    ],
  ])('rejects %s', async (_what, input, field) => {
    const document = `mutation ($input: RegisterWebhookInput!) {
      registerWebhook(input: $input) { webhook { id } secret userErrors { field } }
    }`;
    expect((await admin(document, { input })).registerWebhook).toEqual({
      webhook: null,
      secret: null,
      userErrors: [{ field }],
    });
    expect(await webhooks()).toEqual([]);
  });

  test('rejects more than 20 webhooks', async () => {
    for (let i = 0; i < 20; i++) await register();
    await expect(register()).rejects.toThrow('at most 20 webhooks');
  });
});

test('Secret rotation signs with both secrets until the former one expires', async () => {
  const { id, secret: former } = await register();
  const rotate = `mutation ($id: ID!) { rotateWebhookSecret(input: { id: $id }) { secret webhook { id url } } }`;
  const { secret } = (await admin(rotate, { id })).rotateWebhookSecret;
  expect([former, secret]).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^whsec_/)]);
  expect(secret).not.toBe(former);
  await startInstance();
  await gateway.save({ slug: 'rotated' });
  await waitUntil(() => receiver.requests.length === 1);
  const { headers, body } = receiver.requests[0]!;
  for (const each of [secret, former]) new Webhook(each).verify(body, headers as Record<string, string>);

  await gateway.database.pool.query("UPDATE webhook SET former_until = now() - interval '1 second'");
  await gateway.save({ slug: 'rotated-later' });
  await waitUntil(() => receiver.requests.length === 2);
  const later = receiver.requests[1]!;
  new Webhook(secret).verify(later.body, later.headers as Record<string, string>);
  expect(() => new Webhook(former).verify(later.body, later.headers as Record<string, string>)).toThrow();
});

test('updateWebhook changes the URL and kinds, and deleteWebhook removes the webhook', async () => {
  await startInstance();
  const { id } = await register({ url: `${receiver.address}/old`, description: 'Front end' });
  const update = `mutation ($input: UpdateWebhookInput!) {
    updateWebhook(input: $input) { webhook { url kinds description } secret userErrors { code field } }
  }`;
  const input = { id, url: `${receiver.address}/new`, kinds: ['PUBLISHED'] };
  expect((await admin(update, { input })).updateWebhook).toEqual({
    webhook: { url: `${receiver.address}/new`, kinds: ['PUBLISHED'], description: 'Front end' },
    secret: null,
    userErrors: [],
  });
  await gateway.save({ slug: 'changing' });
  await waitUntil(() => receiver.requests.length === 1);
  expect(receiver.requests[0]!.path).toBe('/new');
  const remove = `mutation ($id: ID!) { deleteWebhook(input: { id: $id }) { deletedId userErrors { code field } } }`;
  expect((await admin(remove, { id })).deleteWebhook).toEqual({ deletedId: id, userErrors: [] });
  expect((await admin(remove, { id })).deleteWebhook).toEqual({
    deletedId: null,
    userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
  });
  expect((await admin(update, { input })).updateWebhook.userErrors).toEqual([
    { code: 'NOT_FOUND', field: ['id'] },
  ]);
  expect(await webhooks()).toEqual([]);
});

test('A retried registration with an idempotency key creates one webhook and audit entry', async () => {
  const document =
    'mutation ($url: String!) { registerWebhook(input: { url: $url }) { secret webhook { id } } }';
  const headers = { 'idempotency-key': 'hook-1' };
  const first = await admin(document, { url: receiver.address }, headers);
  expect(await admin(document, { url: receiver.address }, headers)).toEqual(first);
  expect(await webhooks()).toHaveLength(1);
  const target = first.registerWebhook.webhook.id;
  const entries = await gateway.database.prisma.auditEntry.findMany({ where: { target } });
  expect(entries.map(({ action }) => action)).toEqual(['createWebhook']);
  expect(JSON.stringify(entries)).not.toContain('whsec_');
});

test('Webhook queries and mutations require the admin scope', async () => {
  const authorization = `Bearer ${await gateway.createKey('preview', 'write', 'publish')}`;
  for (const document of [
    '{ webhooks { id } }',
    'mutation { registerWebhook(input: { url: "https://courier.example/" }) { secret } }',
    'mutation { redeliverWebhook(input: { id: "x" }) { userErrors { code } } }',
  ]) {
    for (const headers of [{}, { authorization }]) {
      const [error] = await gateway.queryErrors(document, {}, headers);
      expect(error!.extensions.code).toBe('FORBIDDEN');
    }
  }
});

test('Webhook deliveries are paged, counted and filtered by a constant number of SQL statements', async () => {
  const [one] = [await register(), await register()];
  const { prisma: editorial } = gateway.database;
  const ids = (await editorial.webhook.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
  for (const webhookId of ids) await plantDeliveries(webhookId, 5);
  const document = `query ($after: String) {
    webhooks {
      id
      deliveries(first: 2, after: $after) { nodes { payload attempts { status } } pageInfo { endCursor hasNextPage } totalCount }
      failed: deliveries(status: FAILED) { totalCount nodes { payload } }
    }
  }`;
  const [first] = (await admin(document)).webhooks;
  expect(first).toMatchObject({
    id: one!.id,
    deliveries: {
      nodes: [{ payload: '5' }, { payload: '4' }],
      pageInfo: { hasNextPage: true },
      totalCount: 5,
    },
    failed: { totalCount: 1, nodes: [{ payload: '1' }] },
  });
  const after = first.deliveries.pageInfo.endCursor;
  expect((await admin(document, { after })).webhooks[0].deliveries.nodes).toMatchObject([
    { payload: '3' },
    { payload: '2' },
  ]);
  const two = (await recordStatements(() => admin(document))).length;
  for (let i = 0; i < 4; i++) await register();
  expect((await recordStatements(() => admin(document))).length).toBe(two);
});

async function plantDeliveries(webhookId: number, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    await gateway.database.prisma.webhookDelivery.create({
      data: {
        ...{ webhookId, sequence: BigInt(i), kind: 'UPDATED', messageId: `msg_${i}`, payload: String(i) },
        ...{ status: i === 1 ? 'FAILED' : 'DELIVERED', dueAt: null },
        attempts: { create: { at: new Date(), milliseconds: 1, status: 200 } },
      },
    });
  }
}

test('Deliveries older than 30 days are pruned, and stalled ones are requeued', async () => {
  const { prisma: editorial, pool } = gateway.database;
  await register();
  const { id: webhookId } = await editorial.webhook.findFirstOrThrow();
  await plantDeliveries(webhookId, 3);
  await pool.query("UPDATE webhook_delivery SET created_at = now() - interval '31 days' WHERE payload = '2'");
  await pruneWebhooks(editorial);
  const kept = await editorial.webhookDelivery.findMany({ orderBy: { id: 'asc' } });
  expect(kept.map(({ payload }) => payload)).toEqual(['1', '3']);

  await pool.query(
    "UPDATE webhook_delivery SET status = 'PENDING', due_at = now() - interval '3 minutes' WHERE payload = '3'",
  );
  // As a killed process leaves it: the job is locked, and nobody is at it.
  await pool.query(
    "SELECT graphile_worker.add_job('deliver_webhook', '{}', job_key := 'webhook_delivery:' || id) FROM webhook_delivery WHERE payload = '3'",
  );
  await pool.query(
    "UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '3 minutes', locked_by = 'dead'",
  );
  await startInstance();
  await requeueStalledDeliveries(editorial);
  await waitUntil(() => receiver.requests.length === 1);
  await requeueStalledDeliveries(editorial);
  expect(receiver.requests[0]!.body).toBe('3');
});

test('A delivery in flight records no attempt when its webhook is deleted', async () => {
  await register();
  const { id: webhookId } = await gateway.database.prisma.webhook.findFirstOrThrow();
  await plantDeliveries(webhookId, 1);
  await gateway.database.pool.query("UPDATE webhook_delivery SET status = 'PENDING'");
  const { id } = await gateway.database.prisma.webhookDelivery.findFirstOrThrow();
  receiver.respond = async (response) => {
    await gateway.database.pool.query('TRUNCATE webhook CASCADE');
    response.end();
  };
  const sender = new WebhookSender({ allowPrivate: true });
  await new WebhookDeliverer(
    gateway.database.prisma,
    sender,
    new WebhookSecrets(() => SETTINGS.SECRET_KEY),
    NO_DOCUMENTS,
  ).deliver(id);
  expect(receiver.requests).toHaveLength(1);
  expect(await gateway.database.prisma.webhookAttempt.count()).toBe(0);
});
