import { pruneChanges } from '../changes/prune.js';
import type { PrismaClient } from '../database/generated/client.js';

/** Days that the answer to a mutation with an idempotency key is kept for a retry. */
export const IDEMPOTENCY_RETENTION_DAYS = 7;

/** Takes away what is kept for a time only. `followers` are those of the change log, by name. */
export async function pruneExpiredData(
  prisma: PrismaClient,
  { changeRetentionDays, consumerNames }: { changeRetentionDays: number; consumerNames: string[] },
): Promise<void> {
  await pruneChanges(prisma, daysAgo(changeRetentionDays), consumerNames);
  await prisma.idempotentAnswer.deleteMany({
    where: { createdAt: { lt: daysAgo(IDEMPOTENCY_RETENTION_DAYS) } },
  });
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
