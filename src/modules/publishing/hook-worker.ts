import { registerConsumerAtEnd } from '../../changes/change-consumer.js';
import { startWorker, type Worker } from '../../jobs/queue.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import type { WorkerOptions } from '../module.js';
import {
  AfterPublishRunner,
  HOOK_CONSUMER,
  HOOK_TASK,
  type PublishEventPayload,
  UNLOCK_TASK,
  unlockStalledHooks,
} from './after-publish.js';

const UNLOCK_CRONTAB = `* * * * * ${UNLOCK_TASK}`;
/** Number of hooks that one instance runs concurrently. */
const CONCURRENCY = 4;

/** Starts the worker that runs the site's `afterPublish` hook, if there is one. No other job has to wait for it. */
export async function startHookWorker({
  siteConfig: { hooks },
  database,
  logger,
  telemetry,
}: WorkerOptions): Promise<Worker | null> {
  if (!hooks?.afterPublish) return null;
  const { prisma, jobPool } = database;
  await registerConsumerAtEnd(prisma, HOOK_CONSUMER);
  const runner = new AfterPublishRunner(hooks.afterPublish, logger);
  const tasks = {
    [HOOK_TASK]: (payload: unknown) => runner.run(payload as PublishEventPayload),
    [UNLOCK_TASK]: () => unlockStalledHooks(prisma),
  };
  return startWorker(jobPool, instrumentTasks(tasks, telemetry), logger, {
    name: 'hooks',
    states: database.workers,
    crontab: UNLOCK_CRONTAB,
    concurrency: CONCURRENCY,
  });
}
