import { registerConsumerAtEnd } from '../../changes/change-consumer.js';
import { startWorker, type Worker } from '../../jobs/queue.js';
import {
  type AfterPublish,
  AfterPublishRunner,
  HOOK_CONSUMER,
  HOOK_TASK,
  type PublishEventPayload,
  UNLOCK_TASK,
  unlockStalledHooks,
} from '../../modules/publishing/after-publish.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import type { BackgroundWorkerOptions } from './worker-options.js';

const UNLOCK_CRONTAB = `* * * * * ${UNLOCK_TASK}`;
/** Hooks that one instance runs at once. */
const CONCURRENCY = 4;

/** Starts the worker that runs the site's `afterPublish` hook, which no other job has to wait for. */
export async function startHookWorker(
  hook: AfterPublish,
  { database, logger, telemetry = {} }: BackgroundWorkerOptions,
): Promise<Worker> {
  const { prisma, jobPool } = database;
  await registerConsumerAtEnd(prisma, HOOK_CONSUMER);
  const runner = new AfterPublishRunner(hook, logger);
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
