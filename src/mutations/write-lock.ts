import { CHANGE_LOG_LOCK, WRITER, WRITES_CHANNEL } from '../changes/change-log.js';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import { requireValue } from '../shared/require-value.js';
import { isDryRun } from './dry-run.js';
import { type LostCommit, recoverCommit } from './recover-commit.js';
import { WriteTurns } from './write-turns.js';

export type Transaction = Prisma.TransactionClient;

/**
 * Milliseconds that a write may wait for its turn in this process. The options below limit the wait for a
 * connection and the transaction itself.
 */
const TURN_PATIENCE = 10_000;
const TRANSACTION_OPTIONS = { maxWait: 10_000, timeout: 60_000 };
const turns = new WeakMap<PrismaClient, WriteTurns>();

/**
 * Runs a write as one transaction while holding the global write lock. Serial writes prevent races for slugs,
 * tags and paths, and keep change log numbers in commit order. A dry run takes no lock, so other writers go on.
 *
 * Rows that it writes get the API key as their editor; null for an import or a job.
 *
 * If the connection is lost while the transaction commits, PostgreSQL is asked whether it did. Throws
 * UnconfirmedWriteError if that cannot be told.
 */
export async function withWriteLock<T>(
  prisma: PrismaClient,
  work: (tx: Transaction) => Promise<T>,
  keyId: number | null = null,
): Promise<T> {
  if (isDryRun(prisma)) return prisma.$transaction(work);
  const own = turns.get(prisma) ?? new WriteTurns();
  turns.set(prisma, own);
  let completed: LostCommit<T> | undefined;
  const transaction = async (tx: Transaction) => {
    // The notification is delivered when the transaction has committed.
    const [row] = await tx.$queryRaw<{ transactionId: string }[]>`
      SELECT pg_advisory_xact_lock(${CHANGE_LOG_LOCK})::text, pg_notify(${WRITES_CHANNEL}, '')::text,
        set_config('dateline.writer', ${WRITER}, true), set_config('dateline.actor', ${String(keyId ?? '')}, true),
        pg_current_xact_id()::text AS "transactionId"`;
    const result = await work(tx);
    completed = { transactionId: requireValue(row, 'SELECT returns a row.').transactionId, result };
    return result;
  };
  return own.take(TURN_PATIENCE, () =>
    prisma.$transaction(transaction, TRANSACTION_OPTIONS).catch((error: unknown) => {
      if (!completed) throw error;
      return recoverCommit(prisma, completed, error);
    }),
  );
}

/**
 * Returns the time of the database. Instances compare times that they share with it, since the clock of one of
 * them may be wrong.
 */
export async function readDatabaseClock(db: Pick<Transaction, '$queryRaw'>): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return requireValue(row, 'SELECT returns a row.').now;
}
