import { cacheTags } from '../../cache/cache-tags.js';
import { ANNOUNCE_INDEXED_TASK, announceIndexed } from '../../changes/announce-indexed.js';
import { ChangeConsumerRunner } from '../../changes/change-consumer.js';
import { type Config, hasSyncSources } from '../../config/env.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import type { CachePurger } from '../../http/cdn/cache-purger.js';
import { createHttpPurger } from '../../http/cdn/http-purger.js';
import { createPurgeConsumer, createPurgeTask, PURGE_TASK } from '../../http/cdn/purge-consumer.js';
import { startWorker } from '../../jobs/queue.js';
import { pruneExpiredData } from '../../jobs/retention.js';
import { indexPending } from '../../modules/import/index-pending.js';
import { EXPIRE_OVERDUE_TASK } from '../../modules/media/media-rights.js';
import type { BackgroundWorker } from '../../modules/module.js';
import { ROLLUP_TASK } from '../../modules/popular/views/rollup.js';
import { createPublishEventConsumer } from '../../modules/publishing/after-publish.js';
import { OVERDUE_TASK } from '../../modules/publishing/schedule-publication.js';
import { RelatedService } from '../../modules/related/index/related-index.service.js';
import { enqueueRefresh, RELATED_TASK, relatedConsumer } from '../../modules/related/related-consumer.js';
import { reindexOutdated } from '../../modules/search/reindex-outdated.js';
import {
  enqueueReindex,
  REINDEX_TASK,
  reindexRenamed,
  renamesConsumer,
} from '../../modules/search/reindex-renamed.js';
import {
  ANNOUNCE_POPULAR_TASK,
  announcePopular,
  PopularTagObserver,
} from '../../modules/webhook/popular-tag.js';
import { pruneWebhooks, WebhookDeliverer } from '../../modules/webhook/webhook-deliverer.service.js';
import { createWebhookConsumer, webhookTagsConsumer } from '../../modules/webhook/webhook-events.js';
import { DELIVER_TASK, REVIVE_TASK, requeueStalledDeliveries } from '../../modules/webhook/webhook-queue.js';
import { WebhookSecrets } from '../../modules/webhook/webhook-secret.js';
import { WebhookSender } from '../../modules/webhook/webhook-sender.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import { pruneUsage } from '../../observability/usage/usage-store.js';
import { getSite } from '../derived-settings.js';
import { MODULES } from '../load-modules.js';
import { SiteConfigError } from '../site-config.js';
import { startHookWorker } from './hook-worker.js';
import { createTaskList } from './task-list.js';
import { type BackgroundWorkerOptions, createWorkerOptions } from './worker-options.js';

/** Name of the job that deletes expired data. The queue stores it. */
const RETENTION_TASK = 'tidy';
/**
 * Schedule of periodic jobs. Related articles and reindexing are scheduled too in case an enqueued job kept
 * failing or a migration left work.
 */
const CRONTAB = [
  `23 * * * * ${RETENTION_TASK}`,
  `* * * * * ${OVERDUE_TASK}`,
  `* * * * * ${EXPIRE_OVERDUE_TASK}`,
  `* * * * * ${RELATED_TASK}`,
  `* * * * * ${REINDEX_TASK}`,
  `40 3 * * * ${ROLLUP_TASK}`,
].join('\n');
const WEBHOOK_CRONTAB = `* * * * * ${REVIVE_TASK}`;
/** Webhook deliveries that one instance sends at once; each waits for its receiver. */
const DELIVERY_CONCURRENCY = 8;

