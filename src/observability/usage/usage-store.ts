import type pg from 'pg';

/** Name for the sum of operations that are not stored, and of clients beyond the maximum. */
export const OTHER = 'other';

/** Maximum number of new documents that all instances store on a day. */
const MAX_NEW_DOCUMENTS = 200;

/** Requests of an operation from one client. */
export interface CountedOperation {
  hash: string;
  name: string | null;
  text: string;
  client: string;
  requests: number;
}

/** Requests of an operation from one client in a span of days. */
export interface StoredUsage {
  /** Null for operations that are not stored. */
  operation: { hash: string; name: string | null; text: string } | null;
  client: string;
  requests: number;
  lastSeenAt: Date;
}

/** Stores how often operations are requested. */
export class UsageStore {
  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  /**
   * Adds requests of today, and `other` requests of unknown operations. Of new documents beyond the maximum,
   * those with the most requests are stored: made-up ones, with few each, do not displace those of front
   * ends.
   */
  async add(counted: readonly CountedOperation[], other: number): Promise<void> {
    const { rows } = await this.pool.query<{ hash: string; replaced: string }>(STORE_DOCUMENTS, [
      counted.map(({ hash }) => hash),
      counted.map(({ name }) => name),
      counted.map(({ text }) => text),
      counted.map(({ requests }) => requests),
      MAX_NEW_DOCUMENTS,
    ]);
    const replaced = Number(rows[0]?.replaced ?? 0);
    const stored = new Set(rows.map(({ hash }) => hash));
    const counts = [
      ...counted.map(({ hash, client, requests }) =>
        stored.has(hash) ? { hash, client, requests } : { hash: OTHER, client: '', requests },
      ),
      { hash: OTHER, client: '', requests: other + replaced },
    ];
    await this.pool.query(ADD_REQUESTS, [
      counts.map(({ hash }) => hash),
      counts.map(({ client }) => client),
      counts.map(({ requests }) => requests),
    ]);
  }
}

/** Lists the operations requested in the last days, by client. */
export async function listUsage(client: Pick<pg.Client, 'query'>, days: number): Promise<StoredUsage[]> {
  const { rows } = await client.query(SELECT_USAGE, [days]);
  return rows.map(({ hash, name, text, client, requests, lastSeenAt }) => ({
    operation: text === null ? null : { hash, name, text },
    client,
    requests: Number(requests),
    lastSeenAt,
  }));
}

/** Deletes counts older than the number of days, and documents that were not requested since. */
export async function pruneUsage(pool: Pick<pg.Pool, 'query'>, days: number): Promise<void> {
  await pool.query('DELETE FROM operation_usage WHERE day <= current_date - $1::int', [days]);
  await pool.query(`
    DELETE FROM operation_document d
    WHERE first_seen_on < current_date
      AND NOT EXISTS (SELECT FROM operation_usage u WHERE u.document_hash = d.hash)`);
}

/**
 * Stores new documents as far as the maximum of the day allows, the most requested first. One that is more
 * requested than another that was new today replaces it. Returns the hashes of stored documents, and the
 * number of requests of the replaced ones.
 */
const STORE_DOCUMENTS = `
  WITH given AS (
    SELECT hash, min(name) AS name, min(text) AS text, sum(requests) AS requests
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS given (hash, name, text, requests)
    GROUP BY hash
  ), known AS (
    SELECT hash FROM operation_document JOIN given USING (hash)
  ), today AS (
    SELECT hash, before, row_number() OVER (ORDER BY before + now, hash) AS place, before + now AS requests FROM (
      SELECT d.hash, coalesce((SELECT sum(u.requests) FROM operation_usage u
          WHERE u.day = current_date AND u.document_hash = d.hash), 0) AS before,
        coalesce((SELECT g.requests FROM given g WHERE g.hash = d.hash), 0) AS now
      FROM operation_document d WHERE d.first_seen_on = current_date
    ) counted
  ), wanted AS (
    SELECT *, row_number() OVER (ORDER BY requests DESC, hash) - greatest(0, $5::int - (SELECT count(*) FROM today)) AS place
    FROM given WHERE hash NOT IN (SELECT hash FROM known)
  ), replaced AS (
    SELECT t.hash, t.before FROM wanted w JOIN today t USING (place) WHERE w.requests > t.requests
  ), forgotten AS (
    DELETE FROM operation_document WHERE hash IN (SELECT hash FROM replaced)
  ), uncounted AS (
    DELETE FROM operation_usage WHERE day = current_date AND document_hash IN (SELECT hash FROM replaced)
  ), added AS (
    INSERT INTO operation_document (hash, operation_name, text, first_seen_on)
    SELECT hash, name, text, current_date
    FROM wanted WHERE place <= (SELECT count(*) FROM replaced)
    ORDER BY hash
    ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash
    RETURNING hash
  )
  SELECT hash, (SELECT coalesce(sum(before), 0) FROM replaced) AS replaced
  FROM (SELECT hash FROM known EXCEPT SELECT hash FROM replaced UNION ALL SELECT hash FROM added) stored`;

/** Adds requests in one order, so that instances do not wait for each other in a circle. */
const ADD_REQUESTS = `
  INSERT INTO operation_usage (day, document_hash, client_name, requests, last_seen_at)
  SELECT current_date, hash, client, sum(requests), now()
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS counted (hash, client, requests)
  WHERE requests > 0
  GROUP BY hash, client
  ORDER BY hash, client
  ON CONFLICT (day, document_hash, client_name)
  DO UPDATE SET requests = operation_usage.requests + excluded.requests, last_seen_at = excluded.last_seen_at`;

const SELECT_USAGE = `
  SELECT u.document_hash AS hash, d.operation_name AS name, d.text, u.client_name AS client,
    sum(u.requests) AS requests, max(u.last_seen_at) AS "lastSeenAt"
  FROM operation_usage u LEFT JOIN operation_document d ON d.hash = u.document_hash
  WHERE u.day > current_date - $1::int
  GROUP BY u.document_hash, d.operation_name, d.text, u.client_name
  ORDER BY sum(u.requests) DESC, u.document_hash, u.client_name`;
