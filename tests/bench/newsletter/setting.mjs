// Starts a gateway with sample content in a folder of its own, and a mail server, each as a process.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../../dist/database/embedded/server.js';
import { runCommand } from '../../stress/gateways.mjs';
import { addCleanup, createTemporaryFolder } from '../clean-up.mjs';
import { findFreePort, MAIN, stopOnExit, waitUntilReady } from '../servers.mjs';

export const NEWSLETTER = 'harbour-weekly';

export async function startNewsletterBench() {
  const data = await createTemporaryFolder();
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
    command: (...args) => runCommand(env, ...args),
    /** Returns how many addresses received one, two or more mails. */
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
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  stopOnExit(child);
  await waitUntilReady(child, `http://127.0.0.1:${port}/readyz`);
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Adds confirmed subscribers. */
export function addSubscribers(pool, count) {
  return pool.query(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, 'reader' || i || '@known.example', sha256(('reader' || i || '@known.example')::bytea), 'ACTIVE', now()
     FROM newsletter n, generate_series(1, $1::int) i WHERE n.slug = $2`,
    [count, NEWSLETTER],
  );
}
