import { pruneChanges, pruneEditorChanges } from '../changes/prune.js';
import type { PrismaClient } from '../database/generated/client.js';

/** Days for which the result of a mutation with an idempotency key is stored for a retry. */
const IDEMPOTENCY_RETENTION_DAYS = 7;

/**
 * Deletes expired changes and idempotent results. `consumerNames` are the current consumers of the change log.
 */
export async function pruneExpiredData(
  prisma: PrismaClient,
  { changeRetentionDays, consumerNames }: { changeRetentionDays: number; consumerNames: string[] },
): Promise<void> {
  await pruneChanges(prisma, daysAgo(changeRetentionDays), consumerNames);
  await pruneEditorChanges(prisma, daysAgo(changeRetentionDays));
  await prisma.idempotentAnswer.deleteMany({
    where: { createdAt: { lt: daysAgo(IDEMPOTENCY_RETENTION_DAYS) } },
  });
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
