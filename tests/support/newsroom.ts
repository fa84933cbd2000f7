import { pino } from 'pino';
import { createWorkerOptions } from '../../src/app/worker/worker-options.js';
import { readConfig } from '../../src/config/env.js';
import { type BackgroundWorker } from '../../src/modules/module.js';
import { startMailWorker } from '../../src/modules/newsletter/mail/mail-worker.js';
import { SIGN_UP_TASK } from '../../src/modules/newsletter/newsletter-tasks.js';
import { type Gateway, type Query, startGateway } from './gateway.js';
import { makeJobsDue } from './jobs.js';
import { findToken, type MailServer, startMailServer } from './mail-server.js';

/** A gateway with a newsletter `weekly`, a mail server and a mail worker. */
export interface Newsroom {
  gateway: Gateway;
  mail: MailServer;
  queryAsEditor: Query;
  newsletterId: string;
  /** Starts another mail worker. */
  startMail(settings?: NodeJS.ProcessEnv): Promise<BackgroundWorker>;
  /** Stops all mail workers. */
  stopMail(): Promise<void>;
  /** Signs up. The mail is sent without the random delay. */
  signUp(
    email: string,
    language?: string,
  ): Promise<{ accepted: boolean; userErrors: { field: string[]; code: string }[] }>;
  /** Signs up and confirms. Returns the token. */
  subscribe(email: string, language?: string): Promise<string>;
  confirm(token: string): Promise<{ status: string | null; userErrors: { code: string }[] }>;
  unsubscribe(token: string): Promise<{ status: string | null; userErrors: { code: string }[] }>;
  /** Sends the next issue to all subscribers. Returns its ID. */
  send(): Promise<string>;
  close(): Promise<void>;
}

const SIGN_UP_LIMITS = { SIGN_UPS_PER_CLIENT: '100000', SIGN_UPS_IN_ALL: '100000' };

export async function startNewsroom(settings: NodeJS.ProcessEnv = {}): Promise<Newsroom> {
  const mail = await startMailServer();
  const gateway = await startGateway({ ...SIGN_UP_LIMITS, ...settings });
  const { database } = gateway;
  const queryAsEditor = gateway.queryAs(await gateway.createKey('newsletter:read', 'newsletter:write'));
  const workers = new Set<BackgroundWorker>();
  const start = async (more: NodeJS.ProcessEnv = {}) => {
    const config = readConfig({
      SITE_URL: 'https://courier.example',
      GATEWAY_URL: gateway.address,
      SMTP_URL: mail.url,
      MAIL_RATE: '1000',
      ...settings,
      ...more,
    });
    const worker = await startMailWorker(
      await createWorkerOptions({ config, database, logger: pino({ level: 'silent' }) }),
    );
    workers.add(worker);
    const stop = () => (workers.delete(worker) ? worker.stop() : Promise.resolve());
    return { stop };
  };
  const { createNewsletter } = await queryAsEditor(
    `mutation { createNewsletter(input: { slug: "weekly", name: "The Weekly", timeZone: "Europe/Dublin" }) {
      newsletter { id } userErrors { message }
    } }`,
  );
  const sendToken = async (field: string, token: string) => {
    const document = `mutation ($token: String!) {
      ${field}(input: { token: $token }) { status newsletter { slug } userErrors { code } }
    }`;
    return (await gateway.query(document, { token }))[field];
  };
  const newsroom: Newsroom = {
    gateway,
    mail,
    queryAsEditor,
    newsletterId: createNewsletter.newsletter.id,
    startMail: start,
    stopMail: async () => {
      await Promise.all([...workers].map((each) => each.stop()));
      workers.clear();
    },
    signUp: async (email, language) => {
      const document = `mutation ($email: String!, $language: String) {
        subscribeToNewsletter(input: { newsletter: "weekly", email: $email, language: $language }) { accepted userErrors { field code } }
      }`;
      const payload = (await gateway.query(document, { email, language })).subscribeToNewsletter;
      await makeJobsDue(database.pool, SIGN_UP_TASK, 1);
      return payload;
    },
    subscribe: async (email, language) => {
      await newsroom.signUp(email, language);
      const [firstMail] = await mail.waitForMails(email);
      const token = findToken(firstMail!, 'confirm');
      await newsroom.confirm(token);
      return token;
    },
    confirm: (token) => sendToken('confirmNewsletterSubscription', token),
    unsubscribe: (token) => sendToken('unsubscribeFromNewsletter', token),
    send: async () => {
      const document = `mutation ($id: String!) {
        sendNewsletterIssue(input: { newsletter: $id }) { issue { id } userErrors { message } }
      }`;
      const { sendNewsletterIssue } = await queryAsEditor(document, { id: newsroom.newsletterId });
      if (!sendNewsletterIssue.issue) throw new Error(JSON.stringify(sendNewsletterIssue.userErrors));
      return sendNewsletterIssue.issue.id;
    },
    close: async () => {
      await newsroom.stopMail();
      await gateway.close();
      await mail.close();
    },
  };
  await start();
  return newsroom;
}