/** Starts the job workers and the consumers of the change log. Call it once per instance. */
export async function startBackgroundWorkers(options: BackgroundWorkerOptions): Promise<BackgroundWorker> {
  const { config, siteConfig = {}, database, logger, retryDelaysSeconds, telemetry = {} } = options;
  const { prisma, jobPool, changes } = database;
  const workerOptions = await createWorkerOptions(options);
  const purgers = siteConfig.purgers ?? createDefaultPurgers(config);
  assertDistinctNames(purgers);
  const consumers = [
    createWebhookConsumer(getSite(config).url),
    webhookTagsConsumer,
    relatedConsumer,
    renamesConsumer,
    ...(purgers.length > 0 ? [createPurgeConsumer(purgers)] : []),
    ...(siteConfig.hooks?.afterPublish ? [createPublishEventConsumer(getSite(config).url)] : []),
  ];
  const related = new RelatedService(jobPool, config.SITE_LANGUAGE);
  const consumerNames = consumers.map(({ name }) => name);
  const sender = new WebhookSender({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE });
  const deliverer = new WebhookDeliverer(
    prisma,
    sender,
    new WebhookSecrets(() => resolveSecretKey(config)),
    retryDelaysSeconds,
  );
  const tasks = {
    ...createTaskList(prisma, logger),
    [RELATED_TASK]: async () => {
      if (await related.refresh()) await enqueueRefresh(prisma);
    },
    [REINDEX_TASK]: async () => {
      await indexPending(prisma);
      const isLeft = (await reindexRenamed(jobPool)) || (await reindexOutdated(jobPool));
      if (isLeft) await enqueueReindex(prisma);
    },
    [RETENTION_TASK]: async () => {
      await pruneExpiredData(prisma, {
        changeRetentionDays: config.CHANGE_LOG_DAYS,
        consumerNames: consumerNames,
      });
      await pruneWebhooks(prisma);
      await pruneUsage(jobPool, config.OPERATION_USAGE_DAYS);
      for (const module of MODULES) await module.prune?.(prisma);
    },
  };
  // Separate from the other tasks, which would wait for receivers that hang.
  const outboundTasks = {
    [DELIVER_TASK]: (payload: unknown) => deliverer.deliver((payload as { deliveryId: number }).deliveryId),
    [REVIVE_TASK]: () => requeueStalledDeliveries(prisma),
    [ANNOUNCE_POPULAR_TASK]: () => announcePopular(prisma),
    [ANNOUNCE_INDEXED_TASK]: () => announceIndexed(jobPool, [cacheTags.search, cacheTags.names]),
    ...(purgers.length > 0 && { [PURGE_TASK]: createPurgeTask(purgers) }),
  };
  const workers: BackgroundWorker[] = [];
  const start = async (starting: Promise<BackgroundWorker>) => workers.push(await starting);
  try {
    await start(
      startWorker(jobPool, instrumentTasks(tasks, telemetry), logger, {
        name: 'content',
        states: database.workers,
        crontab: CRONTAB,
      }),
    );
    await start(
      startWorker(jobPool, instrumentTasks(outboundTasks, telemetry), logger, {
        name: 'outbound',
        states: database.workers,
        crontab: WEBHOOK_CRONTAB,
        concurrency: DELIVERY_CONCURRENCY,
      }),
    );
    const { afterPublish } = siteConfig.hooks ?? {};
    if (afterPublish) await start(startHookWorker(afterPublish, options));
    for (const { startWorker: startOwnWorker } of MODULES) {
      const starting = startOwnWorker?.(workerOptions);
      if (starting) await start(starting);
    }
    if (hasSyncSources(config)) {
      // Imported only here, because the readers of other systems are slow to load.
      const { startSyncWorker } = await import('./sync-worker.js');
      await start(startSyncWorker(options));
    }
  } catch (error) {
    await stopAll(workers); // each holds a connection, which would keep the process alive
    throw error;
  }
  const stopConsumers = consumers.map((consumer) =>
    changes.addObserver(new ChangeConsumerRunner(prisma, consumer, logger)),
  );
  stopConsumers.push(changes.addObserver(new PopularTagObserver(prisma, logger)));
  return {
    stop: async () => {
      await Promise.all(stopConsumers.map((each) => each()));
      await stopAll(workers);
    },
  };
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
