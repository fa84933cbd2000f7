// Runs two gateways while their PostgreSQL loses connections, restarts, crashes and fails over at random.
// Editors write, articles fall due, an import runs and newsletters are sent meanwhile.
// No process may exit, no acknowledged write may be lost and nothing may be done twice:
// `npm run test:stress -- outages --faults 200`.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../dist/database/migrations/migrate.js';
import { findFreePort } from '../bench/servers.mjs';
import { startFaultyProxy } from './faulty-proxy.mjs';
import { createKey, readNumberOption, sendQuery, startGateway } from './gateways.mjs';
import { countLosses, hasCaughtUp } from './outage-counts.mjs';
import { OutageWork, startMailCounter, startReceiver } from './outage-work.mjs';
import { ReplicatedPostgres } from './replicated-postgres.mjs';

const FAULTS = readNumberOption('--faults', 200);
const FILES = readNumberOption('--files', 100);
const SUBSCRIBERS = readNumberOption('--subscribers', 50);
/** Average milliseconds between two faults. The actual pause is random, up to twice that. */
const PAUSE = readNumberOption('--pause', 1_000);
/**
 * Milliseconds after the last fault in which all work must finish. Longer than the claim to a mail whose
 * sender is gone.
 */
const PATIENCE = 12 * 60_000;

const folder = await mkdtemp(join(tmpdir(), 'dateline-outages-'));
const postgres = await ReplicatedPostgres.start();
const proxy = await startFaultyProxy(postgres.socketPath);
const [mail, receiver] = [await startMailCounter(), await startReceiver()];
const connection = { host: '127.0.0.1', port: proxy.port, user: 'dateline', database: 'dateline' };
const settings = {
  NODE_ENV: 'production',
  PORT: '0',
  LOG_LEVEL: 'error',
  SEED: 'false',
  DATA_DIR: folder,
  DATABASE_URL: `postgres://dateline@127.0.0.1:${proxy.port}/dateline`,
  SITE_URL: 'https://courier.example',
  GATEWAY_URL: 'https://gateway.example',
  SECRET_KEY: 'k'.repeat(32),
  SMTP_URL: mail.url,
  MAIL_RATE: '100',
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SIGN_UPS_PER_CLIENT: '100000',
  SIGN_UPS_IN_ALL: '100000',
};

const terminate = (limit) =>
  postgres.rows(
    `SELECT pg_terminate_backend(pid) FROM (
       SELECT pid FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY random() LIMIT ${limit}) b`,
  );

/** By how many of a hundred faults each is. */
const KINDS = [
  { name: 'one backend terminated', share: 35, act: () => terminate(1) },
  { name: 'all backends terminated', share: 30, act: () => terminate(1_000) },
  { name: 'network cut', share: 19, act: () => proxy.cut() },
  { name: 'fast restart', share: 6, act: () => postgres.restart('fast') },
  { name: 'crash and recovery', share: 6, act: () => postgres.restart('immediate') },
  { name: 'failover', share: 4, act: failOver },
];

async function failOver() {
  await postgres.failOver();
  proxy.leadTo(postgres.socketPath);
  await postgres.addStandby();
}

/** Returns the kind of the nth fault. The first ones cover every kind, later ones are random. */
function kindAt(index) {
  if (index < KINDS.length) return KINDS[index];
  const lot = Math.random() * 100;
  let sum = 0;
  for (const kind of KINDS) {
    sum += kind.share;
    if (lot < sum) return kind;
  }
  return KINDS[0];
}

