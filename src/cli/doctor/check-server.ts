import type pg from 'pg';
import {
  countLeastConnections,
  planConnections,
  planUnlimited,
  readConnectionLimit,
} from '../../database/server/connection-limits.js';
import type { Pooling } from '../../database/server/pooler.js';
import { findAccessProblems, readAccess } from '../../database/server/privileges.js';
import { isStorageFull, probeStorage } from '../../database/storage-monitor.js';
import { type Finding, failed, formatReason, ok, warning } from './finding.js';

const EXTENSIONS = ['pg_trgm', 'unaccent'];

/** Checks that PostgreSQL accepts writes, and that the role has the privileges that migrations need. */
export async function checkAccess(client: pg.Client): Promise<Finding[]> {
  const access = await readAccess(client);
  const findings = findAccessProblems(access).map(({ check, message, advice }) =>
    failed(check, message, advice),
  );
  if (findings.some(({ check }) => check === 'privileges')) return findings;
  return [...findings, ok('privileges', `${access.role} can create schemas and tables`)];
}

export async function checkExtensions(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query<{ name: string; installed: boolean }>(
    `SELECT name, installed_version IS NOT NULL AS installed FROM pg_available_extensions
      WHERE name = ANY ($1)`,
    [EXTENSIONS],
  );
  const absent = EXTENSIONS.filter((name) => !rows.some((row) => row.name === name));
  if (absent.length > 0) {
    const advice = 'Install the extensions of PostgreSQL on the server (package postgresql-contrib).';
    return [failed('extensions', `not available on this server: ${absent.join(', ')}`, advice)];
  }
  const missing = rows.filter(({ installed }) => !installed).map(({ name }) => name);
  if (missing.length === 0) return [ok('extensions', EXTENSIONS.join(', '))];
  const message = `not installed in this database: ${missing.join(', ')}`;
  return [warning('extensions', message, 'The next start installs them if the role has the privilege.')];
}

/** Compares the limits of the server, the role and the database with the connections of an instance. */
export async function checkConnections(
  client: pg.Client,
  poolSize: number,
  pooling: Pooling,
): Promise<Finding[]> {
  const limit = await readConnectionLimit(client);
  const isPooled = pooling === 'transaction';
  const { total: wanted } = planUnlimited(poolSize, isPooled);
  const message = `${limit.used} of ${limit.most} in use (${limit.name}); an instance uses up to ${wanted}`;
  if (limit.available >= wanted) return [ok('connections', message)];
  const raise = `Raise ${limit.name}: see docs/operations/deployment.md#connections-to-postgresql.`;
  const plan = planConnections(limit.available, poolSize, isPooled);
  if (plan) {
    const reduced = `one that starts now uses ${plan.requests} for requests and ${plan.jobs} for jobs`;
    return [warning('connections', `${message}; ${reduced}`, raise)];
  }
  const least = `one that starts now needs ${countLeastConnections(isPooled)}`;
  // They may be those of a gateway that runs already.
  const report = limit.most < countLeastConnections(isPooled) ? failed : warning;
  return [report('connections', `${message}; ${least}`, raise)];
}

export async function checkSpace(client: pg.Client): Promise<Finding[]> {
  try {
    await probeStorage(client);
    return [ok('database space', 'PostgreSQL can write data')];
  } catch (error) {
    const advice = isStorageFull(error)
      ? 'Free space on the disk of PostgreSQL, or enlarge it. No restart is needed.'
      : 'Allow the role to create temporary tables: GRANT TEMPORARY ON DATABASE.';
    return [failed('database space', `PostgreSQL cannot write data: ${formatReason(error)}`, advice)];
  }
}
