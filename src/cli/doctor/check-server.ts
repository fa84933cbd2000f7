import type pg from 'pg';
import { isStorageFull, probeStorage } from '../../database/storage-monitor.js';
import { type Finding, failed, formatReason, ok, warning } from './finding.js';

/** Connections of an instance besides DATABASE_POOL: see docs/operations/deployment.md. */
const OTHER_CONNECTIONS = 12;
const EXTENSIONS = ['pg_trgm', 'unaccent'];

/** Checks that PostgreSQL accepts writes, and that the role has the privileges that migrations need. */
export async function checkAccess(client: pg.Client): Promise<Finding[]> {
  const { rows } = await client.query(`
    SELECT pg_is_in_recovery() AS replica, current_setting('default_transaction_read_only') = 'on' AS readonly,
      has_database_privilege(current_database(), 'CREATE') AS schemas,
      has_schema_privilege('public', 'CREATE') AS tables,
      pg_encoding_to_char(encoding) AS encoding, current_user AS role, current_database() AS name
    FROM pg_database WHERE datname = current_database()`);
  const [{ replica, readonly, schemas, tables, encoding, role, name }] = rows;
  const findings: Finding[] = [];
  if (replica) {
    const advice =
      'Set DATABASE_URL to the primary; with several hosts, add target_session_attrs=read-write.';
    findings.push(failed('database', 'is a read-only replica', advice));
  } else if (readonly) {
    const advice = `Run ALTER DATABASE ${name} RESET default_transaction_read_only, or the same for ROLE ${role}.`;
    findings.push(failed('database', 'is read-only: default_transaction_read_only is on', advice));
  }
  if (encoding !== 'UTF8') {
    const advice = "Create a database with ENCODING 'UTF8' and move the data to it.";
    findings.push(failed('database', `has the encoding ${encoding}, but UTF8 is required`, advice));
  }
  if (!schemas || !tables) {
    const advice = `GRANT CREATE ON DATABASE ${name} TO ${role}; GRANT CREATE ON SCHEMA public TO ${role};`;
    findings.push(failed('privileges', `${role} cannot create schemas and tables`, advice));
  } else {
    findings.push(ok('privileges', `${role} can create schemas and tables`));
  }
  return findings;
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

export async function checkConnections(client: pg.Client, pool: number): Promise<Finding[]> {
  const { rows } = await client.query<{ most: number; used: number }>(`
    SELECT current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int AS most,
      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int AS used`);
  const { most, used } = rows[0]!;
  const needed = pool + OTHER_CONNECTIONS;
  const message = `${used} of ${most} in use; an instance uses up to ${needed}`;
  if (needed <= most) return [ok('connections', message)];
  const advice = 'Raise max_connections of PostgreSQL, or lower DATABASE_POOL.';
  return [failed('connections', message, advice)];
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
