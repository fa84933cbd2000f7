import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addJob } from '../../../src/jobs/queue.js';
import { SCHEDULE_TASK } from '../../../src/modules/newsletter/newsletter-tasks.js';
import { parseEmailAddress } from '../../../src/shared/text/email-address.js';
import { findLink, findToken } from '../../support/mail-server.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { withShiftedClock } from '../../support/shifted-clock.js';
import { waitUntil } from '../../support/until.js';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.gateway.save({ slug: 'news', title: 'News', publishedAt: new Date() });
});
afterAll(() => newsroom.close());

const subscriptionOf = (email: string) =>
  newsroom.gateway.database.prisma.newsletterSubscription.findFirst({ where: { email } });
const jobsAreDone = () =>
  waitUntil(async () => {
    const { rows } = await newsroom.gateway.database.pool.query(
      `SELECT FROM graphile_worker.jobs WHERE task_identifier = 'answer_newsletter_sign_up'`,
    );
    return rows.length === 0;
  });
const age = (table: string, column: string, span: string, where = 'true') =>
  newsroom.gateway.database.pool.query(
    `UPDATE ${table} SET ${column} = ${column} - interval '${span}' WHERE ${where}`,
  );

describe('Newsletter sign-up', () => {
  test('sends a confirmation mail and activates the subscription only when confirmed', async () => {
    expect(await newsroom.signUp('ada@reader.example')).toEqual({ accepted: true, userErrors: [] });
    const [letter] = await newsroom.mail.waitForMails('ada@reader.example');
    expect(letter!.parsed.subject).toBe('Confirm your subscription to The Weekly');
    expect(letter!.parsed.html).toContain(findLink(letter!, 'confirm'));
    expect(await subscriptionOf('ada@reader.example')).toMatchObject({
      status: 'PENDING',
      confirmedAt: null,
    });
    const token = findToken(letter!, 'confirm');
    expect(await newsroom.confirm(token)).toMatchObject({
      status: 'ACTIVE',
      newsletter: { slug: 'weekly' },
      userErrors: [],
    });
    expect(await newsroom.confirm(token)).toMatchObject({ status: 'ACTIVE', userErrors: [] });
  });

  test('stores only the hash of a token', async () => {
    await newsroom.signUp('hash@reader.example');
    const [letter] = await newsroom.mail.waitForMails('hash@reader.example');
    const token = findToken(letter!, 'confirm');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    await jobsAreDone();
    const { pool } = newsroom.gateway.database;
    const { rows } = await pool.query(
      `SELECT query_to_xml('SELECT * FROM ' || quote_ident(table_name), true, false, '')::text AS said
       FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter(({ said }) => said.includes(token))).toEqual([]);
  });

  test('A link confirms by the clock of the database, also on an instance of which the clock is wrong', async () => {
    await newsroom.signUp('clock@reader.example');
    const [letter] = await newsroom.mail.waitForMails('clock@reader.example');
    const token = findToken(letter!, 'confirm');
    const payload = await withShiftedClock(72 * 3_600_000, () => newsroom.confirm(token));
    expect(payload).toMatchObject({ status: 'ACTIVE', userErrors: [] });
  });

  test('expires 48 hours after the confirmation mail', async () => {
    await newsroom.signUp('late@reader.example');
    const [letter] = await newsroom.mail.waitForMails('late@reader.example');
    const token = findToken(letter!, 'confirm');
    const { id } = (await subscriptionOf('late@reader.example'))!;
    await age('newsletter_token', 'confirms_until', '47 hours 59 minutes', `subscription_id = ${id}`);
    await age('newsletter_token', 'confirms_until', '2 minutes', `subscription_id = ${id}`);
    expect(await newsroom.confirm(token)).toMatchObject({
      status: 'PENDING',
      userErrors: [{ code: 'EXPIRED' }],
    });
    expect(await subscriptionOf('late@reader.example')).toMatchObject({ status: 'PENDING' });
  });

  test('returns the same payload for a known address and informs it by mail', async () => {
    await newsroom.subscribe('known@reader.example');
    await age('newsletter_sign_up', 'mailed_at', '11 minutes');
    expect(await newsroom.signUp('known@reader.example')).toEqual(
      await newsroom.signUp('new@reader.example'),
    );
    const [, second] = await newsroom.mail.waitForMails('known@reader.example', 2);
    expect(second!.parsed.subject).toBe('You are already subscribed to The Weekly');
    expect(await subscriptionOf('known@reader.example')).toMatchObject({ status: 'ACTIVE' });
  });

  test('sends at most one mail in ten minutes per address, ignoring case', async () => {
    for (let i = 0; i < 5; i++)
      expect(await newsroom.signUp('often@reader.example')).toMatchObject({ accepted: true });
    expect(await newsroom.signUp('OFTEN@Reader.Example')).toMatchObject({ accepted: true });
    await jobsAreDone();
    const mails = () =>
      newsroom.mail.mails.filter(({ to }) => to[0]!.toLowerCase() === 'often@reader.example').length;
    expect(mails()).toBe(1);
    await age('newsletter_sign_up', 'mailed_at', '9 minutes');
    await newsroom.signUp('often@reader.example');
    await jobsAreDone();
    expect(mails()).toBe(1);
    await age('newsletter_sign_up', 'mailed_at', '2 minutes');
    await newsroom.signUp('often@reader.example');
    await jobsAreDone();
    expect(mails()).toBe(2);
  });

  test('is processed by another instance after its worker was killed', async () => {
    const { id: newsletterId } = (await newsroom.gateway.database.prisma.newsletter.findFirst())!;
    const { hash, email } = parseEmailAddress('orphan@reader.example')!;
    const { id } = await newsroom.gateway.database.prisma.newsletterSignUp.create({
      data: { newsletterId, email, addressHash: hash, createdAt: new Date(Date.now() - 180_000) },
    });
    const { pool } = newsroom.gateway.database;
    await pool.query(
      `SELECT graphile_worker.add_job('answer_newsletter_sign_up', json_build_object('signUpId', $1::int),
         job_key := 'answer_newsletter_sign_up:' || $1, run_at := now() + interval '1 day')`,
      [id],
    );
    await pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '3 minutes', locked_by = 'dead', attempts = 1
       WHERE key = 'answer_newsletter_sign_up:' || $1`,
      [id],
    );
    await addJob(pool, SCHEDULE_TASK);
    await newsroom.mail.waitForMails(email);
    await pool.query(`DELETE FROM graphile_worker._private_jobs WHERE locked_by = 'dead'`);
  });

  test('sends at most five mails a day per address', async () => {
    for (let i = 0; i < 8; i++) {
      await newsroom.signUp('daily@reader.example');
      await jobsAreDone();
      await age('newsletter_sign_up', 'mailed_at', '11 minutes');
    }
    expect(await newsroom.mail.waitForMails('daily@reader.example', 5)).toHaveLength(5);
  });

  test.each([
    ['a name without a domain', 'ada'],
    ['two addresses', 'ada@reader.example, eve@evil.example'],
    ['an injected header', 'ada@reader.example\r\nBcc: eve@evil.example'],
    ['a quoted local part', '"ada@evil.example, x"@reader.example'],
    ['a display name', 'Ada <ada@reader.example>'],
    ['a comment', 'ada(eve@evil.example)@reader.example'],
    ['a percent route', 'ada%evil.example@reader.example'],
    ['an empty domain', 'ada@'],
    ['an invalid domain', 'ada@-reader-.example'],
    ['a domain without a dot', 'ada@reader'],
    ['a local part in another script', 'адa@reader.example'],
    ['an empty text', ''],
    ['an address that is too long', `${'a'.repeat(250)}@reader.example`],
  ])('rejects %s', async (_what, email) => {
    const before = newsroom.mail.mails.length;
    expect(await newsroom.signUp(email)).toEqual({
      accepted: false,
      userErrors: [{ field: ['email'], code: 'INVALID' }],
    });
    await jobsAreDone();
    expect(newsroom.mail.mails).toHaveLength(before);
  });

  test('accepts an internationalized domain and equates it with its Punycode form', async () => {
    await newsroom.signUp('zoë@bücher.example').then(({ accepted }) => expect(accepted).toBe(false));
    await newsroom.signUp('zoe@Bücher.example');
    const [letter] = await newsroom.mail.waitForMails('zoe@bücher.example');
    expect(letter!.raw).toContain('\r\nTo: zoe@xn--bcher-kva.example\r\n');
    await newsroom.confirm(findToken(letter!, 'confirm'));
    await newsroom.signUp('zoe@xn--bcher-kva.example');
    await jobsAreDone();
    const rows = await newsroom.gateway.database.prisma.newsletterSubscription.findMany({
      where: { email: { startsWith: 'zoe@' } },
    });
    expect(rows.map(({ email, status }) => [email, status])).toEqual([['zoe@Bücher.example', 'ACTIVE']]);
  });

  test('reports an unknown newsletter', async () => {
    const { subscribeToNewsletter } = await newsroom.gateway.query(`mutation {
      subscribeToNewsletter(input: { newsletter: "monthly", email: "a@reader.example" }) {
        accepted userErrors { field code }
      } }`);
    expect(subscribeToNewsletter).toEqual({
      accepted: false,
      userErrors: [{ field: ['newsletter'], code: 'NOT_FOUND' }],
    });
  });
});

