import { cacheTags } from '../../cache/cache-tags.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { hashBytes } from '../../media/inspect-file.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { appendMediaChange } from './media-change.js';
import { setExpiry } from './media-rights.js';

/** A picture by its ID at a source. */
interface PictureOrigin {
  source: string;
  sourceId: string;
}

/**
 * Ends the rights of the files of a picture that its source has canceled, so that nothing shows them. Returns the number of
 * files whose rights had not ended.
 */
export async function takeDownPicture(prisma: PrismaClient, origin: PictureOrigin): Promise<number> {
  const { source, sourceId } = origin;
  const pictures = await prisma.sourcePicture.findMany({ where: { source, sourceId } });
  if (pictures.length === 0) return 0;
  return withWriteLock(prisma, async (tx) => {
    const urls = pictures.map(({ url }) => url);
    await addUnreadFile(tx, origin, urls);
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

/** Adds a file without bytes for the URLs of linked pictures that the gateway has not read, so that its rights can end. */
async function addUnreadFile(
  tx: Transaction,
  { source, sourceId }: PictureOrigin,
  urls: string[],
): Promise<void> {
  const sources = await tx.mediaSource.findMany({ where: { url: { in: urls } } });
  const read = new Set(sources.flatMap(({ url, fileId }) => (fileId === null ? [] : url)));
  const unread = urls.filter((url) => !read.has(url));
  if (unread.length === 0) return;
  const hash = hashBytes(`canceled ${source} ${sourceId}`);
  const create = { hash, name: 'canceled', mimeType: 'application/octet-stream', bytes: 0 };
  const { id } = await tx.mediaFile.upsert({ where: { hash }, create, update: {} });
  for (const url of unread) {
    const data = { fileId: id, error: null, checkedAt: new Date() };
    await tx.mediaSource.upsert({ where: { url }, create: { url, ...data }, update: data });
  }
  await appendMediaChange(tx, unread.map(cacheTags.mediaUrl));
}
