import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NewsletterCliService } from '../../../src/modules/newsletter/newsletter-cli.service.js';
import { SubscriberImportService } from '../../../src/modules/newsletter/subscribers/subscriber-import.service.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { waitUntil } from '../../support/until.js';

let newsroom: Newsroom;
let cli: NewsletterCliService;
beforeAll(async () => {
  newsroom = await startNewsroom();
  cli = new NewsletterCliService(newsroom.gateway.database.prisma);
});
afterAll(() => newsroom.close());

const exported = async (newsletterId: number | null = null) => {
  let text = '';
  for await (const line of cli.exportCsv(newsletterId)) text += line;
  return text;
};

async function dumpTables(): Promise<string> {
  const { rows } = await newsroom.gateway.database.pool.query(
    `SELECT query_to_xml(format('SELECT * FROM %I.%I', table_schema, table_name), true, false, '')::text AS content
     FROM information_schema.tables WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE'`,
  );
  return rows.map(({ content }) => content).join('');
}

test('Erasing a subscriber leaves only a hash, which suppresses mails for later sign-ups', async () => {
  const email = 'forgotten@reader.example';
  await newsroom.subscribe(email);
  expect(await dumpTables()).toContain(email);
  expect(await cli.eraseSubscriber('Forgotten@Reader.example')).toBe(1);
  expect((await dumpTables()).toLowerCase()).not.toContain('forgotten');
  const suppressions = await newsroom.gateway.database.prisma.newsletterSuppression.findMany();
  expect(suppressions.map(({ reason }) => reason)).toEqual(['ERASED']);

  expect(await newsroom.signUp(email)).toEqual({ accepted: true, userErrors: [] });
  await newsroom.subscribe('after@reader.example'); // dealt with after it
  expect(newsroom.mail.mails.filter(({ to }) => to.includes(email))).toHaveLength(1);

  expect(await cli.removeSuppression(email)).toBe(true);
  await newsroom.signUp(email);
  await newsroom.mail.waitForMails(email, 2);
});

test('A suppressed subscriber receives no issue', async () => {
  await newsroom.subscribe('angry@reader.example');
  await newsroom.subscribe('calm@reader.example');
  await cli.suppress('ANGRY@reader.example', 'COMPLAINED');
  await newsroom.gateway.save({ slug: 'news', publishedAt: new Date() });
  await newsroom.send();
  await newsroom.mail.waitForMails('calm@reader.example', 2);
  const { prisma: editorial } = newsroom.gateway.database;
  await waitUntil(
    async () => (await editorial.newsletterDelivery.count({ where: { status: 'SKIPPED' } })) === 1,
  );
  expect(newsroom.mail.mails.filter(({ to }) => to.includes('angry@reader.example'))).toHaveLength(1);
});

