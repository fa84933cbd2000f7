import type pg from 'pg';

/** The channel on which listeners are told that the change log has grown; the payload is the number. */
export const CHANGES_CHANNEL = 'content_change';
/** As many changes as are read at once. */
const BATCH = 500;

export interface ContentChangeRow {
  /** Grows in the order of commit. */
  sequence: bigint;
  at: Date;
  kind: string;
  nodeType: string;
  nodeId: number;
  /** Everything that the change touches, as it was before and as it is after. */
  keys: string[];
}

/** The changes after a number, earliest first, at most 500. */
export async function readChanges(pool: pg.Pool, after: bigint): Promise<ContentChangeRow[]> {
  const { rows } = await pool.query(
    `SELECT sequence, at, kind, node_type AS "nodeType", node_id AS "nodeId", keys
     FROM content_change WHERE sequence > $1 ORDER BY sequence LIMIT ${BATCH}`,
    [String(after)],
  );
  return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
}
