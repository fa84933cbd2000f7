import { ChangeConsumerRunner } from '../../changes/change-consumer.js';
import { hasSyncSources } from '../../config/env.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import { PURGE_TASK, purgeConsumer } from '../../http/cdn/purge-consumer.js';
import { CdnPurger } from '../../http/cdn/purger.js';
import { startWorker } from '../../jobs/queue.js';
import { pruneExpiredData } from '../../jobs/retention.js';
import { ROLLUP_TASK } from '../../modules/popular/views/rollup.js';
import { OVERDUE_TASK } from '../../modules/publishing/schedule-publication.js';
import { RelatedService } from '../../modules/related/index/related-index.service.js';
import { enqueueRefresh, RELATED_TASK, relatedConsumer } from '../../modules/related/related-consumer.js';
import {
  enqueueReindex,
  REINDEX_TASK,
  reindexRenamed,
  renamesConsumer,
} from '../../modules/search/reindex-renamed.js';
import { pruneWebhooks, WebhookDeliverer } from '../../modules/webhook/webhook-deliverer.service.js';
import { createWebhookConsumer } from '../../modules/webhook/webhook-events.js';
import { DELIVER_TASK, REVIVE_TASK, requeueStalledDeliveries } from '../../modules/webhook/webhook-queue.js';
import { WebhookSecrets } from '../../modules/webhook/webhook-secret.js';
import { WebhookSender } from '../../modules/webhook/webhook-sender.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import { getSite } from '../derived-settings.js';
import { MODULES } from '../modules.js';
import { createTaskList } from './task-list.js';
import type { BackgroundWorker, BackgroundWorkerOptions } from './worker-options.js';

/** Name of the job that deletes expired data. The queue stores it. */
const RETENTION_TASK = 'tidy';
/**
 * Schedule of periodic jobs. Related articles and reindexing are scheduled too in case an enqueued job kept
 * failing or a migration left work.
 */
const CRONTAB = [
  `23 * * * * ${RETENTION_TASK}`,
  `* * * * * ${OVERDUE_TASK}`,
  `* * * * * ${RELATED_TASK}`,
  `* * * * * ${REINDEX_TASK}`,
  `40 3 * * * ${ROLLUP_TASK}`,
].join('\n');
const WEBHOOK_CRONTAB = `* * * * * ${REVIVE_TASK}`;
/** Webhook deliveries that one instance sends at once; each waits for its receiver. */
const DELIVERY_CONCURRENCY = 8;

/** Starts the job workers and the consumers of the change log. Call it once per instance. */
export async function startBackgroundWorkers(options: BackgroundWorkerOptions): Promise<BackgroundWorker> {
  const { config, database, logger, retryDelaysSeconds, telemetry = {} } = options;
  const { prisma, jobPool, changes } = database;
  const { CDN: cdn, PURGE_URL: url, PURGE_TOKEN: token } = config;
  const purger = url ? new CdnPurger({ cdn, url, token }) : null;
  const followers = [
    createWebhookConsumer(getSite(config).url),
    relatedConsumer,
    renamesConsumer,
    ...(purger ? [purgeConsumer] : []),
  ];
  const related = new RelatedService(jobPool, config.SITE_LANGUAGE);
  const consumerNames = followers.map(({ name }) => name);
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
      if (await reindexRenamed(jobPool)) await enqueueReindex(prisma);
    },
    [RETENTION_TASK]: async () => {
      await pruneExpiredData(prisma, {
        changeRetentionDays: config.CHANGE_LOG_DAYS,
        consumerNames: consumerNames,
      });
      await pruneWebhooks(prisma);
      for (const module of MODULES) await module.prune(prisma);
    },
  };
  // Separate from the other tasks, which would wait for receivers that hang.
  const outboundTasks = {
    [DELIVER_TASK]: (payload: unknown) => deliverer.deliver((payload as { deliveryId: number }).deliveryId),
    [REVIVE_TASK]: () => requeueStalledDeliveries(prisma),
    ...(purger && { [PURGE_TASK]: (payload: unknown) => purger.purge((payload as { tags: string[] }).tags) }),
  };
  const workers = [
    await startWorker(jobPool, instrumentTasks(tasks, telemetry), logger, {
      name: 'content',
      states: database.workers,
      crontab: CRONTAB,
    }),
    await startWorker(jobPool, instrumentTasks(outboundTasks, telemetry), logger, {
      name: 'outbound',
      states: database.workers,
      crontab: WEBHOOK_CRONTAB,
      concurrency: DELIVERY_CONCURRENCY,
    }),
  ];
  const moduleWorkers = await Promise.all(MODULES.map((module) => module.startWorker(options)));
  if (hasSyncSources(config)) {
    // Imported only here, because the readers of other systems are slow to load.
    const { startSyncWorker: startFollowing } = await import('./sync-worker.js');
    workers.push(await startFollowing(options));
  }
  const stopConsumers = followers.map((follower) =>
    changes.addObserver(new ChangeConsumerRunner(prisma, follower, logger)),
  );
  return {
    stop: async () => {
      await Promise.all(stopConsumers.map((each) => each()));
      await Promise.all([...moduleWorkers, ...workers].map((worker) => worker.stop()));
    },
  };
}
