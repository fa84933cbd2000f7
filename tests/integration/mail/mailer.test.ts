import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createWorkerOptions } from '../../../src/app/worker/worker-options.js';
import { readConfig } from '../../../src/config/env.js';
import type { MailMessage } from '../../../src/mail/mail-transport.js';
import { createPostmarkTransport } from '../../../src/mail/postmark-transport.js';
import { startMailWorker } from '../../../src/modules/newsletter/mail/mail-worker.js';
import { Mailer } from '../../../src/modules/newsletter/mail/mailer.js';
import { createMessage } from '../../support/contracts/mail-transport-contract.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { getPostmarkHeaders, startPostmarkServer } from '../../support/postmark-server.js';
import { waitUntil } from '../../support/until.js';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
});
afterAll(() => newsroom.close());

test('A mailer adds the sender and sends no more mails per second than configured', async () => {
  const sent: { message: MailMessage; at: number }[] = [];
  const outcomes: string[] = [];
  const mailer = new Mailer({
    transport: {
      send: async (message) => {
        sent.push({ message, at: performance.now() });
        if (message.subject === 'refused') throw new Error('No.');
      },
    },
    getSender: () => ({ name: 'Courier', address: 'news@courier.example' }),
    maxPerSecond: 2,
    onMail: (outcome) => outcomes.push(outcome),
  });
  const { from: _, ...message } = createMessage();
  const mails = ['a', 'b', 'c', 'd', 'e', 'refused'].map((subject) => mailer.send({ ...message, subject }));
  const results = await Promise.allSettled(mails);
  expect(sent.map((each) => each.message.subject)).toEqual(['a', 'b', 'c', 'd', 'e', 'refused']);
  expect(new Set(sent.map((each) => each.message.from.address))).toEqual(new Set(['news@courier.example']));
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(outcomes).toEqual([...Array(5).fill('sent'), 'failed']);
  expect(sent.at(-1)!.at - sent[0]!.at).toBeGreaterThan(1_900);
});

test('An issue is sent through the transport of the site, and an address that bounced is suppressed', async () => {
  const { gateway } = newsroom;
  await gateway.save({ slug: 'ferry', title: 'The ferry', publishedAt: new Date() });
  for (const name of ['ada', 'ben', 'cyd']) await newsroom.subscribe(`${name}@mail.example`);
  const { mails } = newsroom.mail;
  await newsroom.stopMail();
  const mailed = mails.length;

  const server = await startPostmarkServer();
  server.refusals.set('ben@mail.example', { status: 422, code: 406 });
  const { url, token } = server;
  const worker = await startMailWorker(
    await createWorkerOptions({
      config: readConfig({ SITE_URL: 'https://courier.example', MAIL_RATE: '1000' }),
      siteConfig: { mail: createPostmarkTransport({ url, token }) },
      database: gateway.database,
      logger: pino({ level: 'silent' }),
    }),
  );
  const id = await newsroom.send();
  const readProgress = async () => {
    const document = `query ($id: ID!) { node(id: $id) {
      ... on NewsletterIssue { progress { waiting sent failed } }
    } }`;
    return (await newsroom.queryAsEditor(document, { id })).node.progress;
  };
  await waitUntil(async () => (await readProgress()).waiting === 0);
  await worker.stop();
  expect(await readProgress()).toEqual({ waiting: 0, sent: 2, failed: 1 });
  expect(server.mails.map(({ To }) => To).sort()).toEqual(['ada@mail.example', 'cyd@mail.example']);
  const headers = getPostmarkHeaders(server.mails[0]!);
  expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  expect(headers['message-id']).toMatch(/^<[0-9a-f]{32}@/);
  const { rows } = await gateway.database.pool.query('SELECT reason FROM newsletter_suppression');
  expect(rows).toEqual([{ reason: 'BOUNCED' }]);
  expect(mails).toHaveLength(mailed);
  await server.close();
});