/** Starts a gateway and restarts it when it exits, recording each exit. */
async function keepGateway(exits) {
  const METRICS_PORT = String(await findFreePort());
  const own = { ...settings, METRICS_PORT };
  let gateway = await startGateway(own);
  let isRestarting = false;
  let lastEnded = null;
  const check = () => {
    if (!gateway.hasEnded() || isRestarting) return;
    if (gateway !== lastEnded) exits.push(gateway.describeEnd());
    lastEnded = gateway;
    isRestarting = true;
    startGateway(own).then(
      (next) => {
        gateway = next;
        isRestarting = false;
      },
      (error) => {
        failedStarts.push(error.message);
        isRestarting = false;
      },
    );
  };
  const timer = setInterval(check, 100);
  return {
    current: () => gateway,
    metrics: async () => (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text(),
    stop: async () => {
      clearInterval(timer);
      return gateway.stop();
    },
  };
}

function total(pages, name) {
  const values = pages.flatMap((page) => [...page.matchAll(new RegExp(`^${name}\\S* (\\d+)`, 'gm'))]);
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function setUp(gateway) {
  const scopes = ['write', 'publish', 'admin', 'newsletter:read', 'newsletter:write'];
  const authorization = `Bearer ${await createKey(settings, 'Desk', scopes)}`;
  const hook = `mutation ($url: String!) { registerWebhook(input: { url: $url }) { userErrors { message } } }`;
  await sendQuery(gateway, hook, { variables: { url: receiver.url }, authorization });
  const newsletter = `mutation { createNewsletter(input: { slug: "weekly", name: "Weekly", timeZone: "UTC" }) {
    newsletter { id } } }`;
  const { createNewsletter } = await sendQuery(gateway, newsletter, { authorization });
  await postgres.rows(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, 'r' || i || '@x.example', sha256(('r' || i)::bytea), 'ACTIVE', now()
     FROM newsletter n, generate_series(1, $1::int) i`,
    [SUBSCRIBERS],
  );
  return { authorization, newsletterId: createNewsletter.newsletter.id };
}

const exits = [];
/** Messages of restarts that failed, as while the database is away; they are repeated. */
const failedStarts = [];
const gateways = [];
try {
  await migrate(connection);
  for (let i = 0; i < 2; i++) gateways.push(await keepGateway(exits));
  const work = new OutageWork({
    gateways: gateways.map(({ current }) => current),
    ...(await setUp(gateways[0].current())),
    ...{ folder, files: FILES, settings },
  });
  work.begin();
  const faults = {};
  const began = Date.now();
  for (let i = 0; i < FAULTS; i++) {
    await sleep(2 * PAUSE * Math.random());
    const { name, act } = kindAt(i);
    await act();
    faults[name] = (faults[name] ?? 0) + 1;
  }
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(`${FAULTS} faults in ${seconds} s, ${exits.length} exits`);
  for (const exit of exits) console.log(`exited: ${exit}`);
  await work.end();
  const ended = Date.now();
  while (!(await hasCaughtUp(postgres)) && Date.now() - ended < PATIENCE) await sleep(200);
  const caughtUpAfter = Date.now() - ended;
  await sleep(2_000); // time for duplicates to appear
  const metrics = await Promise.all(gateways.map((gateway) => gateway.metrics()));
  const { losses, counts } = await countLosses(postgres, { work, mail, receiver, SUBSCRIBERS });
  console.table(faults);
  console.table({
    ...counts,
    'workers restarted': total(metrics, 'dateline_worker_restarts_total'),
    'unhandled rejections': total(metrics, 'dateline_unhandled_rejections_total'),
    'caught up after ms': caughtUpAfter,
  });
  for (const message of failedStarts) console.log(`start failed: ${message}`);
  for (const { current } of gateways) {
    for (const { err } of current().logged('unhandled rejection: a connection was lost'))
      console.log(`unhandled rejection: ${JSON.stringify(err)}`);
  }
  const logged = gateways.flatMap(({ current }) => current().logged('operation failed'));
  for (const { error, requestId } of work.tally.others.slice(0, 20)) {
    console.log(`unexpected: ${error}`);
    for (const line of logged.filter((each) => each.requestId === requestId))
      console.log(`  logged: ${JSON.stringify(line)}`);
  }
  const failures = {
    exits: exits.length,
    ...losses,
    'unexpected responses': work.tally.others.length,
    'not caught up': (await hasCaughtUp(postgres)) ? 0 : 1,
  };
  console.table(failures);
  const isRight = Object.values(failures).every((count) => count === 0);
  console.log(isRight ? 'The gateways survived every outage.' : 'The gateways did NOT survive every outage.');
  process.exitCode = isRight ? 0 : 1;
} finally {
  for (const gateway of gateways) await gateway.stop();
  await Promise.all([mail.close(), receiver.close(), proxy.close()]);
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
