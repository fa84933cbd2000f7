import type { Pool } from 'pg';
import { cacheTags } from '../../cache/cache-tags.js';
import type { ChangeConsumer } from '../../changes/change-consumer.js';
import { appendToChangeLog } from '../../changes/change-log.js';
import type { Prisma } from '../../database/generated/client.js';

/** Name of the job that has articles found under what their tags and authors are called now. */
export const REINDEX_TASK = 'index_renames';

/** As many articles as are indexed in one transaction. */
const BATCH_SIZE = 100;
/** Milliseconds that one job works; then it makes way for others. */
const MAX_JOB_MS = 5_000;

/** Has the job see to what a renamed or merged tag or author has put off. */
export const renamesConsumer: ChangeConsumer = {
  name: 'renames',
  consume: async (tx, changes) => {
    if (changes.some(({ nodeType }) => nodeType === 'Tag' || nodeType === 'Author')) await enqueueReindex(tx);
  },
};

/** One job, however often it is asked for: what comes while it waits is done with the rest. */
export async function enqueueReindex(tx: Pick<Prisma.TransactionClient, '$executeRaw'>): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${REINDEX_TASK}, job_key := ${REINDEX_TASK}, queue_name := ${REINDEX_TASK})`;
}

/** Indexes articles, published ones first, until none is left or its turn is over; answers whether some may be left. */
export async function reindexRenamed(pool: Pool): Promise<boolean> {
  const end = Date.now() + MAX_JOB_MS;
  while (Date.now() < end) {
    if (!(await reindexBatch(pool))) return false;
  }
  return true;
}

/** All of a batch or nothing. Readers notice: whatever keeps an answer to a search has to drop it. */
async function reindexBatch(pool: Pool): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ half: 'article' | 'draft'; ids: number[] }>(
      `WITH next AS (SELECT half, article_id FROM search_due ORDER BY half, article_id LIMIT $1 FOR UPDATE),
       taken AS (DELETE FROM search_due USING next n WHERE (search_due.half, search_due.article_id) = (n.half, n.article_id))
       SELECT half, array_agg(article_id) AS ids FROM next GROUP BY half`,
      [BATCH_SIZE],
    );
    for (const { half, ids } of rows) {
      await client.query(
        `UPDATE ${half}_search SET stale = 'NAMES' WHERE stale IS NULL AND article_id = ANY($1)`,
        [ids],
      );
    }
    await client.query('SET CONSTRAINTS ALL IMMEDIATE'); // what is stale is indexed now, before others wait for us
    if (rows.some(({ half }) => half === 'article')) {
      await appendToChangeLog(client, {
        kind: 'INDEXED',
        nodeType: 'Site',
        nodeId: 0,
        keys: [cacheTags.search],
      });
    }
    await client.query('COMMIT');
    client.release();
    return rows.length > 0;
  } catch (error) {
    client.release(true); // which ends the transaction, whatever state it is in
    throw error;
  }
}
