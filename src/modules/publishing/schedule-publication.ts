import type { Prisma, PrismaClient } from '../../database/generated/client.js';
import { UserErrorException } from '../../mutations/article-content.js';
import { ArticleStatus } from '../../mutations/mutation.type.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/global-id.js';
import { publish } from './publish-article.js';

/** Name of the job that publishes an article whose time has come. */
export const PUBLISH_TASK = 'publish_article';
/** Name of the job that looks, every minute, for what was left behind. */
export const OVERDUE_TASK = 'publish_overdue';
/** Milliseconds after its time. */
const OVERDUE_AFTER_MS = 30_000;

/** Sets the time at which an article is published; the job is part of the transaction. */
export async function schedule(tx: Transaction, id: number, at: Date): Promise<void> {
  await tx.draft.update({ where: { id }, data: { scheduledFor: at } });
  // One job an article: a new time takes the place of the one before.
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PUBLISH_TASK}, json_build_object('articleId', ${id}::int),
      run_at := ${at}::timestamptz, job_key := ${getJobKey(id)})`;
}

export async function cancelSchedule(tx: Transaction, id: number): Promise<void> {
  await tx.draft.update({ where: { id }, data: { scheduledFor: null } });
  await tx.$executeRaw`SELECT graphile_worker.remove_job(${getJobKey(id)})`;
}

/** Where the process tells what it does. */
export interface JobLogger {
  info(line: object, message: string): void;
  warn(line: object, message: string): void;
}

/**
 * Publishes an article whose time has come, with the time it was meant to have, however late it is. Done once:
 * publishing clears the time, under the lock of the writers. Nothing happens when the article was deleted,
 * published by hand or put off meanwhile. One that cannot be published is a draft again, and the audit says why.
 */
export async function publishScheduled(prisma: PrismaClient, id: number, log: JobLogger): Promise<void> {
  const article = toGlobalId('Article', id);
  try {
    const due = await withWriteLock(prisma, (tx) => publishIfDue(tx, id));
    if (due) log.info({ article, due }, 'published at its time');
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    await withWriteLock(prisma, async (tx) => {
      await tx.draft.updateMany({ where: { id }, data: { scheduledFor: null } });
      await recordScheduledPublication(tx, id, { userErrors: JSON.parse(JSON.stringify(error.userErrors)) });
    });
    log.warn({ article, reason: error.message }, 'could not be published at its time');
  }
}

/**
 * Publishes what should have been a while ago: an instance that was killed at it leaves its job locked for hours.
 */
export async function publishOverdue(prisma: PrismaClient, log: JobLogger): Promise<void> {
  const scheduledFor = { lt: new Date(Date.now() - OVERDUE_AFTER_MS) };
  const overdue = await prisma.draft.findMany({ where: { scheduledFor }, select: { id: true } });
  for (const { id } of overdue) await publishScheduled(prisma, id, log);
}

/** Answers the time that it was to be published at; null when there was nothing to do. */
async function publishIfDue(tx: Transaction, id: number): Promise<Date | null> {
  const draft = await tx.draft.findUnique({ where: { id } });
  if (!draft?.scheduledFor || draft.scheduledFor > new Date()) return null;
  const { scheduledFor, publishedAt, revision } = draft;
  const isLive = (await tx.article.count({ where: { id } })) > 0;
  await tx.draft.update({
    where: { id },
    data: { updatedAt: scheduledFor, publishedAt: isLive ? publishedAt : scheduledFor },
  });
  await publish(tx, id);
  await recordScheduledPublication(tx, id, { revision, status: ArticleStatus.PUBLISHED });
  return scheduledFor;
}

async function recordScheduledPublication(
  tx: Transaction,
  id: number,
  outcome: Prisma.InputJsonObject,
): Promise<void> {
  const target = toGlobalId('Article', id);
  await tx.auditEntry.create({ data: { keyName: 'schedule', action: 'publishArticle', target, outcome } });
}

function getJobKey(id: number): string {
  return `${PUBLISH_TASK}:${id}`;
}
