import type { PrismaClient } from '../database/generated/client.js';
import { registerConsumer } from './change-consumer.js';

/**
 * Deletes changes older than a time, except those that a consumer has not processed. Returns the number
 * deleted; reading them later throws ChangeLogGapError.
 */
export async function pruneChanges(
  prisma: PrismaClient,
  before: Date,
  consumerNames: string[],
): Promise<number> {
  for (const name of consumerNames) await registerConsumer(prisma, { name });
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM change_log FOR UPDATE`; // no consumer registers meanwhile
    const [expired] = await tx.$queryRaw<{ last: bigint }[]>`
      SELECT least(max(sequence), (SELECT min(sequence) FROM change_follower WHERE name = ANY(${consumerNames}))) AS last
      FROM content_change WHERE at < ${before} HAVING max(sequence) IS NOT NULL`;
    if (!expired) return 0;
    const { last } = expired;
    const { count } = await tx.contentChange.deleteMany({ where: { sequence: { lte: last } } });
    if (count > 0) await tx.changeLog.updateMany({ data: { trimmedTo: last } });
    return count;
  });
}

/** Deletes changes of the editors' log, as pruneChanges does those of the change log. */
export async function pruneEditorChanges(
  prisma: PrismaClient,
  before: Date,
  consumerNames: string[],
): Promise<number> {
  for (const name of consumerNames) await registerConsumer(prisma, { name, log: 'edit' });
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM change_log FOR UPDATE`; // no consumer registers meanwhile
    const [expired] = await tx.$queryRaw<{ last: bigint | null }[]>`
      SELECT least(max(sequence), (SELECT min(sequence) FROM change_follower WHERE name = ANY(${consumerNames}))) AS last
      FROM editor_change WHERE at < ${before} HAVING max(sequence) IS NOT NULL`;
    if (!expired?.last) return 0;
    const { last } = expired;
    const { count } = await tx.editorChange.deleteMany({ where: { sequence: { lte: last } } });
    await tx.changeLog.updateMany({ data: { editorTrimmedTo: last } });
    return count;
  });
}
