import { CHANGE_LOG_LOCK } from '../changes/change-log.js';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import { WriteTurns } from './write-turns.js';

export type Transaction = Prisma.TransactionClient;

/** Milliseconds that a write may wait for its turn in this process, for a connection, and take. */
const TURN_PATIENCE = 10_000;
const TRANSACTION_OPTIONS = { maxWait: 10_000, timeout: 60_000 };
const turns = new WeakMap<PrismaClient, WriteTurns>();

/**
 * Runs a write as one transaction, after the writer before has committed. Writers take turns: a newsroom writes
 * little, no two can then claim one slug, tag or address at once, and change-log numbers are in the order of commit.
 */
export function withWriteLock<T>(prisma: PrismaClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const own = turns.get(prisma) ?? new WriteTurns();
  turns.set(prisma, own);
  const transaction = async (tx: Transaction) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHANGE_LOG_LOCK})`;
    return work(tx);
  };
  return own.take(TURN_PATIENCE, () => prisma.$transaction(transaction, TRANSACTION_OPTIONS));
}
