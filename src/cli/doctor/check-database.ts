import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from '../../config/env.js';
import { type DatabaseServer, resolveServer } from '../../database/connect.js';
import { checkClock } from './check-clock.js';
import { checkFunctions } from './check-functions.js';
import { checkListening } from './check-listening.js';
import { checkMigrations } from './check-migrations.js';
import { checkAccess, checkConnections, checkExtensions, checkSpace } from './check-server.js';
import { checkSite } from './check-site.js';
import { type Finding, failed, formatReason, ok } from './finding.js';

const TIMEOUT_MS = 10_000;

/** Checks PostgreSQL without changing it. Does not create an embedded database that was never started. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  if (!config.DATABASE_URL && !existsSync(join(config.DATA_DIR, 'postgres/PG_VERSION'))) {
    return [ok('database', `embedded; the first start creates it in ${config.DATA_DIR}`)];
  }
  try {
    const server = await resolveServer(config);
    try {
      return [ok('database', `${server.description} responds`), ...(await checkConnected(server, config))];
    } finally {
      await server.release();
    }
  } catch (error) {
    const advice =
      'Follow the message. Check the address, and that pg_hba.conf and the firewall allow this machine.';
    return [failed('database', formatReason(error), advice)];
  }
}

async function checkConnected({ connection, pooling }: DatabaseServer, config: Config): Promise<Finding[]> {
  const limits = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const client = new pg.Client({ ...connection, ...limits });
  client.on('error', () => undefined);
  await client.connect();
  const checks: [string, () => Promise<Finding[]>][] = [
    ['privileges', () => checkAccess(client)],
    ['extensions', () => checkExtensions(client)],
    ['migrations', () => checkMigrations(client)],
    ['functions', () => checkFunctions(client)],
    ['connections', () => checkConnections(client, config.DATABASE_POOL, pooling)],
    ['notifications', () => checkListening(client, { ...connection, ...limits })],
    ['database space', () => checkSpace(client)],
    ['clock', () => checkClock(client)],
    ['site', () => checkSite(client, config)],
  ];
  const findings: Finding[] = [];
  try {
    for (const [name, check] of checks) {
      const found = await check().catch((error) => [
        failed(name, `check failed: ${formatReason(error)}`, 'See the log of PostgreSQL.'),
      ]);
      findings.push(...found);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
  return findings;
}
