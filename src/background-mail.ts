import { join } from 'node:path';
import { newsletterSettings } from './app-settings.js';
import type { Background, BackgroundParts } from './background.js';
import type { Config } from './config.js';
import { addJob, startWorker } from './database/job-queue.js';
import { observeJobs } from './delivery/observing/observe-jobs.js';
import type { Observer } from './delivery/observing/observer.js';
import { lookAfterNewsletters } from './modules/newsletter/issue-schedule.js';
import { IssueSender } from './modules/newsletter/issue-sender.service.js';
import { createMailer, type Mailer } from './modules/newsletter/mailer.js';
import { LOOK_TASK, SEND_TASK, SIGN_UP_TASK } from './modules/newsletter/newsletter-tasks.js';
import { createNewsletters } from './modules/newsletter/newsletters.js';
import { reviveSignUps, SignUpAnswerer } from './modules/newsletter/sign-up-answer.service.js';

const LOOK_TIMES = `* * * * * ${LOOK_TASK}`;
/** Jobs done at once: a long issue holds up no sign-up. */
const CONCURRENCY = 4;

/** Starts what sends mail. Once per instance. */
export async function startMail(parts: BackgroundParts): Promise<Background> {
  const { config, database, logger: log, observer = {} } = parts;
  const { editorial: prisma, jobs, readers } = database;
  const settings = newsletterSettings(config);
  const { frame, links, digests } = createNewsletters(database, settings);
  const mailer = observed(mailerOf(config), observer);
  const connections = config.MAIL_CONNECTIONS;
  const { published } = readers;
  const sender = new IssueSender({ pool: jobs, published, digests, links, mailer, connections, log });
  const answerer = new SignUpAnswerer({ prisma, mailer, frame, log });
  if (config.SMTP_URL && !config.GATEWAY_URL && config.NODE_ENV !== 'production') {
    log.warn({}, `GATEWAY_URL is not set: links in mails begin with ${settings.gateway}`);
  }
  const tasks = {
    [LOOK_TASK]: async () => {
      await lookAfterNewsletters(prisma);
      await reviveSignUps(prisma);
    },
    [SEND_TASK]: (payload: unknown) => sender.send((payload as { issueId: number }).issueId),
    [SIGN_UP_TASK]: (payload: unknown) => answerer.answer((payload as { signUpId: number }).signUpId),
  };
  const worker = await startWorker(jobs, observeJobs(tasks, observer), log, {
    name: 'mail',
    states: database.workers,
    crontab: LOOK_TIMES,
    concurrency: CONCURRENCY,
  });
  // What was cut off goes on at once; the time table brings it within a minute otherwise.
  await addJob(jobs, LOOK_TASK).catch((err) => log.warn({ err, part: 'jobs' }, 'newsletters wait a minute'));
  return {
    stop: async () => {
      sender.stop();
      await worker.stop();
      mailer.close();
    },
  };
}

function observed(mailer: Mailer, observer: Observer): Mailer {
  const send: Mailer['send'] = async (letter) => {
    await mailer.send(letter).catch((error) => {
      observer.mail?.('failed');
      throw error;
    });
    observer.mail?.('sent');
  };
  return { ...mailer, send };
}

function mailerOf(config: Config): Mailer {
  const { url, title } = newsletterSettings(config).site;
  const { hostname } = new URL(url);
  const isName = /[a-z]/i.test(hostname);
  return createMailer({
    url: config.SMTP_URL,
    folder: join(config.DATA_DIR, 'mail'),
    from: { name: title, address: config.MAIL_FROM ?? `newsletter@${isName ? hostname : 'localhost'}` },
    connections: config.MAIL_CONNECTIONS,
    rate: config.MAIL_RATE,
  });
}
