import type { PrismaClient } from './database/generated/client.js';
import type { Tasks } from './database/job-queue.js';
import {
  type JobLogger,
  OVERDUE_TASK,
  PUBLISH_TASK,
  publishOverdue,
  publishScheduled,
} from './modules/editing/scheduling.js';
import { ROLLUP_TASK, rollUpViews } from './modules/popular/thinning.js';

/** Every task that the job queue may hold, by name. */
export function createTaskList(prisma: PrismaClient, log: JobLogger): Tasks {
  return {
    [OVERDUE_TASK]: () => publishOverdue(prisma, log),
    [PUBLISH_TASK]: (payload) => publishScheduled(prisma, (payload as { articleId: number }).articleId, log),
    [ROLLUP_TASK]: () => rollUpViews(prisma, new Date()),
  };
}
