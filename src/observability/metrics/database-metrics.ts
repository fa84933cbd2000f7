import type pg from 'pg';
import type { QueryConfig } from 'pg';
import { requireValue } from '../../shared/require-value.js';

/** Milliseconds that the database has to respond. */
const QUERY_TIMEOUT_MS = 2_000;

export interface DatabaseMetrics {
  /** Sequence of the latest change. */
  last: number;
  /** Lag of each durable consumer of the change log, in changes and seconds. */
  followers: { name: string; changes: number; seconds: number }[];
  /**
   * Jobs of the queue by task: due, running, scheduled for later and failed for good, and the seconds that
   * the oldest due job has waited.
   */
  jobs: { task: string; due: number; running: number; later: number; failed: number; seconds: number }[];
  mails: number;
  /** Webhooks by state; disabled ones receive nothing. */
  webhooks: { active: number; failing: number; disabled: number };
  /** Size of the database on its disk, in bytes. */
  size: number;
}

/** Reads metrics from the database. Rejects if it is unavailable. */
export async function readDatabaseMetrics(pool: pg.Pool): Promise<DatabaseMetrics> {
  const { rows } = await pool.query<DatabaseMetrics>({
    name: 'figures',
    text: METRICS_QUERY,
    query_timeout: QUERY_TIMEOUT_MS,
  } as QueryConfig);
  return requireValue(rows[0], 'SELECT returns a row.');
}

const METRICS_QUERY = `
  SELECT
    (SELECT coalesce(max(sequence), 0)::float8 FROM content_change) AS last,
    (SELECT coalesce(json_agg(f), '[]') FROM (
      SELECT f.name, count(c.sequence)::int AS changes,
        coalesce(extract(epoch FROM now() - min(c.at)), 0)::float8 AS seconds
      FROM change_follower f LEFT JOIN (
        SELECT 'change' AS log, sequence, at FROM content_change UNION ALL SELECT 'edit', sequence, at FROM editor_change
      ) c ON c.log = f.log AND c.sequence > f.sequence GROUP BY f.name
    ) f) AS followers,
    (SELECT coalesce(json_agg(j), '[]') FROM (
      SELECT task_identifier AS task,
        (count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now()))::int AS due,
        (count(*) FILTER (WHERE locked_at IS NOT NULL))::int AS running,
        (count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at > now()))::int AS later,
        (count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts))::int AS failed,
        greatest(coalesce(extract(epoch FROM now() - min(run_at) FILTER (
          WHERE locked_at IS NULL AND attempts < max_attempts)), 0), 0)::float8 AS seconds
      FROM graphile_worker.jobs GROUP BY task_identifier
    ) j) AS jobs,
    (SELECT count(*)::int FROM newsletter_issue i JOIN newsletter_delivery d ON d.issue_id = i.id
      WHERE d.status IN ('WAITING', 'SENDING')) AS mails,
    (SELECT json_build_object(
      'active', count(*) FILTER (WHERE disabled_at IS NULL AND failing_since IS NULL),
      'failing', count(*) FILTER (WHERE disabled_at IS NULL AND failing_since IS NOT NULL),
      'disabled', count(*) FILTER (WHERE disabled_at IS NOT NULL)
    ) FROM webhook) AS webhooks,
    pg_database_size(current_database())::float8 AS size`;
