import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

/** A mail to one reader. */
export interface EmailMessage {
  /** As mail servers take it. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Names it for ever: a mail that is sent again has the same. Without < and >. */
  messageId?: string;
  headers: Record<string, string>;
}

export interface MailerSettings {
  /** smtp: or smtps:; without it mails are written to `folder`. */
  url: string | undefined;
  folder: string;
  from: { name: string; address: string };
  /** Connections to the mail server, and so mails that are under way at once. */
  maxConnections: number;
  /** Mails a second, over all connections of this process. */
  maxPerSecond: number;
}

/** Milliseconds that a mail server has to take a connection, to greet, and to answer. */
const TIMEOUTS_MS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

export interface Mailer {
  /** Whether mails are only written to a folder. */
  isDryRun: boolean;
  /** Resolves once the mail server has taken the mail. Rejects with nodemailer's error: see mail-failure.ts. */
  send(message: EmailMessage): Promise<void>;
  close(): void;
}

export function createMailer({ url, folder, from, maxConnections, maxPerSecond }: MailerSettings): Mailer {
  const pooled = {
    ...TIMEOUTS_MS,
    pool: true as const,
    maxConnections: maxConnections,
    rateLimit: maxPerSecond,
    rateDelta: 1_000,
    // A mail whose connection breaks may have arrived: whether it is sent again is for its sender to say.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = url
    ? createTransport({ ...pooled, url })
    : createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  transport.on('error', () => undefined); // of an idle connection; the next mail opens another
  const send = async ({ to, messageId, ...letter }: EmailMessage) => {
    const info = await transport.sendMail({
      ...letter,
      from,
      // As an object it is never read as a list of addresses.
      to: { name: '', address: to },
      ...(messageId && { messageId: `<${messageId}>` }),
    });
    if (!url) await saveToFolder(folder, (info as unknown as { message: Buffer }).message);
  };
  return { isDryRun: !url, send, close: () => transport.close() };
}

async function saveToFolder(folder: string, message: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const time = new Date().toISOString().replaceAll(':', '-');
  await writeFile(join(folder, `${time}-${randomUUID().slice(0, 8)}.eml`), message);
}
