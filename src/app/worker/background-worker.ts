import { ChangeConsumerRunner } from '../../changes/change-consumer.js';
import { type Config, hasSyncSources } from '../../config/env.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import type { Database } from '../../database/database.js';
import { PURGE_TASK, purgeConsumer } from '../../http/cdn/purge-consumer.js';
import { CdnPurger } from '../../http/cdn/purger.js';
import { startWorker } from '../../jobs/queue.js';
import { pruneExpiredData } from '../../jobs/retention.js';
import { pruneNewsletters } from '../../modules/newsletter/newsletter-retention.js';
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
import type { AppLogger } from '../../observability/logger.js';
import { instrumentTasks } from '../../observability/observe-jobs.js';
import type { TelemetrySink } from '../../observability/telemetry.js';
import { getSite } from '../derived-settings.js';
import { startMailWorker } from './mail-worker.js';
import { createTaskList } from './task-list.js';

/** Name of the job that takes away what has grown old. */
const RETENTION_TASK = 'tidy';
/** When jobs come by themselves. Related articles and renames: should one have failed for long, or come with a migration. */
const CRONTAB = [
  `23 * * * * ${RETENTION_TASK}`,
  `* * * * * ${OVERDUE_TASK}`,
  `* * * * * ${RELATED_TASK}`,
  `* * * * * ${REINDEX_TASK}`,
  `40 3 * * * ${ROLLUP_TASK}`,
].join('\n');
const WEBHOOK_CRONTAB = `* * * * * ${REVIVE_TASK}`;
/** Deliveries that one instance sends at once; each waits for a receiver. */
const DELIVERY_CONCURRENCY = 8;

export interface BackgroundWorkerOptions {
  config: Config;
  database: Database;
  logger: AppLogger;
  /** Seconds between the attempts of a delivery, when they are to be other than usual. */
  retryDelaysSeconds?: number[];
  /** Who wants to know what it does. */
  telemetry?: TelemetrySink;
}

export interface BackgroundWorker {
  /** Finishes what runs. */
  stop(): Promise<void>;
}

/** Starts what happens without being asked: jobs, and the followers of the change log. Once per instance. */
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
      await pruneNewsletters(prisma);
    },
  };
  // Apart from the rest, which would wait for receivers that hang.
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
  const mail = await startMailWorker(options);
  if (hasSyncSources(config)) {
    // Only then: what reads other systems is much to load.
    const { startSyncWorker: startFollowing } = await import('./sync-worker.js');
    workers.push(await startFollowing(options));
  }
  const stopConsumers = followers.map((follower) =>
    changes.addObserver(new ChangeConsumerRunner(prisma, follower, logger)),
  );
  return {
    stop: async () => {
      await Promise.all(stopConsumers.map((each) => each()));
      await Promise.all([mail.stop(), ...workers.map((worker) => worker.stop())]);
    },
  };
}
