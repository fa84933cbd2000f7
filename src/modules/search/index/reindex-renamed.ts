import type { Pool, PoolClient } from 'pg';
import { ANNOUNCE_INDEXED_TASK } from '../../../changes/announce-indexed.js';
import type { ChangeConsumer } from '../../../changes/change-consumer.js';
import type { Prisma } from '../../../database/generated/client.js';
import { runInTransaction } from '../../../database/run-in-transaction.js';

/** Name of the job that reindexes articles after their tags, authors or series were renamed. */
export const REINDEX_TASK = 'index_renames';

/** Number of articles indexed in one transaction. */
const BATCH_SIZE = 100;
/** Milliseconds that one job runs before it yields to other jobs. */
const MAX_JOB_MS = 5_000;

/** Types of content whose names search documents have. */
const NAMED_TYPES = new Set(['Tag', 'Author', 'Series']);

/** Enqueues the reindexing that a renamed or merged tag, author or series has deferred. */
export const renamesConsumer: ChangeConsumer = {
  name: 'renames',
  consume: async (tx, changes) => {
    if (changes.some(({ nodeType }) => NAMED_TYPES.has(nodeType))) await enqueueReindex(tx);
  },
};

/**
 * Enqueues one job, however often it is called; articles that arrive while it waits are processed with the
 * rest.
 */
export async function enqueueReindex(tx: Pick<Prisma.TransactionClient, '$executeRaw'>): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${REINDEX_TASK}, job_key := ${REINDEX_TASK}, queue_name := ${REINDEX_TASK})`;
}

/** Articles of one perspective to index again; `stale` is the part of ArticleSearch.stale. */
interface ReindexBatch {
  half: 'article' | 'draft';
  ids: number[];
  stale: 'TEXT' | 'NAMES';
}

/**
 * Reindexes articles, published ones first, until all are indexed or its time is over. Returns true if some
 * may remain.
 */
export async function reindexRenamed(pool: Pool): Promise<boolean> {
  const end = Date.now() + MAX_JOB_MS;
  while (Date.now() < end) {
    if (!(await reindex(pool, takeRenamed))) return false;
  }
  return true;
}

async function takeRenamed(client: PoolClient): Promise<ReindexBatch[]> {
  const { rows } = await client.query<Omit<ReindexBatch, 'stale'>>(
    `WITH next AS (SELECT half, article_id FROM search_due ORDER BY half, article_id LIMIT $1 FOR UPDATE),
     taken AS (DELETE FROM search_due USING next n WHERE (search_due.half, search_due.article_id) = (n.half, n.article_id))
     SELECT half, array_agg(article_id) AS ids FROM next GROUP BY half`,
    [BATCH_SIZE],
  );
  return rows.map((row) => ({ ...row, stale: 'NAMES' }));
}

/** Reindexes articles in one transaction. Returns false if there were none. */
export function reindex(pool: Pool, take: (client: PoolClient) => Promise<ReindexBatch[]>): Promise<boolean> {
  return runInTransaction(pool, async (client) => {
    const batches = await take(client);
    await reindexBatches(client, batches);
    return batches.length > 0;
  });
}

/**
 * Reindexes articles within a transaction, and enqueues the job that makes caches drop search responses. Whole documents of
 * a batch are built together.
 */
export async function reindexBatches(client: PoolClient, batches: ReindexBatch[]): Promise<void> {
  for (const { half, ids, stale } of batches) {
    await client.query(
      // A row that is indexed later may just be indexed under the old names: wait for it.
      `UPDATE ${half}_search SET stale = coalesce(stale, $2)
       WHERE (stale IS NULL OR stale = 'LATER') AND article_id = ANY($1)`,
      [ids, stale === 'TEXT' ? 'LATER' : stale],
    );
  }
  for (const { half, ids, stale } of batches)
    if (stale === 'TEXT') await client.query('SELECT public.index_documents($1, $2)', [half, ids]);
  await client.query('SET CONSTRAINTS ALL IMMEDIATE'); // index stale rows before others wait for locks
  if (batches.some(({ half }) => half === 'article'))
    await client.query('SELECT graphile_worker.add_job($1, job_key := $1)', [ANNOUNCE_INDEXED_TASK]);
}
