import type { Prisma, PrismaClient } from '../../../database/generated/client.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../../mutations/write-lock.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { readTimes } from '../../publishing/publication-times.js';
import type { FrontPublicationInput } from '../front.inputs.js';
import { appendFrontChange, type StoredFront } from './save-front.js';

/** Name of the job that publishes the scheduled fronts that are due. */
export const PUBLISH_FRONTS_TASK = 'publish_fronts';

/** Publishes the latest revision of a front, unless it is public already. Cancels its schedule. */
export async function publishFront(tx: Transaction, front: StoredFront, at: Date): Promise<void> {
  const { id, path, revision, publishedRevision, content } = front;
  if (front.scheduledFor) await cancelFrontSchedule(tx, id);
  if (revision === publishedRevision) return;
  const published = content as unknown as Prisma.InputJsonObject;
  await tx.front.update({
    where: { id },
    data: { published, publishedRevision: revision, publishedAt: at },
  });
  const isNew = publishedRevision === null;
  await appendFrontChange(tx, isNew ? 'PUBLISHED' : 'UPDATED', {
    id,
    before: isNew ? null : path,
    after: path,
  });
}

/**
 * Publishes the latest revision of a front now, or schedules it for the time of the input. Throws UserErrorException for
 * one in the past.
 */
export async function publishOrSchedule(
  tx: Transaction,
  front: StoredFront,
  { scheduledFor = null }: FrontPublicationInput,
): Promise<void> {
  const now = await readDatabaseClock(tx);
  const { due } = readTimes({ scheduledFor }, now);
  if (due) await scheduleFront(tx, front.id, due);
  else await publishFront(tx, front, now);
}

/** Schedules the publication of a front; its job is added in the same transaction. */
export async function scheduleFront(tx: Transaction, id: number, at: Date): Promise<void> {
  await tx.front.update({ where: { id }, data: { scheduledFor: at } });
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PUBLISH_FRONTS_TASK}, run_at := ${at}::timestamptz,
      job_key := ${getJobKey(id)})`;
}

export async function cancelFrontSchedule(tx: Transaction, id: number): Promise<void> {
  await tx.front.update({ where: { id }, data: { scheduledFor: null } });
  await tx.$executeRaw`SELECT graphile_worker.remove_job(${getJobKey(id)})`;
}

function getJobKey(id: number): string {
  return `${PUBLISH_FRONTS_TASK}:${id}`;
}

/**
 * Publishes the fronts that are due, each under its scheduled time. Runs every minute too, since the job of an instance
 * that was killed stays locked for hours.
 */
export async function publishDueFronts(prisma: PrismaClient): Promise<void> {
  const scheduledFor = { lte: await readDatabaseClock(prisma) };
  const due = await prisma.front.findMany({ where: { scheduledFor }, select: { id: true } });
  for (const { id } of due) await withWriteLock(prisma, (tx) => publishIfDue(tx, id));
}

async function publishIfDue(tx: Transaction, id: number): Promise<void> {
  const front = (await tx.front.findUnique({ where: { id } })) as unknown as StoredFront | null;
  if (!front?.scheduledFor || front.scheduledFor > (await readDatabaseClock(tx))) return;
  await publishFront(tx, front, front.scheduledFor);
  const target = toGlobalId('Front', id);
  const outcome = { revision: front.revision };
  await tx.auditEntry.create({ data: { keyName: 'schedule', action: 'publishFront', target, outcome } });
}
