import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NewsletterOffice } from '../../src/modules/newsletter/newsletter-office.service.js';
import { type Newsroom, startNewsroom } from '../support/newsroom.js';
import { until } from '../support/until.js';

let newsroom: Newsroom;
let office: NewsletterOffice;
beforeAll(async () => {
  newsroom = await startNewsroom();
  office = new NewsletterOffice(newsroom.gateway.database.editorial);
});
afterAll(() => newsroom.close());

const exported = async (newsletterId: number | null = null) => {
  let text = '';
  for await (const line of office.export(newsletterId)) text += line;
  return text;
};

async function everythingSaid(): Promise<string> {
  const { rows } = await newsroom.gateway.database.pool.query(
    `SELECT query_to_xml(format('SELECT * FROM %I.%I', table_schema, table_name), true, false, '')::text AS said
     FROM information_schema.tables WHERE table_schema IN ('public', 'graphile_worker') AND table_type = 'BASE TABLE'`,
  );
  return rows.map(({ said }) => said).join('');
}

test('An erased person leaves nothing but a hash, and is not mailed when somebody signs them up again', async () => {
  const email = 'forgotten@reader.example';
  await newsroom.subscribe(email);
  expect(await everythingSaid()).toContain(email);
  expect(await office.forget('Forgotten@Reader.example')).toBe(1);
  expect((await everythingSaid()).toLowerCase()).not.toContain('forgotten');
  const suppressions = await newsroom.gateway.database.editorial.newsletterSuppression.findMany();
  expect(suppressions.map(({ reason }) => reason)).toEqual(['ERASED']);

  expect(await newsroom.signUp(email)).toEqual({ accepted: true, userErrors: [] });
  await newsroom.subscribe('after@reader.example'); // dealt with after it
  expect(newsroom.mail.mails.filter(({ to }) => to.includes(email))).toHaveLength(1);

  expect(await office.allow(email)).toBe(true);
  await newsroom.signUp(email);
  await newsroom.mail.mailsTo(email, 2);
});

test('A suppressed address gets no issue', async () => {
  await newsroom.subscribe('angry@reader.example');
  await newsroom.subscribe('calm@reader.example');
  await office.suppress('ANGRY@reader.example', 'COMPLAINED');
  await newsroom.gateway.save({ slug: 'news', publishedAt: new Date() });
  await newsroom.send();
  await newsroom.mail.mailsTo('calm@reader.example', 2);
  const { editorial } = newsroom.gateway.database;
  await until(async () => (await editorial.newsletterDelivery.count({ where: { status: 'SKIPPED' } })) === 1);
  expect(newsroom.mail.mails.filter(({ to }) => to.includes('angry@reader.example'))).toHaveLength(1);
});

test('The export is CSV that no spreadsheet runs', async () => {
  await newsroom.subscribe('=1+1@reader.example');
  const lines = (await exported()).split('\r\n');
  expect(lines[0]).toBe('newsletter,email,status,signed up,confirmed,unsubscribed');
  expect(lines).toContainEqual(
    expect.stringMatching(/^weekly,'=1\+1@reader\.example,ACTIVE,[\d-]+T[\d:.]+Z,[\d-]+T[\d:.]+Z,$/),
  );
  expect(await exported(2_000_000_000)).toBe(`${lines[0]}\r\n`);
});

test('What is no address is said to be none', async () => {
  await expect(office.forget('nobody')).rejects.toThrow('nobody is not an address of mail.');
});
