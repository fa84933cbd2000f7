import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import WebSocket from 'ws';
import { createWorkerOptions } from '../../src/app/worker/worker-options.js';
import { ApiKeyService } from '../../src/auth/api-keys.service.js';
import type { BackgroundWorker } from '../../src/modules/module.js';
import { startMailWorker } from '../../src/modules/newsletter/mail/mail-worker.js';
import { findToken, type MailServer, startMailServer } from '../support/mail-server.js';
import { createReaderHeaders } from '../support/readers.js';
import { startServer, type TestServer } from '../support/test-server.js';
import { waitUntil } from '../support/until.js';

const ADDRESS = '203.0.113.77';
const NETWORK_6 = '2001:db8:77:77';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.77';
const EMAIL = 'reader-seventy-seven@example.com';
const QUERY = { query: '{ articles(first: 1) { nodes { title } } }' };
const SIGN_UP = `mutation ($email: String!) {
  subscribeToNewsletter(input: { newsletter: "harbour-weekly", email: $email }) { accepted }
}`;

let mail: MailServer;
let gateway: TestServer;
let background: BackgroundWorker;
let key: string;
let token: string;
const REGISTER = `mutation {
  registerWebhook(input: { url: "https://hooks.example/dateline" }) { secret userErrors { message } }
}`;
const CREATE_KEY = `mutation {
  createApiKey(input: { name: "Another desk", scopes: ["preview"] }) { secret userErrors { message } }
}`;

/** Texts that may occur in no log or dump. */
let secrets: string[];
let webhookSecret: string;
let createdKey: string;

beforeAll(async () => {
  mail = await startMailServer();
  const settings = {
    ...{ TRUSTED_PROXIES: 'loopback', VIEW_FLUSH_SECONDS: '0.05', SMTP_URL: mail.url },
    ...{ RATE_PER_CLIENT: '1000', RATE_PER_KEY: '1000', GATEWAY_URL: 'https://graph.example' },
    SECRET_KEY: 'a key that is in no dump, of 40 letters.',
  };
  gateway = await startServer({ settings, withSeeds: true });
  const { config, database, logger } = gateway;
  background = await startMailWorker(await createWorkerOptions({ config, database, logger }));
  key = (await new ApiKeyService(database.prisma).create('Desk', ['admin'])).secret;
  await useEverything();
  secrets = [
    ADDRESS,
    NETWORK_6,
    AGENT,
    key,
    key.slice(12),
    token,
    webhookSecret.slice(6),
    createdKey.slice(12),
  ];
}, 120_000);
afterAll(async () => {
  await background.stop();
  await gateway.close();
  await mail.close();
});

/** Sends requests of a reader and an editor over every transport, some of which fail. */
async function useEverything() {
  const reader = createReaderHeaders(ADDRESS, AGENT);
  const authorization = `Bearer ${key}`;
  for (const from of [reader, { ...reader, authorization }, createReaderHeaders(`${NETWORK_6}::1`, AGENT)]) {
    await gateway.post(QUERY, from);
    await gateway.get(`/graphql?query=${encodeURIComponent(QUERY.query)}`, {
      headers: { ...from, 'apollo-require-preflight': '1' },
    });
    await overWebSocket(from);
  }
  await gateway.post(QUERY, { ...reader, authorization: `Bearer ${key}x` });
  const register = () =>
    gateway.post({ query: REGISTER }, { ...reader, authorization, 'idempotency-key': 'once' });
  webhookSecret = (await (await register()).json()).data.registerWebhook.secret;
  // A retry returns the same secret, so it is stored.
  expect((await (await register()).json()).data.registerWebhook.secret).toBe(webhookSecret);
  const createKey = () =>
    gateway.post({ query: CREATE_KEY }, { ...reader, authorization, 'idempotency-key': 'key' });
  createdKey = (await (await createKey()).json()).data.createApiKey.secret;
  expect((await (await createKey()).json()).data.createApiKey.secret).toBeNull();
  await gateway.get('/beacon', { method: 'POST', body: 'first-electric-ferry-ties-up', headers: reader });
  await gateway.post({ query: SIGN_UP, variables: { email: EMAIL } }, reader);
  const [letter] = await mail.waitForMails(EMAIL);
  token = findToken(letter!, 'confirm');
  await gateway.get(`/newsletter/confirm?token=${token}`, { headers: reader });
  await gateway.get(`/newsletter/confirm?token=${token}`, { method: 'POST', headers: reader });
  await waitUntil(async () => (await gateway.database.pool.query('SELECT FROM counted_view')).rowCount! > 0);
  await failEverywhere({ ...reader, authorization });
}

async function overWebSocket(headers: Record<string, string>) {
  const socket = new WebSocket(`${gateway.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers,
  });
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (text) => {
      if (String(text).includes('connection_ack')) {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: QUERY }));
      } else resolve(socket.terminate());
    });
  });
}

/** Causes database errors, which are logged. */
async function failEverywhere(headers: Record<string, string>) {
  const { pool } = gateway.database;
  await pool.query(`
    ALTER TABLE newsletter_sign_up ADD CONSTRAINT never UNIQUE (email);
    ALTER TABLE newsletter_token RENAME TO newsletter_token_away`);
  for (let i = 0; i < 2; i++) {
    await gateway.post({ query: SIGN_UP, variables: { email: EMAIL } }, headers);
    await gateway.get(`/newsletter/confirm?token=${token}`, { headers });
  }
  await sleep(200); // a job may fail too
  await pool.query('ALTER TABLE newsletter_token_away RENAME TO newsletter_token');
}

test('Logs contain no addresses, user agents, keys, tokens or subscriber emails', () => {
  const log = JSON.stringify(gateway.logs);
  expect(gateway.logs.some(({ level }) => level >= 50)).toBe(true);
  expect(log).toContain('newsletter_token');
  for (const secret of [...secrets, EMAIL]) expect([secret, log.includes(secret)]).toEqual([secret, false]);
});

test('A database dump contains no usable credentials and no addresses or user agents', async () => {
  const dump = await textOfAllTables();
  expect(dump).toContain(EMAIL); // the address of a subscriber
  const digests = [ADDRESS, NETWORK_6, AGENT].flatMap((text) => {
    const digest = createHash('sha256').update(text).digest();
    return [digest.toString('hex').slice(0, 20), digest.toString('base64url').slice(0, 20)];
  });
  for (const secret of [...secrets, ...digests]) {
    expect([secret, dump.includes(secret)]).toEqual([secret, false]);
  }
});

/** Returns the text of all tables, as in a dump. */
async function textOfAllTables(): Promise<string> {
  const { pool } = gateway.database;
  const { rows: tables } = await pool.query<{ name: string }>(`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  const texts = tables.map(async ({ name }) => {
    const { rows } = await pool.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    return [name, ...rows.map(({ text }) => text)].join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}
