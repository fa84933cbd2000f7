import type { PoolClient } from 'pg';

/** What is done with an article whose list is due: one step after the other. */
export enum IndexStage {
  /** Its words are counted, or counted out when it is gone. */
  INDEX = 1,
  /** Its words are weighed by how rare they are, once all that is due has been counted. */
  WEIGH = 2,
  /** Its list is made. */
  LIST = 3,
}

export interface WorkBatch {
  step: IndexStage;
  isChanged: boolean;
  ids: number[];
}

/** As many articles as a step takes at once. */
const BATCH_SIZES: Record<IndexStage, number> = {
  [IndexStage.INDEX]: 100,
  [IndexStage.WEIGH]: 100,
  [IndexStage.LIST]: 50,
};

/** The articles that are next, all at one step: those that have changed before those that have not. */
export async function lockNextBatch(client: PoolClient): Promise<WorkBatch | null> {
  const { rows } = await client.query<{ step: IndexStage; isChanged: boolean }>(
    `(SELECT step, true AS "isChanged" FROM related_due WHERE is_changed ORDER BY step LIMIT 1)
     UNION ALL (SELECT step, false FROM related_due WHERE NOT is_changed ORDER BY step LIMIT 1)
     ORDER BY 2 DESC LIMIT 1`,
  );
  const next = rows[0];
  if (!next) return null;
  const { rows: due } = await client.query<{ id: number }>(
    `SELECT article_id AS id FROM related_due WHERE step = $1 AND is_changed = $2
     ORDER BY article_id LIMIT ${BATCH_SIZES[next.step]} FOR UPDATE`,
    [next.step, next.isChanged],
  );
  return { ...next, ids: due.map(({ id }) => id) };
}

/** Moves articles on to a step. */
export async function moveToStage(client: PoolClient, ids: number[], stage: IndexStage): Promise<void> {
  await client.query('UPDATE related_due SET step = $2 WHERE article_id = ANY($1::int[])', [ids, stage]);
}

export async function markDone(client: PoolClient, ids: number[]): Promise<void> {
  await client.query('DELETE FROM related_due WHERE article_id = ANY($1::int[])', [ids]);
}

/** Has the lists of articles that have not changed themselves made again. */
export async function enqueueUnchanged(client: PoolClient, ids: number[], stage: IndexStage): Promise<void> {
  await client.query(
    `INSERT INTO related_due (article_id, step, is_changed) SELECT id, $2::int, false FROM unnest($1::int[]) id
     ON CONFLICT (article_id) DO UPDATE SET step = least(related_due.step, excluded.step)
       WHERE related_due.step > excluded.step`,
    [ids, stage],
  );
}

export async function countQueued(client: PoolClient, stage: IndexStage): Promise<number> {
  const { rows } = await client.query('SELECT count(*)::int AS due FROM related_due WHERE step = $1', [
    stage,
  ]);
  return rows[0].due;
}

export async function hasQueued(client: PoolClient, stage: IndexStage): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT EXISTS (SELECT FROM related_due WHERE is_changed AND step = $1) OR
      EXISTS (SELECT FROM related_due WHERE NOT is_changed AND step = $1) AS "hasDue"`,
    [stage],
  );
  return rows[0].hasDue;
}
