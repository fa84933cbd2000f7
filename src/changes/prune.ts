import type { PrismaClient } from '../database/generated/client.js';
import { registerConsumer } from './change-consumer.js';

/**
 * Takes away the changes from before a time, but none that one of `followers` has not dealt with. Answers how
 * many went. Who asks for one of them later is told so: see ChangesTrimmed.
 */
export async function pruneChanges(
  prisma: PrismaClient,
  before: Date,
  consumerNames: string[],
): Promise<number> {
  for (const name of consumerNames) await registerConsumer(prisma, name);
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM change_log FOR UPDATE`; // no follower joins meanwhile
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
