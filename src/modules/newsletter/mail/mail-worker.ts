import { join } from 'node:path';
import type { Config } from '../../../config/env.js';
import { addJob, startWorker } from '../../../jobs/queue.js';
import { createFileTransport } from '../../../mail/file-transport.js';
import type { MailMessage, MailTransport } from '../../../mail/mail-transport.js';
import { createSmtpTransport } from '../../../mail/smtp-transport.js';
import { instrumentTasks } from '../../../observability/observe-jobs.js';
import type { BackgroundWorker, WorkerOptions } from '../../module.js';
import type { Site } from '../../site/site.type.js';
import { IssueSender } from '../issues/issue-sender.service.js';
import { scheduleDueIssues } from '../issues/schedule-due-issues.js';
import { sendTestIssue } from '../issues/send-test-issue.js';
import { getNewsletterSettings } from '../newsletter-settings.js';
import { SCHEDULE_TASK, SEND_TASK, SIGN_UP_TASK, TEST_TASK } from '../newsletter-tasks.js';
import { Newsletters } from '../newsletters.js';
import { requeueStalledSignUps, SignUpProcessor } from '../subscribers/sign-up-processor.service.js';
import { Mailer } from './mailer.js';

const ISSUE_SCHEDULE_CRONTAB = `* * * * * ${SCHEDULE_TASK}`;
/** Number of concurrent jobs, so that a long issue does not delay sign-ups. */
const CONCURRENCY = 4;

/** Starts the worker that sends newsletters and sign-up mails. Call it once per instance. */
export async function startMailWorker(options: WorkerOptions): Promise<BackgroundWorker> {
  const { config, site, siteConfig, database, logger: log, telemetry } = options;
  const { prisma, jobPool, writes, readClients } = database;
  const settings = getNewsletterSettings(options);
  const { frame, links, digests, newsletterService } = new Newsletters(database, settings);
  const mailer = new Mailer({
    transport: siteConfig.mail ?? createDefaultTransport(config),
    getSender: () => getSender(config, site),
    ...(config.MAIL_REPLY_TO && { replyTo: config.MAIL_REPLY_TO }),
    maxPerSecond: config.MAIL_RATE,
    onMail: (outcome) => telemetry.onMail?.(outcome),
  });
  const connections = config.MAIL_CONNECTIONS;
  const { published } = readClients;
  const sender = new IssueSender({
    pool: jobPool,
    writes,
    published,
    digests,
    languages: settings.languages,
    links,
    mailer,
    concurrency: connections,
    log,
  });
  const signUpProcessor = new SignUpProcessor({
    prisma,
    published,
    languages: settings.languages,
    mailer,
    frame,
    log,
  });
  if (!mailer.isDryRun && !config.GATEWAY_URL && config.NODE_ENV !== 'production') {
    log.warn({}, `GATEWAY_URL is not set: links in mails begin with ${settings.gateway}`);
  }
  const tasks = {
    [SCHEDULE_TASK]: async () => {
      await scheduleDueIssues(prisma, settings.languages);
      await requeueStalledSignUps(prisma);
    },
    [SEND_TASK]: (payload: unknown) => sender.send((payload as { issueId: number }).issueId),
    [TEST_TASK]: (payload: unknown) =>
      sendTestIssue(
        { prisma, mailer, newsletterService, log },
        payload as { newsletterId: number; email: string; language?: string },
      ),
    [SIGN_UP_TASK]: (payload: unknown) => signUpProcessor.process((payload as { signUpId: number }).signUpId),
  };
  const worker = await startWorker(jobPool, instrumentTasks(tasks, telemetry), log, {
    name: 'mail',
    states: database.workers,
    crontab: ISSUE_SCHEDULE_CRONTAB,
    concurrency: CONCURRENCY,
  });
  // Resumes an interrupted issue immediately; the crontab would do so within a minute.
  await addJob(jobPool, SCHEDULE_TASK).catch((err) =>
    log.warn({ err, part: 'jobs' }, 'newsletters could not be scheduled: retrying in a minute'),
  );
  return {
    stop: async () => {
      sender.stop();
      await worker.stop();
      await mailer.close();
    },
  };
}

/** Creates the transport that the settings describe: SMTP, or files without a mail server. */
function createDefaultTransport(config: Config): MailTransport {
  const { SMTP_URL: url, MAIL_CONNECTIONS: maxConnections, DATA_DIR } = config;
  return url
    ? createSmtpTransport({ url, maxConnections })
    : createFileTransport({ folder: join(DATA_DIR, 'mail') });
}

function getSender(config: Config, { url, title }: Site): MailMessage['from'] {
  const { hostname } = new URL(url);
  const isName = /[a-z]/i.test(hostname);
  return { name: title, address: config.MAIL_FROM ?? `newsletter@${isName ? hostname : 'localhost'}` };
}
