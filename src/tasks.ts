import type { PrismaClient } from './database/generated/client.js';
import type { Tasks } from './database/job-queue.js';
import {
  type Log,
  OVERDUE_TASK,
  PUBLISH_TASK,
  publishOverdue,
  publishScheduled,
} from './modules/editing/scheduling.js';
import { THIN_OUT_TASK, thinOutViews } from './modules/popular/thinning.js';

/** Every task that the job queue may hold, by name. */
export function tasksOf(prisma: PrismaClient, log: Log): Tasks {
  return {
    [OVERDUE_TASK]: () => publishOverdue(prisma, log),
    [PUBLISH_TASK]: (payload) => publishScheduled(prisma, (payload as { articleId: number }).articleId, log),
    [THIN_OUT_TASK]: () => thinOutViews(prisma, new Date()),
  };
}
