import type { Prisma, PrismaClient } from '../../database/generated/client.js';
import { UserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { ArticleStatus } from '../../shared/article/article-status.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { publish } from './publish-article.js';

/** Name of the job that publishes a scheduled article. */
export const PUBLISH_TASK = 'publish_article';
/** Prefix of the keys of these jobs; the ID of the article follows. */
const JOB_KEY_PREFIX = `${PUBLISH_TASK}:`;
/** Name of the job that looks every minute for overdue publications. */
export const OVERDUE_TASK = 'publish_overdue';
/** Milliseconds after the scheduled time at which a publication counts as overdue. */
const OVERDUE_AFTER_MS = 30_000;

/** Schedules the publication of articles; their jobs are added in the same transaction. */
export async function schedule(tx: Transaction, ids: number[], at: Date): Promise<void> {
  await tx.draft.updateMany({ where: { id: { in: ids } }, data: { scheduledFor: at } });
  // An article has a single job, so a new time replaces the earlier one.
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PUBLISH_TASK}, json_build_object('articleId', id),
      run_at := ${at}::timestamptz, job_key := ${JOB_KEY_PREFIX} || id)
    FROM unnest(${ids}::int[]) AS article (id)`;
}

export async function cancelSchedule(tx: Transaction, ids: number[]): Promise<void> {
  await Promise.all([
    tx.draft.updateMany({ where: { id: { in: ids } }, data: { scheduledFor: null } }),
    tx.$executeRaw`
      SELECT graphile_worker.remove_job(${JOB_KEY_PREFIX} || id) FROM unnest(${ids}::int[]) AS article (id)`,
  ]);
}

/** Logger of the jobs. */
export interface JobLogger {
  info(line: object, message: string): void;
  warn(line: object, message: string): void;
}

/**
 * Publishes a scheduled article under its scheduled time, however late the job runs. Does nothing if it was
 * deleted, published or rescheduled in the meantime.
 *
 * Publishing clears the schedule under the write lock, so it happens once. An article that cannot be
 * published becomes a draft again, with the reason in the audit log.
 */
export async function publishScheduled(prisma: PrismaClient, id: number, log: JobLogger): Promise<void> {
  const article = toGlobalId('Article', id);
  try {
    const due = await withWriteLock(prisma, (tx) => publishIfDue(tx, id));
    if (due) log.info({ article, due }, 'published a scheduled article');
  } catch (error) {
    if (!(error instanceof UserErrorException)) throw error;
    await withWriteLock(prisma, async (tx) => {
      await tx.draft.updateMany({ where: { id }, data: { scheduledFor: null } });
      await recordScheduledPublication(tx, id, { userErrors: JSON.parse(JSON.stringify(error.userErrors)) });
    });
    log.warn({ article, reason: error.message }, 'scheduled article could not be published');
  }
}

/** Publishes overdue articles. The job of an instance that was killed stays locked for hours. */
export async function publishOverdue(prisma: PrismaClient, log: JobLogger): Promise<void> {
  const now = await readDatabaseClock(prisma);
  const scheduledFor = { lt: new Date(now.getTime() - OVERDUE_AFTER_MS) };
  const overdue = await prisma.draft.findMany({ where: { scheduledFor }, select: { id: true } });
  for (const { id } of overdue) await publishScheduled(prisma, id, log);
}

/** Publishes an article if it is due. Returns the scheduled time, or null if there was nothing to do. */
async function publishIfDue(tx: Transaction, id: number): Promise<Date | null> {
  const draft = await tx.draft.findUnique({ where: { id } });
  if (!draft?.scheduledFor || draft.scheduledFor > (await readDatabaseClock(tx))) return null;
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
