import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { createFolder } from '../../../shared/create-folder.js';

/** Mail to one recipient. */
export interface EmailMessage {
  /** Address in the form for mail servers. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Permanent Message-ID without < and >; a mail that is sent again keeps it. */
  messageId?: string;
  headers: Record<string, string>;
}

export interface MailerSettings {
  /** An smtp: or smtps: URL; if undefined, mails are written to `folder`. */
  url: string | undefined;
  folder: string;
  from: { name: string; address: string };
  /** Maximum number of connections to the mail server, and so of mails in transit. */
  maxConnections: number;
  /** Maximum mails per second, over all connections of this process. */
  maxPerSecond: number;
}

/** Milliseconds that a mail server may take to connect, to greet and to respond. */
const TIMEOUTS_MS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

export interface Mailer {
  /** True if mails are only written to a folder. */
  isDryRun: boolean;
  /**
   * Resolves once the mail server has accepted the mail. Rejects with nodemailer's error: see
   * mail-failure.ts.
   */
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
    // A mail whose connection breaks may have been delivered, so its sender decides about a retry.
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
      // An object is never parsed as a list of addresses.
      to: { name: '', address: to },
      ...(messageId && { messageId: `<${messageId}>` }),
    });
    if (!url) await saveToFolder(folder, (info as unknown as { message: Buffer }).message);
  };
  return { isDryRun: !url, send, close: () => transport.close() };
}

async function saveToFolder(folder: string, message: Buffer): Promise<void> {
  createFolder(folder);
  const time = new Date().toISOString().replaceAll(':', '-');
  await writeFile(join(folder, `${time}-${randomUUID().slice(0, 8)}.eml`), message);
}
