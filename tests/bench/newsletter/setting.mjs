// A gateway on the seeds in a folder of its own, and a mail server, each a process.
import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../../dist/database/embedded/server.js';
import { addCleanup } from '../clean-up.mjs';

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));
export const NEWSLETTER = 'harbour-weekly';

export async function startNewsletterBench() {
  const data = await mkdtemp(join(tmpdir(), 'dateline-newsletter-'));
  addCleanup(async () => rm(data, { recursive: true, force: true }));
  const sink = fork(new URL('./mail-sink.mjs', import.meta.url));
  addCleanup(async () => sink.kill());
  const [{ port: mailPort }] = await once(sink, 'message');
  const port = await findFreePort();
  const many = '1000000';
  const env = {
    ...process.env,
    ...{ DATA_DIR: data, DATABASE_URL: '', PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'error' },
    ...{
      SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
      GATEWAY_URL: `http://127.0.0.1:${port}`,
      MAIL_RATE: '10000',
    },
    ...{ SIGN_UPS_PER_CLIENT: many, SIGN_UPS_IN_ALL: many },
  };
  return {
    url: `http://127.0.0.1:${port}`,
    start: () => startGateway(env, port),
    command: (...args) => promisify(execFile)(process.execPath, [`${DIST}/cli.js`, ...args], { env }),
    /** Who got how many mails. */
    tally: async () => {
      sink.send('tally');
      return (await once(sink, 'message'))[0];
    },
    database: async () => {
      const server = await acquireEmbeddedServer(data);
      const pool = new pg.Pool({ ...server.connection, max: 1 });
      pool.on('error', () => undefined);
      addCleanup(async () => {
        await pool.end();
        await server.release();
      });
      return pool;
    },
  };
}

async function startGateway(env, port) {
  const child = spawn(process.execPath, [`${DIST}/main.js`], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  addCleanup(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await exited;
  });
  while (child.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (response?.ok) {
      const kill = async () => {
        child.kill('SIGKILL');
        await exited;
      };
      return { kill };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The gateway did not start.');
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Subscribers who confirmed. */
export function addSubscribers(pool, count) {
  return pool.query(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, 'reader' || i || '@known.example', sha256(('reader' || i || '@known.example')::bytea), 'ACTIVE', now()
     FROM newsletter n, generate_series(1, $1::int) i WHERE n.slug = $2`,
    [count, NEWSLETTER],
  );
}
