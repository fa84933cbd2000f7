import { CHANGE_LOG_LOCK } from '../../database/changes.js';
import type { Prisma, PrismaClient } from '../../database/generated/client.js';

export type Transaction = Prisma.TransactionClient;

/** Milliseconds that a write may wait for its turn, and take. */
const PATIENCE = { maxWait: 10_000, timeout: 60_000 };

/**
 * Runs a write as one transaction, after the writer before has committed. Writers take turns: a newsroom writes
 * little, no two can then claim one slug, tag or address at once, and change-log numbers are in the order of commit.
 */
export function inTurn<T>(prisma: PrismaClient, write: (tx: Transaction) => Promise<T>): Promise<T> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CHANGE_LOG_LOCK})`;
    return write(tx);
  }, PATIENCE);
}
