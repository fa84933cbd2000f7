import { joinChangeLog } from './change-follower.js';
import type { PrismaClient } from './generated/client.js';

/**
 * Takes away the changes from before a time, but none that one of `followers` has not dealt with. Answers how
 * many went. Who asks for one of them later is told so: see ChangesTrimmed.
 */
export async function trimChanges(prisma: PrismaClient, before: Date, followers: string[]): Promise<number> {
  for (const name of followers) await joinChangeLog(prisma, name);
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM change_log FOR UPDATE`; // no follower joins meanwhile
    const [aged] = await tx.$queryRaw<{ last: bigint }[]>`
      SELECT least(max(sequence), (SELECT min(sequence) FROM change_follower WHERE name = ANY(${followers}))) AS last
      FROM content_change WHERE at < ${before} HAVING max(sequence) IS NOT NULL`;
    if (!aged) return 0;
    const { last } = aged;
    const { count } = await tx.contentChange.deleteMany({ where: { sequence: { lte: last } } });
    if (count > 0) await tx.changeLog.updateMany({ data: { trimmedTo: last } });
    return count;
  });
}
