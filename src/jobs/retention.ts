import type { LogConsumer } from '../changes/change-consumer.js';
import { pruneChanges, pruneEditorChanges } from '../changes/prune.js';
import type { PrismaClient } from '../database/generated/client.js';

/** Days for which the result of a mutation with an idempotency key is stored for a retry. */
const IDEMPOTENCY_RETENTION_DAYS = 7;

/**
 * Deletes expired changes and idempotent results. `consumers` are the current ones of both logs.
 */
export async function pruneExpiredData(
  prisma: PrismaClient,
  { changeRetentionDays, consumers }: { changeRetentionDays: number; consumers: LogConsumer[] },
): Promise<void> {
  const before = daysAgo(changeRetentionDays);
  const ofEditors = consumers.filter(({ log }) => log === 'edit');
  const ofReaders = consumers.filter(({ log }) => log !== 'edit');
  await pruneChanges(prisma, before, ofReaders.map(getName));
  await pruneEditorChanges(prisma, before, ofEditors.map(getName));
  await prisma.idempotentAnswer.deleteMany({
    where: { createdAt: { lt: daysAgo(IDEMPOTENCY_RETENTION_DAYS) } },
  });
}

function getName({ name }: LogConsumer): string {
  return name;
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
