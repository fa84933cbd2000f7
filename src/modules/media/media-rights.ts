import { cacheTags } from '../../cache/cache-tags.js';
import type { MediaFile, PrismaClient } from '../../database/generated/client.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { appendMediaChange } from './media-change.js';
import { findUsages } from './media-usages.js';

/** Name of the job that runs when the rights of a file end. */
export const EXPIRE_TASK = 'expire_media';
/** Name of the job that looks every minute for files whose rights have ended. */
export const EXPIRE_OVERDUE_TASK = 'expire_media_overdue';

interface JobLogger {
  info(line: object, message: string): void;
}

/**
 * Sets the time at which the rights of a file end, and adds its job in the same transaction. Reads compare the time with
 * the clock of the database; the job tells caches that it has passed.
 */
export async function setExpiry(tx: Transaction, file: MediaFile, expiresAt: Date | null): Promise<void> {
  const now = await readDatabaseClock(tx);
  const hasEnded = expiresAt !== null && expiresAt <= now;
  const hadEnded = file.expiresAt !== null && file.expiresAt <= now;
  await tx.mediaFile.update({
    where: { id: file.id },
    data: { expiresAt, expiredAt: hasEnded ? expiresAt : null },
  });
  if (expiresAt === null || hasEnded) {
    await tx.$executeRaw`SELECT graphile_worker.remove_job(${getJobKey(file.id)})`;
  } else {
    // A file has a single job, so a new time replaces the earlier one.
    await tx.$executeRaw`
      SELECT graphile_worker.add_job(${EXPIRE_TASK}, json_build_object('fileId', ${file.id}::int),
        run_at := ${expiresAt}::timestamptz, job_key := ${getJobKey(file.id)})`;
  }
  await appendMediaChange(
    tx,
    hasEnded === hadEnded ? [cacheTags.mediaFile(file.id)] : await findShownTags(tx, file),
  );
}

/** Tells caches that the rights of a file have ended. Does nothing if they were extended in the meantime. */
export async function expireFile(prisma: PrismaClient, id: number, log: JobLogger): Promise<void> {
  const name = await withWriteLock(prisma, async (tx) => {
    const file = await tx.mediaFile.findUnique({ where: { id } });
    const now = await readDatabaseClock(tx);
    if (!file?.expiresAt || file.expiresAt > now || file.expiredAt?.getTime() === file.expiresAt.getTime())
      return null;
    await tx.mediaFile.update({ where: { id }, data: { expiredAt: file.expiresAt } });
    const outcome = { name: file.name, hash: file.hash };
    await tx.auditEntry.create({ data: { keyName: 'schedule', action: 'expireMedia', outcome } });
    await appendMediaChange(tx, await findShownTags(tx, file));
    return file.name;
  });
  if (name !== null) log.info({ file: name }, 'the rights of a media file have ended');
}

/** Expires files whose job was lost. The job of an instance that was killed stays locked for hours. */
export async function expireOverdue(prisma: PrismaClient, log: JobLogger): Promise<void> {
  const overdue = await prisma.$queryRaw<{ id: number }[]>`
    SELECT id FROM media_file
    WHERE expires_at <= clock_timestamp() AND expires_at IS DISTINCT FROM expired_at ORDER BY expires_at, id`;
  for (const { id } of overdue) await expireFile(prisma, id, log);
}

/** Returns the cache tags of everything that shows a file: itself, the pages of articles, image sitemaps and filters. */
export async function findShownTags(tx: Transaction, { id, hash }: MediaFile): Promise<string[]> {
  const usages = await findUsages(tx, [hash]);
  const ids = [...new Set(usages.filter(({ type }) => type === 'Article').map((usage) => usage.id))];
  const articles = await tx.article.findMany({
    where: { id: { in: ids } },
    select: { id: true, path: true },
  });
  const pages = articles.flatMap((article) => [cacheTags.article(article.id), cacheTags.path(article.path)]);
  const lists =
    articles.length > 0 ? [cacheTags.articles('site', 'updated'), cacheTags.filteredByField('image')] : [];
  return [cacheTags.mediaFile(id), ...pages, ...lists];
}

function getJobKey(id: number): string {
  return `${EXPIRE_TASK}:${id}`;
}
