import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { waitUntil } from '../../support/until.js';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom({
    MAIL_REPLY_TO: 'desk@courier.example',
    MAIL_POSTAL_ADDRESS: 'The Harbour Courier, 1 Quay & Dock Street, Port Maren',
  });
});
afterAll(() => newsroom.close());

const sendTest = async (email: string) =>
  (
    await newsroom.queryAsEditor(
      `mutation ($input: SendNewsletterTestInput!) { sendNewsletterTest(input: $input) {
        newsletter { slug } userErrors { field code message } } }`,
      { input: { newsletter: 'weekly', email } },
    )
  ).sendNewsletterTest;

test('A test is refused while there is nothing to send', async () => {
  expect(await sendTest('editor@courier.example')).toMatchObject({
    newsletter: null,
    userErrors: [{ field: ['newsletter'], code: 'NOT_ALLOWED' }],
  });
});

test('A test shows the next issue to one address and is no issue', async () => {
  await newsroom.gateway.save({
    slug: 'first',
    title: 'First story',
    publishedAt: new Date(Date.now() - 60_000),
  });
  expect(await sendTest('editor@courier.example')).toEqual({
    newsletter: { slug: 'weekly' },
    userErrors: [],
  });
  const [mail] = await newsroom.mail.waitForMails('editor@courier.example');
  const { subject, text, html, replyTo } = mail!.parsed;
  expect(subject).toBe('[Test] First story');
  expect(replyTo!.value[0]!.address).toBe('desk@courier.example');
  expect(text).toContain('The Harbour Courier, 1 Quay & Dock Street, Port Maren');
  expect(html).toContain('1 Quay &amp; Dock Street');
  expect(mail!.raw).not.toMatch(/token=/);
  expect(await newsroom.gateway.database.prisma.newsletterIssue.count()).toBe(0);
  // The job, which has the address, is deleted after the mail was sent.
  await waitUntil(async () => {
    const { rows } = await newsroom.gateway.database.pool.query(
      `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'send_newsletter_test'`,
    );
    return rows.length === 0;
  });
});

test('Issues and confirmations have the address for replies and the postal address', async () => {
  await newsroom.subscribe('reader@reader.example');
  await newsroom.send();
  const mails = await newsroom.mail.waitForMails('reader@reader.example', 2);
  for (const { parsed } of mails) {
    expect(parsed.replyTo!.value[0]!.address).toBe('desk@courier.example');
    expect(parsed.text).toContain('1 Quay & Dock Street');
    expect(parsed.html).toContain('1 Quay &amp; Dock Street');
  }
});

test('A test to an invalid or suppressed address is refused', async () => {
  expect((await sendTest('no address')).userErrors).toMatchObject([{ field: ['email'], code: 'INVALID' }]);
  await newsroom.gateway.database.pool.query(
    `INSERT INTO newsletter_suppression (address_hash, reason) VALUES (sha256('gone@courier.example'), 'BOUNCED')`,
  );
  expect((await sendTest('Gone@courier.example')).userErrors).toMatchObject([
    { field: ['email'], code: 'NOT_ALLOWED', message: expect.stringContaining('dateline newsletter allow') },
  ]);
});
