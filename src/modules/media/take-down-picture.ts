import type { PrismaClient } from '../../database/generated/client.js';
import { readDatabaseClock, withWriteLock } from '../../mutations/write-lock.js';
import { setExpiry } from './media-rights.js';

/**
 * Ends the rights of the files of a picture that its source has canceled, so that nothing shows them. Returns the number of
 * files whose rights had not ended.
 */
export async function takeDownPicture(
  prisma: PrismaClient,
  { source, sourceId }: { source: string; sourceId: string },
): Promise<number> {
  const pictures = await prisma.sourcePicture.findMany({ where: { source, sourceId } });
  if (pictures.length === 0) return 0;
  return withWriteLock(prisma, async (tx) => {
    const urls = pictures.map(({ url }) => url);
    const now = await readDatabaseClock(tx);
    const files = await tx.mediaFile.findMany({
      where: {
        sources: { some: { url: { in: urls } } },
        OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      },
    });
    for (const file of files) await setExpiry(tx, file, now);
    return files.length;
  });
}
