import type pg from 'pg';

/** NOTIFY channel for new entries of the change log; the payload is the sequence. */
export const CHANGES_CHANNEL = 'content_change';
/** NOTIFY channel for possible changes of the popular lists; the payload is empty. */
export const POPULARITY_CHANNEL = 'popularity';
/** NOTIFY channel for writes of any kind, also of drafts, which the change log does not have; the payload is empty. */
export const WRITES_CHANNEL = 'content_write';
/**
 * Advisory lock held while appending, until the end of the transaction, so that sequences follow the order of
 * commits.
 */
export const CHANGE_LOG_LOCK = 7_203_117;
/**
 * Time in the name of the newest migration of the kind `_fence` that this release knows. A session that takes
 * the lock to write content sets it as dateline.writer, and PostgreSQL refuses the writes of releases with an
 * older one.
 */
export const WRITER = '20261129130000';
/** Maximum number of changes per read. */
const BATCH_SIZE = 500;

/**
 * Kinds of changes. Articles are PUBLISHED, UPDATED, CORRECTED, MOVED (path), PINNED (related articles chosen), RELATED
 * (related lists recomputed) or UNPUBLISHED; sections, tags and authors CREATED, UPDATED, MOVED, MERGED (tags) or
 * DELETED; redirects CREATED, UPDATED or DELETED; live blogs STARTED, UPDATED, UNPINNED or ENDED; their entries
 * PUBLISHED, UPDATED, PINNED or UNPUBLISHED; the site INDEXED (search index updated after renames).
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
  | 'STARTED'
  | 'ENDED'
  | 'UNPINNED'
  | 'RELATED'
  | 'INDEXED';

/** Public location of an entity. */
export interface ContentLocation {
  slug: string;
  /** Site-relative URL path. */
  path: string;
}

export interface ContentChangeRow {
  /** Increases in the order of commits. */
  sequence: bigint;
  at: Date;
  kind: ChangeKind;
  nodeType: string;
  nodeId: number;
  /** Cache tags of everything that the change affects, before and after. */
  keys: string[];
  /** Location before the change; null if it was not public or the change does not record it. */
  before: ContentLocation | null;
  /** Location after the change; null if it is no longer public or the change does not record it. */
  after: ContentLocation | null;
  /**
   * Languages of the site in which readers see the article before or after the change, its own first. Empty for other
   * nodes, and on a site with one language.
   */
  languages: string[];
}

/**
 * Thrown when some of the requested changes were pruned: the reader has to start again from the current
 * state.
 */
export class ChangeLogGapError extends Error {
  override name = 'ChangeLogGapError';

  constructor(
    readonly after: bigint,
    readonly trimmedTo: bigint,
  ) {
    super(`The changes after ${after} are no longer available: those up to ${trimmedTo} have been deleted.`);
  }
}

/**
 * Returns up to 500 changes after a sequence, earliest first. Throws ChangeLogGapError if some were pruned.
 */
export function readChanges(pool: pg.Pool, after: bigint): Promise<ContentChangeRow[]> {
  return readLog(pool, after, {
    trimmedTo: 'trimmed_to',
    select: `sequence, at, kind, node_type AS "nodeType", node_id AS "nodeId", keys, before, after,
      coalesce(languages, '{}') AS languages FROM content_change`,
  });
}

/** SQL of a log: the column of its last pruned sequence, and the columns and table of its rows. */
interface LogSource {
  trimmedTo: string;
  select: string;
}

/** Returns up to 500 rows of a log after a sequence, earliest first. Throws ChangeLogGapError if some were pruned. */
export async function readLog<Row extends { sequence: bigint }>(
  pool: pg.Pool,
  after: bigint,
  source: LogSource,
): Promise<Row[]> {
  // A single statement, so that no change is pruned between the check and the read.
  const { rows } = await pool.query(
    `SELECT l.${source.trimmedTo} AS "trimmedTo", c.* FROM change_log l LEFT JOIN LATERAL (
       SELECT ${source.select} WHERE sequence > $1 ORDER BY sequence LIMIT ${BATCH_SIZE}
     ) c ON true ORDER BY c.sequence`,
    [String(after)],
  );
  const trimmedTo = BigInt(rows[0]?.trimmedTo ?? 0);
  if (trimmedTo > after) throw new ChangeLogGapError(after, trimmedTo);
  return rows
    .filter(({ sequence }) => sequence !== null)
    .map(({ trimmedTo: _, ...row }) => ({ ...row, sequence: BigInt(row.sequence) }));
}

/** Returns the sequence of the latest change; 0 if there was none. */
export async function readLastSequence(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query(
    'SELECT greatest(trimmed_to, (SELECT max(sequence) FROM content_change)) AS last FROM change_log',
  );
  return BigInt(rows[0]?.last ?? 0);
}

/** Names of the logs in cursors, so that a cursor of another log is refused. */
export type LogName = 'change' | 'edit';

/** A log of numbered rows, and how it is read. */
export interface ChangeLogReader<Row extends { sequence: bigint }> {
  /** Name in cursors. */
  name: LogName;
  /** Returns up to 500 rows after a sequence, earliest first. Throws ChangeLogGapError if some were pruned. */
  readAfter(pool: pg.Pool, after: bigint): Promise<Row[]>;
  /** Returns the sequence of the latest row; 0 if there was none. */
  readLastSequence(pool: pg.Pool): Promise<bigint>;
  /** True if rows also come with writes that readers do not notice. */
  followsWrites: boolean;
}

/** The changes that readers notice. */
export const CONTENT_LOG: ChangeLogReader<ContentChangeRow> = {
  name: 'change',
  readAfter: readChanges,
  readLastSequence,
  followsWrites: false,
};

/**
 * Appends a change, for writes that do not use Prisma. Call it last: it locks the change log until the
 * transaction ends.
 */
export async function appendToChangeLog(
  client: pg.ClientBase,
  { kind, nodeType, nodeId, keys }: Pick<ContentChangeRow, 'kind' | 'nodeType' | 'nodeId' | 'keys'>,
): Promise<void> {
  const lock = "SELECT pg_advisory_xact_lock($1), set_config('dateline.writer', $2, true)";
  await client.query(lock, [CHANGE_LOG_LOCK, WRITER]);
  await client.query(
    `WITH appended AS (
       INSERT INTO content_change (at, kind, node_type, node_id, keys)
       VALUES (date_trunc('milliseconds', clock_timestamp()), $1, $2, $3, $4) RETURNING sequence
     ) SELECT pg_notify($5, sequence::text) FROM appended`,
    [kind, nodeType, nodeId, keys, CHANGES_CHANNEL],
  );
}
