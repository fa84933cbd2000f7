import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Finding, failed, ok } from './finding.js';

/** Timeout of a notification in milliseconds. */
const TIMEOUT_MS = 3_000;

/** Sends a notification from one connection to another. A pooler in transaction mode loses it. */
export async function checkListening(client: pg.Client, connection: pg.ClientConfig): Promise<Finding[]> {
  const channel = `dateline_doctor_${randomBytes(4).toString('hex')}`;
  const sender = new pg.Client(connection);
  sender.on('error', () => undefined);
  await sender.connect();
  try {
    await client.query(`LISTEN ${channel}`);
    const heard = once(client, 'notification').then(() => true);
    await sender.query(`NOTIFY ${channel}`);
    if (await Promise.race([heard, sleep(TIMEOUT_MS, false)])) return [ok('notifications', 'arrive')];
    const advice =
      'Use session mode, or set DATABASE_DIRECT_URL: see docs/operations/deployment.md#pgbouncer.';
    return [failed('notifications', 'do not arrive; a pooler in transaction mode may be the cause', advice)];
  } finally {
    await client.query(`UNLISTEN ${channel}`).catch(() => undefined);
    await sender.end().catch(() => undefined);
  }
}