test('A suppressed subscription is SUPPRESSED in the export, the graph and to its reader', async () => {
  const token = await newsroom.subscribe('bounced@reader.example');
  await newsroom.subscribe('complained@reader.example');
  await newsroom.signUp('unsure@reader.example');
  await newsroom.mail.waitForMails('unsure@reader.example');
  await newsroom.unsubscribe(await newsroom.subscribe('left@reader.example'));
  const count = async () =>
    (await newsroom.queryAsEditor('{ newsletter(by: { slug: "weekly" }) { subscriberCount } }')).newsletter
      .subscriberCount;
  const before = await count();
  const reasons = {
    bounced: 'BOUNCED',
    complained: 'COMPLAINED',
    unsure: 'BOUNCED',
    left: 'COMPLAINED',
  } as const;
  for (const [who, reason] of Object.entries(reasons)) await cli.suppress(`${who}@reader.example`, reason);

  const statuses = Object.fromEntries(
    (await exported()).split('\r\n').map((line) => [line.split(',')[1]?.split('@')[0], line.split(',')[2]]),
  );
  expect(statuses).toMatchObject({
    ...{ bounced: 'SUPPRESSED', complained: 'SUPPRESSED', unsure: 'SUPPRESSED', left: 'UNSUBSCRIBED' },
  });
  const page = 'totalCount nodes { email status suppression }';
  const { newsletter } = await newsroom.queryAsEditor(`{ newsletter(by: { slug: "weekly" }) {
    suppressed: subscriptions(status: SUPPRESSED, first: 3) { ${page} }
    pending: subscriptions(status: PENDING) { nodes { email } }
    active: subscriptions(status: ACTIVE, first: 50) { totalCount nodes { email } }
    left: subscriptions(status: UNSUBSCRIBED) { ${page} }
  } }`);
  expect(newsletter.suppressed.nodes).toEqual([
    { email: 'unsure@reader.example', status: 'SUPPRESSED', suppression: 'BOUNCED' },
    { email: 'complained@reader.example', status: 'SUPPRESSED', suppression: 'COMPLAINED' },
    { email: 'bounced@reader.example', status: 'SUPPRESSED', suppression: 'BOUNCED' },
  ]);
  expect(newsletter.left.nodes).toContainEqual({
    ...{ email: 'left@reader.example', status: 'UNSUBSCRIBED', suppression: 'COMPLAINED' },
  });
  const others = JSON.stringify([newsletter.pending, newsletter.active]);
  expect(others).not.toMatch(/bounced|complained|unsure|left/);
  expect(await count()).toBe(before - 2);
  expect(newsletter.active.totalCount).toBe(before - 2);

  const OWN = 'query ($token: String!) { newsletterSubscription(token: $token) { status suppression } }';
  expect((await newsroom.gateway.query(OWN, { token })).newsletterSubscription).toEqual({
    ...{ status: 'SUPPRESSED', suppression: 'BOUNCED' },
  });
  expect(await newsroom.confirm(token)).toMatchObject({ status: 'SUPPRESSED' });
  const shown = await fetch(`${newsroom.gateway.address}/newsletter/subscription?token=${token}`);
  expect(await shown.text()).toMatch(/is not sent to <strong>bounced@reader\.example/);
  expect(await newsroom.unsubscribe(token)).toMatchObject({ status: 'UNSUBSCRIBED' });
});

test('A subscriber import does not reactivate a suppressed or erased address', async () => {
  const imports = new SubscriberImportService(newsroom.gateway.database.prisma);
  const email = 'imported@reader.example';
  const listed = [{ email, newsletters: [{ slug: 'weekly', isWanted: true }], signedUpAt: null }];
  const origin = { source: 'ghost blog.example', asOf: null };
  const statuses = async () => (await exported()).match(/imported@reader\.example,\w+/g);
  expect(await imports.importSubscribers(listed, origin)).toMatchObject([{ outcome: 'created' }]);
  expect(await statuses()).toEqual([`${email},ACTIVE`]);
  for (const reason of ['BOUNCED', 'COMPLAINED'] as const) {
    await cli.suppress(email, reason);
    expect(await statuses()).toEqual([`${email},SUPPRESSED`]);
    expect(await imports.importSubscribers(listed, origin)).toMatchObject([{ outcome: 'left out' }]);
    expect(await statuses()).toEqual([`${email},SUPPRESSED`]);
  }
  await cli.eraseSubscriber(email);
  expect(await imports.importSubscribers(listed, origin)).toMatchObject([{ outcome: 'left out' }]);
  expect(await statuses()).toBeNull();
});

test('The CSV export escapes values that a spreadsheet would run as formulas', async () => {
  await newsroom.subscribe('=1+1@reader.example');
  const lines = (await exported()).split('\r\n');
  expect(lines[0]).toBe('newsletter,email,status,signed up,confirmed,unsubscribed');
  expect(lines).toContainEqual(
    expect.stringMatching(/^weekly,'=1\+1@reader\.example,ACTIVE,[\d-]+T[\d:.]+Z,[\d-]+T[\d:.]+Z,$/),
  );
  expect(await exported(2_000_000_000)).toBe(`${lines[0]}\r\n`);
});

test('eraseSubscriber rejects an invalid email address', async () => {
  await expect(cli.eraseSubscriber('nobody')).rejects.toThrow('nobody is not a valid email address.');
});
