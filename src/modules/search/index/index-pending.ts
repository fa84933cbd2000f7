import { ANNOUNCE_INDEXED_TASK } from '../../../changes/announce-indexed.js';
import type { Prisma, PrismaClient } from '../../../database/generated/client.js';
import { requireValue } from '../../../shared/require-value.js';

/** Number of articles indexed in one transaction; an editor who wants one of them waits for it. */
export const PENDING_BATCH_SIZE = 100;

/**
 * Indexes some of the pending articles of imports, in one transaction without the write lock, and enqueues
 * the job that appends the change. The job needs the lock, for which a transaction that has rows must not
 * wait. Returns false if there were none.
 */
export function indexPendingBatch(prisma: PrismaClient): Promise<boolean> {
  return prisma.$transaction(async (tx: Prisma.TransactionClient) => {
    const [row] = await tx.$queryRaw<{ indexed: number; published: number }[]>`
      SELECT indexed, published FROM public.index_pending_documents(${PENDING_BATCH_SIZE}::int)`;
    const { indexed, published } = requireValue(row, 'index_pending_documents returns a row.');
    if (published > 0)
      await tx.$executeRaw`
        SELECT graphile_worker.add_job(${ANNOUNCE_INDEXED_TASK}, job_key := ${ANNOUNCE_INDEXED_TASK})`;
    return indexed > 0;
  }, TRANSACTION_OPTIONS);
}

/** Indexes the pending articles of an import that did not end. */
export async function indexPending(prisma: PrismaClient): Promise<void> {
  while (await indexPendingBatch(prisma));
}

const TRANSACTION_OPTIONS = { maxWait: 10_000, timeout: 60_000 };
