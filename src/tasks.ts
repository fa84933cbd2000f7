import type { PrismaClient } from './database/generated/client.js';
import type { Tasks } from './database/job-queue.js';
import { type Log, PUBLISH_TASK, publishScheduled } from './modules/editing/scheduling.js';

/** Every task that the job queue may hold, by name. */
export function tasksOf(prisma: PrismaClient, log: Log): Tasks {
  return {
    [PUBLISH_TASK]: (payload) => publishScheduled(prisma, (payload as { articleId: number }).articleId, log),
  };
}
