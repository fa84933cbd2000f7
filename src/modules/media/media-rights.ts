import { cacheTags } from '../../cache/cache-tags.js';
import type { MediaFile, PrismaClient } from '../../database/generated/client.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { appendMediaChange } from './media-change.js';
import { findUsages } from './media-usages.js';

/** Name of the job that runs when the rights of files end. */
export const EXPIRE_TASK = 'expire_media';
/** Name of the job that looks every minute for files with expired rights. */
export const EXPIRE_OVERDUE_TASK = 'expire_media_overdue';
/** Priority of the job among those that are due: before the others. */
const PRIORITY = -1;
/** Files that one transaction handles, since it holds the write lock. */
const FILES_PER_TRANSACTION = 100;

interface JobLogger {
  info(line: object, message: string): void;
}

/**
 * Sets the time at which the rights of a file end, and adds a job in the same transaction. Reads compare the time with
 * the clock of the database; the job tells caches that it has passed.
 */
export async function setExpiry(tx: Transaction, file: MediaFile, expiresAt: Date | null): Promise<void> {
  const now = await readDatabaseClock(tx);
  const hasEnded = expiresAt !== null && expiresAt <= now;
  await tx.mediaFile.update({
    where: { id: file.id },
    data: { expiresAt, expiredAt: hasEnded ? expiresAt : null },
  });
  // One job for all files of a time. It finds nothing to do if they get another time.
  if (expiresAt !== null && !hasEnded)
    await tx.$executeRaw`
      SELECT graphile_worker.add_job(${EXPIRE_TASK}, run_at := ${expiresAt}::timestamptz,
        job_key := ${`${EXPIRE_TASK}:${expiresAt.toISOString()}`}, priority := ${PRIORITY}::int)`;
  // Also sitemaps, which do not depend on each file, must expire at the new time.
  await appendMediaChange(tx, await findShownTags(tx, [file]));
}

/** Tells caches that the rights of files have ended, once for each. */
export async function expireFiles(prisma: PrismaClient, log: JobLogger): Promise<void> {
  for (;;) {
    // Most jobs find nothing, and need no lock.
    if ((await findDueIds(prisma)).length === 0) return;
    const names = await withWriteLock(prisma, expireDueFiles);
    for (const name of names) log.info({ file: name }, 'the rights of a media file have ended');
  }
}

async function expireDueFiles(tx: Transaction): Promise<string[]> {
  const files = await tx.mediaFile.findMany({ where: { id: { in: await findDueIds(tx) } } });
  for (const { id, name, hash, expiresAt } of files) {
    await tx.mediaFile.update({ where: { id }, data: { expiredAt: expiresAt } });
    const outcome = { name, hash };
    await tx.auditEntry.create({ data: { keyName: 'schedule', action: 'expireMedia', outcome } });
  }
  if (files.length > 0) await appendMediaChange(tx, await findShownTags(tx, files));
  return files.map(({ name }) => name);
}

/** Finds files with expired rights for which caches were not invalidated, the earliest first. */
async function findDueIds(db: Pick<PrismaClient, '$queryRaw'>): Promise<number[]> {
  const due = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM media_file
    WHERE expires_at <= clock_timestamp() AND expires_at IS DISTINCT FROM expired_at
    ORDER BY expires_at, id LIMIT ${FILES_PER_TRANSACTION}::int`;
  return due.map(({ id }) => id);
}

/** Returns the cache tags of everything that shows files: themselves, pages of articles, image sitemaps and filters. */
export async function findShownTags(
  tx: Transaction,
  files: Pick<MediaFile, 'id' | 'hash'>[],
): Promise<string[]> {
  const usages = await findUsages(
    tx,
    files.map(({ hash }) => hash),
  );
  const ids = [...new Set(usages.filter(({ type }) => type === 'Article').map((usage) => usage.id))];
  const articles = await tx.article.findMany({
    where: { id: { in: ids } },
    select: { id: true, path: true },
  });
  const pages = articles.flatMap((article) => [cacheTags.article(article.id), cacheTags.path(article.path)]);
  const lists = [
    ...(articles.length > 0 ? [cacheTags.articles('site', 'updated')] : []),
    ...(usages.length > 0 ? [cacheTags.filteredByField('image')] : []),
  ];
  return [...files.map(({ id }) => cacheTags.mediaFile(id)), ...pages, ...lists];
}