describe('Newsletter unsubscribe', () => {
  test('accepts any mailed token, repeatedly and without expiry', async () => {
    const token = await newsroom.subscribe('leaving@reader.example');
    await age('newsletter_token', 'created_at', '3 years');
    await age('newsletter_token', 'confirms_until', '3 years', 'confirms_until IS NOT NULL');
    for (let i = 0; i < 2; i++) {
      expect(await newsroom.unsubscribe(token)).toMatchObject({ status: 'UNSUBSCRIBED', userErrors: [] });
    }
    // An old mail does not bring the reader back.
    expect(await newsroom.confirm(token)).toMatchObject({ status: 'UNSUBSCRIBED' });
    const document =
      'query ($token: String!) { newsletterSubscription(token: $token) { email status unsubscribedAt newsletter { slug } } }';
    const { newsletterSubscription } = await newsroom.gateway.query(document, { token });
    expect(newsletterSubscription).toMatchObject({
      email: 'leaving@reader.example',
      status: 'UNSUBSCRIBED',
      newsletter: { slug: 'weekly' },
    });
  });

  test('is reversed by signing up and confirming again', async () => {
    const token = await newsroom.subscribe('back@reader.example');
    await newsroom.unsubscribe(token);
    await age('newsletter_sign_up', 'mailed_at', '11 minutes');
    await newsroom.signUp('back@reader.example');
    const [, second] = await newsroom.mail.waitForMails('back@reader.example', 2);
    expect(await newsroom.confirm(findToken(second!, 'confirm'))).toMatchObject({ status: 'ACTIVE' });
    expect(await subscriptionOf('back@reader.example')).toMatchObject({ unsubscribedAt: null });
  });

  test('reports an invalid token', async () => {
    expect(await newsroom.unsubscribe('nonsense')).toMatchObject({
      status: null,
      newsletter: null,
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    const { newsletterSubscription } = await newsroom.gateway.query(
      '{ newsletterSubscription(token: "") { email } }',
    );
    expect(newsletterSubscription).toBeNull();
  });
});

describe('Subscriber list', () => {
  const COUNT = '{ newsletter(by: { slug: "weekly" }) { subscriberCount } }';
  const LIST = '{ newsletter(by: { slug: "weekly" }) { subscriptions { nodes { email } } } }';

  test.each([COUNT, LIST])('is forbidden without the newsletter:read scope: %s', async (document) => {
    const key = await newsroom.gateway.createKey('write', 'publish', 'preview', 'newsletter:write');
    const asWriter = { authorization: `Bearer ${key}` };
    for (const headers of [{}, asWriter]) {
      const [error] = await newsroom.gateway.queryErrors(document, {}, headers);
      expect(error!.extensions.code).toBe('FORBIDDEN');
    }
  });

  test('is returned and counted with the newsletter:read scope', async () => {
    await newsroom.subscribe('listed@reader.example');
    await newsroom.gateway.database.pool.query(
      "UPDATE newsletter_subscription SET source = 'ghost blog.example' WHERE email = 'listed@reader.example'",
    );
    await newsroom.signUp('unsure@reader.example');
    await newsroom.mail.waitForMails('unsure@reader.example');
    const { newsletter } = await newsroom.queryAsEditor(`{ newsletter(by: { slug: "weekly" }) {
      subscriberCount
      pending: subscriptions(status: PENDING, first: 1) { totalCount nodes { email status source } pageInfo { hasNextPage } }
      active: subscriptions(status: ACTIVE) { totalCount nodes { email confirmedAt source } }
    } }`);
    expect(newsletter.active.totalCount).toBe(newsletter.subscriberCount);
    const source = 'ghost blog.example';
    expect(newsletter.active.nodes[0]).toMatchObject({ email: 'listed@reader.example', source });
    expect(newsletter.pending.nodes).toEqual([
      { email: 'unsure@reader.example', status: 'PENDING', source: null },
    ]);
    expect(newsletter.pending.pageInfo.hasNextPage).toBe(true);
  });
});

test('Sign-up limits per client and in total delay mails and refuse requests beyond them', async () => {
  const small = await startNewsroom({ SIGN_UPS_PER_CLIENT: '3', SIGN_UPS_IN_ALL: '4', TRUSTED_PROXIES: '' });
  try {
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push((await small.signUp(`reader${i}@reader.example`)).accepted);
    expect(answers).toEqual([true, true, true, false, false]);
    expect((await small.signUp('reader9@reader.example')).userErrors).toEqual([
      { field: null, code: 'NOT_ALLOWED' },
    ]);
    const { rows } = await small.gateway.database.pool.query('SELECT key FROM rate_limit');
    expect(rows.filter(({ key }) => key.includes('127.0.0.1'))).toEqual([]);
    // Somebody else still can, until it is too much in all.
    await small.gateway.database.pool.query(`DELETE FROM rate_limit WHERE key LIKE 'sign-up-from%'`);
    expect((await small.signUp('other@reader.example')).accepted).toBe(true);
    // Then two of each network are mailed later.
    const { pool } = small.gateway.database;
    const waits = async () =>
      (
        await pool.query(`SELECT round(extract(epoch FROM run_at - created_at) / 900)::int AS turns
          FROM graphile_worker.jobs WHERE run_at > now() + interval '1 minute' ORDER BY run_at`)
      ).rows.map(({ turns }) => turns);
    expect((await small.signUp('another@reader.example')).accepted).toBe(true);
    expect(await waits()).toEqual([1]);
    await pool.query(`DELETE FROM rate_limit WHERE key LIKE 'sign-up-from%'`);
    expect((await small.signUp('last@reader.example')).accepted).toBe(true);
    expect(await waits()).toEqual([1, 2]);
    expect((await small.signUp('too-late@reader.example')).accepted).toBe(false);
  } finally {
    await small.close();
  }
});
