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

/** The URL in `source_picture` of a canceled picture of which no import has stored one yet. */
const NO_URL = '';

/**
 * Ends the rights of the files of a picture that its source has canceled, so that nothing shows them. Returns the number of
 * files whose rights had not ended. If no text has named the picture yet, the next that does takes it down.
 */
export async function takeDownPicture(prisma: PrismaClient, origin: PictureOrigin): Promise<number> {
  const { source, sourceId } = origin;
  return withWriteLock(prisma, async (tx) => {
    const pictures = await tx.sourcePicture.findMany({ where: { source, sourceId, url: { not: NO_URL } } });
    const urls = pictures.map(({ url }) => url);
    if (urls.length > 0) return takeDownUrls(tx, origin, urls);
    await tx.sourcePicture.createMany({ data: { source, sourceId, url: NO_URL }, skipDuplicates: true });
    return 0;
  });
}

/** Takes down those of the pictures of imported texts whose cancellation came before the first text. */
export async function takeDownEarlierCanceled(prisma: PrismaClient, origins: PictureOrigin[]): Promise<void> {
  if (origins.length === 0) return;
  const sourceId = { in: origins.map((origin) => origin.sourceId) };
  const source = { in: [...new Set(origins.map((origin) => origin.source))] };
  for (const canceled of await prisma.sourcePicture.findMany({ where: { source, sourceId, url: NO_URL } })) {
    if ((await takeDownPicture(prisma, canceled)) > 0)
      await prisma.sourcePicture.deleteMany({ where: canceled });
  }
}

/** Ends the rights of the files at URLs of a picture. Returns the number of files whose rights had not ended. */
async function takeDownUrls(tx: Transaction, origin: PictureOrigin, urls: string[]): Promise<number> {
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
