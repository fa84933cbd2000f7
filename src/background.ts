import { siteOf } from './app-settings.js';
import { startMail } from './background-mail.js';
import { type Config, followsAny } from './config.js';
import { ChangeFollower } from './database/change-follower.js';
import type { Database } from './database/database.js';
import { startWorker } from './database/job-queue.js';
import type { Log } from './database/log.js';
import { tidy } from './database/tidy.js';
import { PURGE_TASK, purgeFollower } from './delivery/cdn/purge-follower.js';
import { Purger } from './delivery/cdn/purger.js';
import { observeJobs } from './delivery/observing/observe-jobs.js';
import type { Observer } from './delivery/observing/observer.js';
import { OVERDUE_TASK } from './modules/editing/scheduling.js';
import { tidyNewsletters } from './modules/newsletter/tidy-newsletters.js';
import { THIN_OUT_TASK } from './modules/popular/thinning.js';
import { RelatedService } from './modules/related/related.service.js';
import { RELATED_TASK, relatedFollower, requestRefresh } from './modules/related/related-follower.js';
import { askForRenames, indexRenames, RENAMES_TASK, renamesFollower } from './modules/search/renames.js';
import { tidyWebhooks, WebhookDeliverer } from './modules/webhook/webhook-deliverer.service.js';
import { webhookFollower } from './modules/webhook/webhook-events.js';
import { DELIVER_TASK, REVIVE_TASK, revive } from './modules/webhook/webhook-queue.js';
import { WebhookSecrets } from './modules/webhook/webhook-secret.js';
import { WebhookSender } from './modules/webhook/webhook-sender.js';
import { secretKeyOf } from './secret-key.js';
import { tasksOf } from './tasks.js';

/** Name of the job that takes away what has grown old. */
const TIDY_TASK = 'tidy';
/** When jobs come by themselves. Related articles and renames: should one have failed for long, or come with a migration. */
const TIMES = [
  `23 * * * * ${TIDY_TASK}`,
  `* * * * * ${OVERDUE_TASK}`,
  `* * * * * ${RELATED_TASK}`,
  `* * * * * ${RENAMES_TASK}`,
  `40 3 * * * ${THIN_OUT_TASK}`,
].join('\n');
const REVIVE_TIMES = `* * * * * ${REVIVE_TASK}`;
/** Deliveries that one instance sends at once; each waits for a receiver. */
const SENDERS = 8;

export interface BackgroundParts {
  config: Config;
  database: Database;
  logger: Log;
  /** Seconds between the attempts of a delivery, when they are to be other than usual. */
  retryDelays?: number[];
  /** Who wants to know what it does. */
  observer?: Observer;
}

export interface Background {
  /** Finishes what runs. */
  stop(): Promise<void>;
}

/** Starts what happens without being asked: jobs, and the followers of the change log. Once per instance. */
export async function startBackground(parts: BackgroundParts): Promise<Background> {
  const { config, database, logger, retryDelays, observer = {} } = parts;
  const { editorial, jobs, changes } = database;
  const { CDN: cdn, PURGE_URL: url, PURGE_TOKEN: token } = config;
  const purger = url ? new Purger({ cdn, url, token }) : null;
  const followers = [
    webhookFollower(siteOf(config).url),
    relatedFollower,
    renamesFollower,
    ...(purger ? [purgeFollower] : []),
  ];
  const related = new RelatedService(jobs, config.SITE_LANGUAGE);
  const names = followers.map(({ name }) => name);
  const sender = new WebhookSender({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE });
  const deliverer = new WebhookDeliverer(
    editorial,
    sender,
    new WebhookSecrets(() => secretKeyOf(config)),
    retryDelays,
  );
  const tasks = {
    ...tasksOf(editorial, logger),
    [RELATED_TASK]: async () => {
      if (await related.refresh()) await requestRefresh(editorial);
    },
    [RENAMES_TASK]: async () => {
      if (await indexRenames(jobs)) await askForRenames(editorial);
    },
    [TIDY_TASK]: async () => {
      await tidy(editorial, { changeDays: config.CHANGE_LOG_DAYS, followers: names });
      await tidyWebhooks(editorial);
      await tidyNewsletters(editorial);
    },
  };
  // Apart from the rest, which would wait for receivers that hang.
  const outbound = {
    [DELIVER_TASK]: (payload: unknown) => deliverer.deliver((payload as { deliveryId: number }).deliveryId),
    [REVIVE_TASK]: () => revive(editorial),
    ...(purger && { [PURGE_TASK]: (payload: unknown) => purger.purge((payload as { tags: string[] }).tags) }),
  };
  const workers = [
    await startWorker(jobs, observeJobs(tasks, observer), logger, {
      name: 'content',
      states: database.workers,
      crontab: TIMES,
    }),
    await startWorker(jobs, observeJobs(outbound, observer), logger, {
      name: 'outbound',
      states: database.workers,
      crontab: REVIVE_TIMES,
      concurrency: SENDERS,
    }),
  ];
  const mail = await startMail(parts);
  if (followsAny(config)) {
    // Only then: what reads other systems is much to load.
    const { startFollowing } = await import('./background-following.js');
    workers.push(await startFollowing(parts));
  }
  const detach = followers.map((follower) => changes.attach(new ChangeFollower(editorial, follower, logger)));
  return {
    stop: async () => {
      await Promise.all(detach.map((each) => each()));
      await Promise.all([mail.stop(), ...workers.map((worker) => worker.stop())]);
    },
  };
}
