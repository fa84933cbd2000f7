import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { waitUntil } from './until.js';

/** A mail as it came, and as it is read. */
export interface ReceivedMail {
  /** Of the envelope. */
  to: string[];
  raw: string;
  parsed: ParsedMail;
}

/** A mail server that keeps what it is sent, and answers as it is told. */
export interface MailServer {
  /** e.g. smtp://127.0.0.1:41234 */
  url: string;
  mails: ReceivedMail[];
  /** What is said to a recipient: null to take the mail. */
  refuse: (address: string) => { code: number; message: string } | null;
  /** The mails to an address, once there are as many. */
  waitForMails(address: string, count?: number): Promise<ReceivedMail[]>;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = mailServer.refuse(address);
      if (!refusal) return done();
      done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    },
    onData: async (stream, { envelope }, done) => {
      const raw = await readStream(stream);
      const to = envelope.rcptTo.map(({ address }) => address);
      mailServer.mails.push({ to, raw, parsed: await simpleParser(raw) });
      done();
    },
  });
  server.on('error', () => undefined); // connections that are cut
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const mailServer: MailServer = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    refuse: () => null,
    waitForMails: async (address, count = 1) => {
      const findMails = () => mailServer.mails.filter(({ to }) => to.includes(address));
      await waitUntil(() => findMails().length >= count);
      return findMails();
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return mailServer;
}

async function readStream(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The address of a page of the gateway that a mail links to, from its plain text. */
export function findLink({ parsed }: ReceivedMail, page: string): string {
  const [link] = new RegExp(`\\S+/newsletter/${page}\\?token=[\\w-]+`).exec(parsed.text ?? '') ?? [];
  if (!link) throw new Error(`No link to ${page} in:\n${parsed.text}`);
  return link;
}

export function findToken(mail: ReceivedMail, page: string): string {
  return new URL(findLink(mail, page)).searchParams.get('token')!;
}
