import type pg from 'pg';

/** The channel on which listeners are told that the change log has grown; the payload is the number. */
export const CHANGES_CHANNEL = 'content_change';
/** The channel on which listeners are told that the popular lists may have changed; it says no more than that. */
export const POPULARITY_CHANNEL = 'popularity';
/** Held by whoever appends, until its transaction is over: numbers are then in the order of commit. */
export const CHANGE_LOG_LOCK = 7_203_117;
/** As many changes as are read at once. */
const BATCH_SIZE = 500;

/**
 * Articles are PUBLISHED, UPDATED, CORRECTED, MOVED (to another address), PINNED (given other related ones),
 * RELATED (lists of related ones were computed, the keys say whose) and UNPUBLISHED; sections, tags and authors
 * CREATED, UPDATED, MOVED, MERGED (tags, into the one that the change names) and DELETED. The site is INDEXED when
 * articles are found by other names than before, a while after these changed.
 */
export type ChangeKind =
  | 'PUBLISHED'
  | 'UPDATED'
  | 'CORRECTED'
  | 'MOVED'
  | 'PINNED'
  | 'UNPUBLISHED'
  | 'CREATED'
  | 'MERGED'
  | 'DELETED'
  | 'RELATED'
  | 'INDEXED';

/** Where readers find something. */
export interface ContentLocation {
  slug: string;
  /** Site-relative. */
  path: string;
}

export interface ContentChangeRow {
  /** Grows in the order of commit. */
  sequence: bigint;
  at: Date;
  kind: ChangeKind;
  nodeType: string;
  nodeId: number;
  /** Everything that the change touches, as it was before and as it is after. */
  keys: string[];
  /** Null when readers had nothing of it, or when the change does not say. */
  before: ContentLocation | null;
  /** Null when readers have nothing of it any more, or when the change does not say. */
  after: ContentLocation | null;
}

/** The changes asked for are no longer all there: whoever follows them has to begin anew. */
export class ChangeLogGapError extends Error {
  override name = 'ChangesTrimmed';

  constructor(
    readonly after: bigint,
    readonly trimmedTo: bigint,
  ) {
    super(`The changes after ${after} were asked for, and those up to ${trimmedTo} have been taken away.`);
  }
}

/** The changes after a number, earliest first, at most 500. Throws ChangesTrimmed. */
export async function readChanges(pool: pg.Pool, after: bigint): Promise<ContentChangeRow[]> {
  // One statement, so that nothing is taken away between the question and the answer.
  const { rows } = await pool.query(
    `SELECT l.trimmed_to AS "trimmedTo", c.* FROM change_log l LEFT JOIN LATERAL (
       SELECT sequence, at, kind, node_type AS "nodeType", node_id AS "nodeId", keys, before, after
       FROM content_change WHERE sequence > $1 ORDER BY sequence LIMIT ${BATCH_SIZE}
     ) c ON true ORDER BY c.sequence`,
    [String(after)],
  );
  const trimmedTo = BigInt(rows[0]?.trimmedTo ?? 0);
  if (trimmedTo > after) throw new ChangeLogGapError(after, trimmedTo);
  return rows
    .filter(({ sequence }) => sequence !== null)
    .map(({ trimmedTo: _, ...row }) => ({ ...row, sequence: BigInt(row.sequence) }));
}

/** Number of the latest change; 0 when there was none. */
export async function readLastSequence(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query(
    'SELECT greatest(trimmed_to, (SELECT max(sequence) FROM content_change)) AS last FROM change_log',
  );
  return BigInt(rows[0]?.last ?? 0);
}

/** Appends a change, for who writes past Prisma. Others wait for the transaction from here on: call it last. */
export async function appendToChangeLog(
  client: pg.PoolClient,
  { kind, nodeType, nodeId, keys }: Pick<ContentChangeRow, 'kind' | 'nodeType' | 'nodeId' | 'keys'>,
): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [CHANGE_LOG_LOCK]);
  await client.query(
    `WITH appended AS (
       INSERT INTO content_change (at, kind, node_type, node_id, keys)
       VALUES (date_trunc('milliseconds', clock_timestamp()), $1, $2, $3, $4) RETURNING sequence
     ) SELECT pg_notify($5, sequence::text) FROM appended`,
    [kind, nodeType, nodeId, keys, CHANGES_CHANNEL],
  );
}
