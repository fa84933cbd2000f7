import type { PrismaClient } from '../../database/generated/client.js';
import { publish } from './publishing.js';
import { inTurn, type Transaction } from './turns.js';

/** Name of the job that publishes an article whose time has come. */
export const PUBLISH_TASK = 'publish_article';

/** Sets the time at which an article is published; the job is part of the transaction. */
export async function schedule(tx: Transaction, id: number, at: Date): Promise<void> {
  await tx.draft.update({ where: { id }, data: { scheduledFor: at } });
  // One job an article: a new time takes the place of the one before.
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PUBLISH_TASK}, json_build_object('articleId', ${id}::int),
      run_at := ${at}::timestamptz, job_key := ${jobKey(id)})`;
}

export async function cancelSchedule(tx: Transaction, id: number): Promise<void> {
  await tx.draft.update({ where: { id }, data: { scheduledFor: null } });
  await tx.$executeRaw`SELECT graphile_worker.remove_job(${jobKey(id)})`;
}

/**
 * Publishes an article whose time has come, with the time it was meant to have, however late it is. Done once:
 * publishing clears the time, under the lock of the writers. Nothing happens when the article was deleted,
 * published by hand or put off meanwhile.
 */
export function publishScheduled(prisma: PrismaClient, id: number): Promise<void> {
  return inTurn(prisma, async (tx) => {
    const draft = await tx.draft.findUnique({ where: { id } });
    if (!draft?.scheduledFor || draft.scheduledFor > new Date()) return;
    const { scheduledFor, publishedAt } = draft;
    const isLive = (await tx.article.count({ where: { id } })) > 0;
    await tx.draft.update({
      where: { id },
      data: { updatedAt: scheduledFor, publishedAt: isLive ? publishedAt : scheduledFor },
    });
    await publish(tx, id);
  });
}

function jobKey(id: number): string {
  return `${PUBLISH_TASK}:${id}`;
}
