import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type ParsedMail, simpleParser } from 'mailparser';
import { createFileTransport } from '../../../src/mail/file-transport.js';
import { getMailFailure, MailFailure } from '../../../src/mail/mail-transport.js';
import { createPostmarkTransport } from '../../../src/mail/postmark-transport.js';
import { createSmtpTransport } from '../../../src/mail/smtp-transport.js';
import {
  createMessage,
  type DeliveredMail,
  describeMailTransport,
} from '../../support/contracts/mail-transport-contract.js';
import { startMailServer } from '../../support/mail-server.js';
import { getPostmarkHeaders, parseAddress, startPostmarkServer } from '../../support/postmark-server.js';

/** URL on which nothing listens. */
const NOWHERE = '127.0.0.1:1';
const { SERVER, LATER, REFUSED, NO_MAILBOX } = MailFailure;

const SMTP_REPLIES: Record<MailFailure, { code: number; message: string }> = {
  [SERVER]: { code: 421, message: '4.3.2 shutting down' },
  [LATER]: { code: 451, message: '4.7.1 greylisted' },
  [REFUSED]: { code: 550, message: '5.7.1 policy' },
  [NO_MAILBOX]: { code: 550, message: '5.1.1 no such user' },
};

describeMailTransport('SMTP', async () => {
  const server = await startMailServer();
  const refusals = new Map<string, MailFailure>();
  server.refuse = (address) => {
    const failure = refusals.get(address);
    return failure ? SMTP_REPLIES[failure] : null;
  };
  const transport = createSmtpTransport({ url: server.url, maxConnections: 3 });
  return {
    transport,
    findMails: async (address) =>
      server.mails.filter(({ to }) => to.includes(address)).map(({ parsed }) => toDelivered(parsed)),
    failures: [LATER, REFUSED, NO_MAILBOX, SERVER],
    refuse: (address, failure) => refusals.set(address, failure),
    createRejected: () => [createSmtpTransport({ url: `smtp://${NOWHERE}`, maxConnections: 1 })],
    close: async () => {
      await transport.close?.();
      await server.close();
    },
  };
});

describeMailTransport('.eml files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-mail-'));
  return {
    transport: createFileTransport({ folder: join(folder, 'new') }),
    findMails: async (address) => {
      const names = await readdir(join(folder, 'new')).catch(() => []);
      const files = await Promise.all(names.map((name) => readFile(join(folder, 'new', name))));
      const mails = await Promise.all(files.map(async (file) => toDelivered(await simpleParser(file))));
      return mails.filter(({ to }) => to.includes(address));
    },
    failures: [],
    close: () => rm(folder, { recursive: true }),
  };
});

const POSTMARK_REPLIES: Record<Exclude<MailFailure, MailFailure.LATER>, { status: number; code: number }> = {
  [SERVER]: { status: 429, code: 0 },
  [REFUSED]: { status: 422, code: 300 },
  [NO_MAILBOX]: { status: 422, code: 406 },
};

describeMailTransport('Postmark', async () => {
  const server = await startPostmarkServer();
  const { url, token } = server;
  return {
    transport: createPostmarkTransport({ url, token }),
    findMails: async (address) =>
      server.mails
        .filter(({ To }) => To === address)
        .map((mail) => {
          const headers = getPostmarkHeaders(mail);
          return {
            from: parseAddress(mail.From),
            to: [mail.To],
            subject: mail.Subject,
            text: mail.TextBody,
            html: mail.HtmlBody,
            messageId: headers['message-id']!,
            headers,
          };
        }),
    failures: [REFUSED, NO_MAILBOX, SERVER],
    refuse: (address, failure) =>
      server.refusals.set(address, POSTMARK_REPLIES[failure as keyof typeof POSTMARK_REPLIES]),
    createRejected: () => [
      createPostmarkTransport({ url, token: 'unknown' }),
      createPostmarkTransport({ url: `http://${NOWHERE}`, token }),
    ],
    close: server.close,
  };
});

test.each([
  ['an error of the account, such as a sender that is not confirmed', 422, 401, SERVER],
  ['an error of the service', 500, 0, SERVER],
  ['a mail that is too large', 413, 0, REFUSED],
])('Postmark: %s', async (_what, status, code, failure) => {
  const server = await startPostmarkServer();
  server.refusals.set('reader@mail.example', { status, code });
  const { url, token } = server;
  const transport = createPostmarkTransport({ url, token, messageStream: 'outbound' });
  const error = await transport.send(createMessage()).catch((reason: Error) => reason);
  expect(getMailFailure(error)).toBe(failure);
  expect((error as Error).message).toBe(`Postmark answered ${status}: No mail for reader@mail.example.`);
  server.refusals.clear();
  await transport.send(createMessage());
  expect(server.mails.map(({ MessageStream }) => MessageStream)).toEqual(['outbound']);
  await server.close();
});

function toDelivered({ from, to, subject, text, html, messageId, headerLines }: ParsedMail): DeliveredMail {
  const { name, address } = from!.value[0]!;
  const headers = headerLines.map(({ key, line }) => [
    key,
    line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim(),
  ]);
  return {
    from: { name, address: address! },
    to: [to!].flat().flatMap(({ value }) => value.map((each) => each.address!)),
    subject: subject!,
    text: text!,
    html: html || '',
    messageId: messageId!,
    headers: Object.fromEntries(headers),
  };
}
