import type { PrismaClient } from '../../database/generated/client.js';
import type { Tasks } from '../../jobs/queue.js';
import { EXPIRE_OVERDUE_TASK, EXPIRE_TASK, expireFiles } from '../../modules/media/media-rights.js';
import { ROLLUP_TASK, rollUpViews } from '../../modules/popular/views/rollup.js';
import {
  type JobLogger,
  OVERDUE_TASK,
  PUBLISH_TASK,
  publishOverdue,
  publishScheduled,
} from '../../modules/publishing/schedule-publication.js';

/** Creates the tasks that need only the database, by name. */
export function createTaskList(prisma: PrismaClient, log: JobLogger): Tasks {
  return {
    [OVERDUE_TASK]: () => publishOverdue(prisma, log),
    [PUBLISH_TASK]: (payload) => publishScheduled(prisma, (payload as { articleId: number }).articleId, log),
    [EXPIRE_TASK]: () => expireFiles(prisma, log),
    [EXPIRE_OVERDUE_TASK]: () => expireFiles(prisma, log),
    [ROLLUP_TASK]: () => rollUpViews(prisma, new Date()),
  };
}
