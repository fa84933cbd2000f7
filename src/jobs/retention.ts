import type { LogConsumer } from '../changes/change-consumer.js';
import { pruneChanges, pruneEditorChanges } from '../changes/prune.js';
import type { PrismaClient } from '../database/generated/client.js';

/** Days for which the result of a mutation with an idempotency key is stored for a retry. */
const IDEMPOTENCY_RETENTION_DAYS = 7;

export interface RetentionOptions {
  changeRetentionDays: number;
  /** The current consumers of both logs. */
  consumers: LogConsumer[];
  /** Names of the current jobs. A job that sends changes has an offset of its name. */
  jobs: string[];
}

/** Deletes expired changes and idempotent results, and the offsets of consumers that are no longer set up. */
export async function pruneExpiredData(
  prisma: PrismaClient,
  { changeRetentionDays, consumers, jobs }: RetentionOptions,
): Promise<void> {
  const before = daysAgo(changeRetentionDays);
  const ofEditors = consumers.filter(({ log }) => log === 'edit');
  const ofReaders = consumers.filter(({ log }) => log !== 'edit');
  await pruneChanges(prisma, before, ofReaders.map(getName));
  await pruneEditorChanges(prisma, before, ofEditors.map(getName));
  await deleteUnusedOffsets(prisma, [...consumers.map(getName), ...jobs]);
  await prisma.idempotentAnswer.deleteMany({
    where: { createdAt: { lt: daysAgo(IDEMPOTENCY_RETENTION_DAYS) } },
  });
}

/**
 * Deletes the offsets of other consumers than the given ones, once changes that they have not read are deleted. Metrics
 * would report their delay for ever.
 */
async function deleteUnusedOffsets(prisma: PrismaClient, used: string[]): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM change_follower f USING change_log l WHERE f.name <> ALL(${used})
      AND f.sequence < CASE f.log WHEN 'edit' THEN l.editor_trimmed_to ELSE l.trimmed_to END`;
}

function getName({ name }: LogConsumer): string {
  return name;
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
