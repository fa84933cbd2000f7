import { pino } from 'pino';
import { type Background } from '../../src/background.js';
import { startMail } from '../../src/background-mail.js';
import { readConfig } from '../../src/config.js';
import { type Gateway, type Query, startGateway } from './gateway.js';
import { type MailServer, startMailServer, tokenIn } from './mail-server.js';

/** A gateway with one newsletter, `weekly`, a mail server, and what sends mail. */
export interface Newsroom {
  gateway: Gateway;
  mail: MailServer;
  desk: Query;
  newsletterId: string;
  /** Starts one more instance of what sends mail. */
  startMail(settings?: NodeJS.ProcessEnv): Promise<Background>;
  signUp(email: string): Promise<{ accepted: boolean; userErrors: { field: string[]; code: string }[] }>;
  /** Signs up and confirms; answers the token. */
  subscribe(email: string): Promise<string>;
  confirm(token: string): Promise<{ status: string | null; userErrors: { code: string }[] }>;
  unsubscribe(token: string): Promise<{ status: string | null; userErrors: { code: string }[] }>;
  /** Sends the next issue to everyone; answers its id. */
  send(): Promise<string>;
  close(): Promise<void>;
}

const LIMITS = { SIGN_UPS_PER_CLIENT: '100000', SIGN_UPS_IN_ALL: '100000' };

export async function startNewsroom(settings: NodeJS.ProcessEnv = {}): Promise<Newsroom> {
  const mail = await startMailServer();
  const gateway = await startGateway({ ...LIMITS, ...settings });
  const { database } = gateway;
  const desk = gateway.as(await gateway.createKey('newsletter:read', 'newsletter:write'));
  const background = new Set<Background>();
  const start = async (more: NodeJS.ProcessEnv = {}) => {
    const config = readConfig({
      SITE_URL: 'https://courier.example',
      GATEWAY_URL: gateway.address,
      SMTP_URL: mail.url,
      MAIL_RATE: '1000',
      ...settings,
      ...more,
    });
    const started = await startMail({ config, database, logger: pino({ level: 'silent' }) });
    background.add(started);
    const stop = () => (background.delete(started) ? started.stop() : Promise.resolve());
    return { stop };
  };
  const { createNewsletter } = await desk(
    `mutation { createNewsletter(input: { slug: "weekly", name: "The Weekly", timeZone: "Europe/Dublin" }) {
      newsletter { id } userErrors { message }
    } }`,
  );
  const press = async (field: string, token: string) => {
    const document = `mutation ($token: String!) {
      ${field}(input: { token: $token }) { status newsletter { slug } userErrors { code } }
    }`;
    return (await gateway.query(document, { token }))[field];
  };
  const newsroom: Newsroom = {
    gateway,
    mail,
    desk,
    newsletterId: createNewsletter.newsletter.id,
    startMail: start,
    signUp: async (email) => {
      const document = `mutation ($email: String!) {
        subscribeToNewsletter(input: { newsletter: "weekly", email: $email }) { accepted userErrors { field code } }
      }`;
      return (await gateway.query(document, { email })).subscribeToNewsletter;
    },
    subscribe: async (email) => {
      await newsroom.signUp(email);
      const [letter] = await mail.mailsTo(email);
      const token = tokenIn(letter!, 'confirm');
      await newsroom.confirm(token);
      return token;
    },
    confirm: (token) => press('confirmNewsletterSubscription', token),
    unsubscribe: (token) => press('unsubscribeFromNewsletter', token),
    send: async () => {
      const document = `mutation ($id: ID!) {
        sendNewsletterIssue(input: { newsletter: $id }) { issue { id } userErrors { message } }
      }`;
      const { sendNewsletterIssue } = await desk(document, { id: newsroom.newsletterId });
      if (!sendNewsletterIssue.issue) throw new Error(JSON.stringify(sendNewsletterIssue.userErrors));
      return sendNewsletterIssue.issue.id;
    },
    close: async () => {
      await Promise.all([...background].map((each) => each.stop()));
      await gateway.close();
      await mail.close();
    },
  };
  await start();
  return newsroom;
}
