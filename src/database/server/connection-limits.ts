import type pg from 'pg';
import { requireValue } from '../../shared/require-value.js';

/** Connections that an instance keeps: for notifications, and for the daily salt. */
const DEDICATED = 2;
/** Maximum number of connections for jobs. */
const MAX_JOBS = 10;
/** Least number of connections for jobs: each of up to five workers listens on one, and one works. */
const MIN_JOBS = 6;
/** Least number of connections for requests: one for reads, one for writes. */
const MIN_REQUESTS = 2;
/** Connections that are kept free if possible, for the command line and for probes. */
const SPARE = 3;

/** Limit of the connections of a role to a database. */
export interface ConnectionLimit {
  /** Connections that are free or may be used by this client alone. */
  available: number;
  /** Limit that leaves the fewest. */
  most: number;
  /** Connections that count towards the limit. */
  used: number;
  /** Name of the limit, as it is set. */
  name: string;
}

/** Sizes of the pools of an instance. */
export interface ConnectionPlan {
  requests: number;
  jobs: number;
  /** Connections of the instance to PostgreSQL itself. */
  total: number;
}

/**
 * Reads the limits of the server, the role and the database, and returns the one that leaves the fewest
 * connections. The connection of `client` counts as free.
 */
export async function readConnectionLimit(client: pg.ClientBase): Promise<ConnectionLimit> {
  const { rows } = await client.query<ConnectionLimit>(`
    WITH client AS (
      -- The columns of other roles' processes are null, except these two. Background processes have no role.
      SELECT usesysid, datid FROM pg_stat_activity WHERE usesysid IS NOT NULL AND pid <> pg_backend_pid()
        AND coalesce(backend_type, 'client backend') = 'client backend'
    ), role AS (SELECT * FROM pg_roles WHERE rolname = current_user),
    limits AS (
      SELECT 'max_connections of PostgreSQL' AS name,
        current_setting('max_connections')::int - CASE WHEN rolsuper THEN 0 ELSE
          current_setting('superuser_reserved_connections')::int
            + coalesce(current_setting('reserved_connections', true), '0')::int END AS most,
        (SELECT count(*) FROM client)::int AS used
      FROM role
      UNION ALL
      SELECT 'CONNECTION LIMIT of the role ' || rolname, rolconnlimit,
        (SELECT count(*) FROM client WHERE usesysid = role.oid)::int
      FROM role WHERE rolconnlimit >= 0 AND NOT rolsuper
      UNION ALL
      SELECT 'CONNECTION LIMIT of the database ' || datname, datconnlimit,
        (SELECT count(*) FROM client WHERE datid = d.oid)::int
      FROM pg_database d, role WHERE datname = current_database() AND datconnlimit >= 0 AND NOT rolsuper
    )
    SELECT name, most, used, most - used AS available FROM limits ORDER BY most - used LIMIT 1`);
  return requireValue(rows[0], 'The limit of the server has a row.');
}

/**
 * Divides the available connections among requests and jobs, at most `poolSize` for requests. Returns null if
 * an instance cannot work with so few. `isPooled` says that requests use connections of a pooler instead.
 */
export function planConnections(
  available: number,
  poolSize: number,
  isPooled = false,
): ConnectionPlan | null {
  const wanted = isPooled ? 0 : poolSize;
  const least = isPooled ? 0 : Math.min(MIN_REQUESTS, poolSize);
  const shared = available - DEDICATED;
  if (shared < MIN_JOBS + least) return null;
  const usable = Math.max(MIN_JOBS + least, shared - SPARE);
  const jobs = Math.max(MIN_JOBS, Math.min(MAX_JOBS, usable - wanted));
  const requests = Math.min(wanted, usable - jobs);
  return { requests: isPooled ? poolSize : requests, jobs, total: requests + jobs + DEDICATED };
}

/** Returns the fewest connections with which an instance works. */
export function countLeastConnections(isPooled = false): number {
  return DEDICATED + MIN_JOBS + (isPooled ? 0 : MIN_REQUESTS);
}

/** Returns the sizes of an instance that no limit reduces. */
export function planUnlimited(poolSize: number, isPooled = false): ConnectionPlan {
  return planConnections(Number.POSITIVE_INFINITY, poolSize, isPooled)!;
}
