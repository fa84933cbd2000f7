import { ChangeConsumerRunner, type LogConsumer } from '../../changes/change-consumer.js';
import { type Config, hasSyncSources } from '../../config/env.js';
import type { CachePurger } from '../../http/cdn/cache-purger.js';
import { createHttpPurger } from '../../http/cdn/http-purger.js';
import { createPurgeConsumer, createPurgeTask, PURGE_TASK } from '../../http/cdn/purge-consumer.js';
import { startWorker, type Tasks } from '../../jobs/queue.js';
import { pruneExpiredData } from '../../jobs/retention.js';
import type { BackgroundWorker, ModuleJob } from '../../modules/module.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import { pruneUsage } from '../../observability/usage/usage-store.js';
import { MODULES } from '../load-modules.js';
import { listSyncedImporters, SiteConfigError } from '../site-config.js';
import { type BackgroundWorkerOptions, createWorkerOptions } from './worker-options.js';

/** Name of the job that deletes expired data. The queue stores it. */
const RETENTION_TASK = 'tidy';
/** Number of jobs that wait for other servers and run concurrently on one instance. */
const OUTBOUND_CONCURRENCY = 8;

/** Starts the job workers and the consumers of the change log, and what each process does by itself. Call it once. */
export async function startBackgroundWorkers(options: BackgroundWorkerOptions): Promise<BackgroundWorker> {
  const { config, siteConfig = {}, database, logger, telemetry = {}, runsJobs = true } = options;
  const { prisma, jobPool, changes } = database;
  const workerOptions = await createWorkerOptions(options);
  const purgers = siteConfig.purgers ?? createDefaultPurgers(config);
  assertDistinctNames(purgers);
  const consumers: LogConsumer[] = [
    ...MODULES.flatMap(({ createConsumers }) => createConsumers?.(workerOptions) ?? []),
    ...(purgers.length > 0 ? [createPurgeConsumer(purgers)] : []),
  ];
  const prune = async () => {
    await pruneExpiredData(prisma, {
      changeRetentionDays: config.CHANGE_LOG_DAYS,
      consumers,
      jobs: jobs.map(({ name }) => name),
    });
    await pruneUsage(jobPool, config.OPERATION_USAGE_DAYS);
    for (const module of MODULES) await module.prune?.(prisma);
  };
  const jobs: ModuleJob[] = [
    ...MODULES.flatMap(({ createJobs }) => createJobs?.(workerOptions) ?? []),
    { name: RETENTION_TASK, crontab: '23 * * * *', run: prune },
    ...(purgers.length > 0 ? [{ name: PURGE_TASK, isOutbound: true, run: createPurgeTask(purgers) }] : []),
  ];
  const workers: BackgroundWorker[] = [];
  const start = async (starting: Promise<BackgroundWorker | null> | undefined) => {
    const worker = await starting;
    if (worker) workers.push(worker);
  };
  const startJobs = (name: string, ownJobs: ModuleJob[], concurrency?: number) =>
    startWorker(jobPool, instrumentTasks(toTasks(ownJobs), telemetry), logger, {
      name,
      states: database.workers,
      crontab: toCrontab(ownJobs),
      concurrency,
    });
  const startAll = async () => {
    await start(
      startJobs(
        'content',
        jobs.filter(({ isOutbound }) => !isOutbound),
      ),
    );
    // Separate from the other jobs, which would wait for receivers that hang.
    await start(
      startJobs(
        'outbound',
        jobs.filter(({ isOutbound }) => isOutbound),
        OUTBOUND_CONCURRENCY,
      ),
    );
    for (const module of MODULES) await start(module.startWorker?.(workerOptions));
    if (hasSyncSources(config) || listSyncedImporters(siteConfig).length > 0) {
      // Imported only here, because the readers of other systems are slow to load.
      const { startSyncWorker } = await import('./sync-worker.js');
      await start(startSyncWorker(options, workerOptions.site));
    }
  };
  try {
    if (runsJobs) await startAll();
  } catch (error) {
    await stopAll(workers); // each holds a connection, which would keep the process alive
    throw error;
  }
  const observers = [
    ...(runsJobs ? consumers.map((consumer) => new ChangeConsumerRunner(database, consumer, logger)) : []),
    ...MODULES.flatMap(({ createObservers }) => createObservers?.(workerOptions) ?? []),
  ];
  const stopObservers = observers.map((observer) => changes.addObserver(observer));
  return {
    stop: async () => {
      await Promise.all(stopObservers.map((each) => each()));
      await stopAll(workers);
    },
  };
}

function toTasks(jobs: readonly ModuleJob[]): Tasks {
  return Object.fromEntries(jobs.map(({ name, run }) => [name, run]));
}

function toCrontab(jobs: readonly ModuleJob[]): string {
  return jobs.flatMap(({ name, crontab }) => (crontab === undefined ? [] : `${crontab} ${name}`)).join('\n');
}

async function stopAll(workers: BackgroundWorker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
}

/** Creates the purger that the settings describe, if any. */
function createDefaultPurgers({ CDN: cdn, PURGE_URL: url, PURGE_TOKEN: token }: Config): CachePurger[] {
  return url ? [createHttpPurger({ cdn, url, token })] : [];
}

function assertDistinctNames(purgers: CachePurger[]): void {
  const names = purgers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new SiteConfigError(`Two purgers have the name ${twice}: give one another name.`);
}
