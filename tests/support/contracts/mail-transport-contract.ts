import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  getMailFailure,
  MailFailure,
  type MailMessage,
  type MailTransport,
} from '../../../src/mail/mail-transport.js';

/** Mail as its recipient gets it. */
export interface DeliveredMail {
  from: { name: string; address: string };
  to: string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  /** Headers by lower-case name. */
  headers: Record<string, string>;
}

/** A transport with the server that it sends to. */
export interface MailTransportFixture {
  transport: MailTransport;
  /** Returns the mails that were accepted for an address. */
  findMails(address: string): Promise<DeliveredMail[]>;
  /** Kinds of failure that the server can answer for one recipient. */
  failures: MailFailure[];
  /** Makes the server answer with a failure to mails for an address. */
  refuse?(address: string, failure: MailFailure): void;
  /** Returns a transport whose credentials the server does not know, or whose server is away. */
  createRejected?(): MailTransport[];
  close(): Promise<void>;
}

export function createMessage(message: Partial<MailMessage> = {}): MailMessage {
  return {
    from: { name: 'The "Courier", Łódź & Co.', address: 'newsletter@courier.example' },
    to: 'reader@mail.example',
    subject: 'Fähren, «Brücken» & 渡し船',
    text: 'Good morning.\n\nThe ferry — at last.\n',
    html: '<p>Good morning.</p>\n<p>The ferry — at last. <a href="https://courier.example/a?b=c&amp;d=e">Read</a></p>\n',
    messageId: 'b5bb9d8014a0f9b1d61e21e796d78dcc@courier.example',
    headers: {
      'List-Id': '<weekly.newsletter.courier.example>',
      'List-Unsubscribe': '<https://courier.example/newsletter/unsubscribe?token=abc-_123>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
    ...message,
  };
}

/** Tests what every MailTransport has to do. */
export function describeMailTransport(name: string, start: () => Promise<MailTransportFixture>): void {
  describe(`MailTransport: ${name}`, () => {
    let fixture: MailTransportFixture;
    beforeAll(async () => {
      fixture = await start();
    });
    afterAll(() => fixture.close());

    test('A mail arrives with its sender, texts, Message-ID and headers', async () => {
      const message = createMessage();
      await fixture.transport.send(message);
      const [mail, ...others] = await fixture.findMails(message.to);
      expect(others).toEqual([]);
      const { headers, ...rest } = mail!;
      expect({ ...rest, text: rest.text.trim(), html: rest.html.trim() }).toEqual({
        from: message.from,
        to: [message.to],
        subject: message.subject,
        text: message.text.trim(),
        html: message.html.trim(),
        messageId: `<${message.messageId}>`,
      });
      for (const [header, value] of Object.entries(message.headers)) {
        expect(headers[header.toLowerCase()]).toBe(value);
      }
    });

    test('A mail without a Message-ID gets one', async () => {
      const { messageId: _, ...message } = createMessage({ to: 'no-id@mail.example' });
      await fixture.transport.send(message);
      const [mail] = await fixture.findMails(message.to);
      expect(mail!.messageId).toMatch(/^<[^<>\s]+@[^<>\s]+>$/);
    });

    test('Mails that are sent at once arrive once each', async () => {
      const addresses = Array.from({ length: 40 }, (_, i) => `reader-${i}@mail.example`);
      await Promise.all(addresses.map((to) => fixture.transport.send(createMessage({ to, subject: to }))));
      for (const to of addresses) {
        const mails = await fixture.findMails(to);
        expect(mails.map(({ subject }) => subject)).toEqual([to]);
      }
    });

    test('A refused mail is rejected with its kind of failure, and the next mail is sent', async () => {
      for (const failure of fixture.failures) {
        const to = `${failure.toLowerCase().replace('_', '-')}@mail.example`;
        fixture.refuse!(to, failure);
        const error = await catchError(fixture.transport.send(createMessage({ to })));
        expect([to, getMailFailure(error)]).toEqual([to, failure]);
        expect(error.message).not.toBe('');
        expect(await fixture.findMails(to)).toEqual([]);
        const after = `after-${to}`;
        await fixture.transport.send(createMessage({ to: after }));
        expect(await fixture.findMails(after)).toHaveLength(1);
      }
    });

    test('Sending stops for a server that is away or rejects the credentials', async () => {
      for (const rejected of fixture.createRejected?.() ?? []) {
        const error = await catchError(rejected.send(createMessage({ to: 'rejected@mail.example' })));
        expect(getMailFailure(error)).toBe(MailFailure.SERVER);
        await rejected.close?.();
      }
      expect(await fixture.findMails('rejected@mail.example')).toEqual([]);
    });
  });
}

async function catchError(work: Promise<void>): Promise<Error> {
  return work.then(
    () => Promise.reject(new Error('The mail was accepted.')),
    (error: Error) => error,
  );
}
