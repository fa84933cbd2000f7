import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SIGN_UP_TASK } from '../../../src/modules/newsletter/newsletter-tasks.js';
import { makeJobsDue } from '../../support/jobs.js';
import { findLink } from '../../support/mail-server.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { waitUntil } from '../../support/until.js';

const SETTINGS = {
  SITE_LANGUAGE: 'en',
  SITE_LANGUAGES: 'de,ar',
  SITE_TITLE: 'Harbour Courier',
};
const ADA = 'ada@reader.example';
const BOB = 'bob@reader.example';
const LAYLA = 'layla@reader.example';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom(SETTINGS);
  const { gateway } = newsroom;
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await gateway.saveMany([
    { slug: 'ferry', title: 'Ferry', language: 'en', publishedAt: at(1), section: ['World'] },
    { slug: 'bridge', title: 'Bridge', language: null, publishedAt: at(2), section: ['World'] },
    { slug: 'faehre', title: 'Fähre', language: 'de', publishedAt: at(3), section: ['World'] },
    { slug: 'bruecke', title: 'Brücke', language: 'de-AT', publishedAt: at(4), section: ['World'] },
  ]);
  await gateway.database.pool.query(
    `UPDATE section SET texts = '{"de": {"name": "Welt"}}';
     UPDATE newsletter SET texts = '{"de": {"name": "Die Woche"}, "ar": {"name": "الأسبوعية"}}'`,
  );
  const desk = gateway.queryAs(await gateway.createKey('publish'));
  await desk(
    `mutation { updateSite(input: { translations: [{ language: "de", title: "Hafenkurier" }] }) { userErrors { message } } }`,
  );
  // A worker that starts reads the settings of the site.
  await newsroom.stopMail();
  await newsroom.startMail();
});
afterAll(() => newsroom.close());

const read = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(new URL(path, newsroom.gateway.address), { headers })).text();

test('A subscriber has the language of the input, else that of the request', async () => {
  const { gateway, mail } = newsroom;
  await gateway.query(
    `mutation { subscribeToNewsletter(input: { newsletter: "weekly", email: "${ADA}" }) { isAccepted } }`,
    {},
    { 'x-language': 'de' },
  );
  await makeJobsDue(gateway.database.pool, SIGN_UP_TASK, 1);
  await newsroom.signUp(BOB);
  await newsroom.signUp(LAYLA, 'ar');
  const [german] = await mail.waitForMails(ADA);
  expect(german!.parsed.subject).toBe('Bestätigen Sie Ihre Anmeldung zu Die Woche');
  expect(german!.parsed.html).toContain('<html lang="de" dir="ltr">');
  const [arabic] = await mail.waitForMails(LAYLA);
  expect(arabic!.parsed.subject).toBe('تأكيد اشتراكك في \u2068الأسبوعية\u2069');
  const [english] = await mail.waitForMails(BOB);
  expect(english!.parsed.subject).toBe('Confirm your subscription to The Weekly');
  const query = newsroom.queryAsEditor;
  const { newsletter } = await query(
    `{ newsletter(by: { slug: "weekly" }) { language subscriptions { nodes { email language } } } }`,
  );
  expect(newsletter).toEqual({
    language: null,
    subscriptions: {
      nodes: [
        { email: LAYLA, language: 'ar' },
        { email: BOB, language: 'en' },
        { email: ADA, language: 'de' },
      ],
    },
  });
});

test('Subscriptions are found by their language', async () => {
  const { newsletter } = await newsroom.queryAsEditor(
    `{ newsletter(by: { slug: "weekly" }) { subscriptions(filter: { language: "DE" }) { totalCount nodes { email } } } }`,
  );
  expect(newsletter.subscriptions).toEqual({ totalCount: 1, nodes: [{ email: ADA }] });
});

test('The pages of a mailed link have the language of the subscriber, whatever the browser prefers', async () => {
  const [letter] = await newsroom.mail.waitForMails(ADA);
  const page = await read(findLink(letter!, 'confirm'), { 'accept-language': 'en' });
  expect(page).toContain('<html lang="de"');
  expect(page).toContain('<strong>ada@reader.example</strong> für Die Woche anmelden?');
});

test('A sign-up in another language of a subscriber who has not confirmed changes the language, a later one does not', async () => {
  const { pool } = newsroom.gateway.database;
  await newsroom.signUp('eve@reader.example', 'ar');
  await newsroom.mail.waitForMails('eve@reader.example');
  const age = () => pool.query(`UPDATE newsletter_sign_up SET mailed_at = mailed_at - interval '11 minutes'`);
  const getLanguage = async () =>
    (await pool.query(`SELECT language FROM newsletter_subscription WHERE email = 'eve@reader.example'`))
      .rows;
  await age();
  await newsroom.signUp('eve@reader.example', 'de');
  const [, second] = await newsroom.mail.waitForMails('eve@reader.example', 2);
  expect(await getLanguage()).toEqual([{ language: 'de' }]);
  await newsroom.confirm(new URL(findLink(second!, 'confirm')).searchParams.get('token')!);
  await age();
  await newsroom.signUp('eve@reader.example', 'ar');
  const [, , third] = await newsroom.mail.waitForMails('eve@reader.example', 3);
  expect(third!.parsed.subject).toBe('Sie sind bereits für Die Woche angemeldet');
  expect(await getLanguage()).toEqual([{ language: 'de' }]);
  await newsroom.unsubscribe(new URL(findLink(third!, 'subscription')).searchParams.get('token')!);
});

test('Each subscriber gets the articles and texts of their language, and no mail without articles', async () => {
  for (const email of [ADA, BOB, LAYLA]) {
    const [letter] = await newsroom.mail.waitForMails(email);
    await newsroom.confirm(new URL(findLink(letter!, 'confirm')).searchParams.get('token')!);
  }
  await newsroom.send();
  const [, german] = await newsroom.mail.waitForMails(ADA, 2);
  const { subject, text, html } = german!.parsed;
  expect(subject).toBe('Fähre');
  expect(html).toContain('<html lang="de" dir="ltr">');
  for (const found of ['Fähre', 'Brücke', 'Welt', 'Sie erhalten Die Woche', 'Abbestellen'])
    expect(String(html)).toContain(found);
  for (const found of ['Fähre', 'Brücke', 'Die Woche, Nr. 1,', 'Im Browser lesen: '])
    expect(text).toContain(found);
  for (const foreign of ['Ferry', 'Bridge', 'World', 'Weekly', 'Unsubscribe', 'Harbour Courier'])
    expect(`${text}${html}`).not.toContain(foreign);
  const [, english] = await newsroom.mail.waitForMails(BOB, 2);
  expect(english!.parsed.subject).toBe('Ferry');
  for (const foreign of ['Fähre', 'Brücke', 'Welt', 'Woche', 'Abbestellen'])
    expect(`${english!.parsed.text}${english!.parsed.html}`).not.toContain(foreign);
  const { rows } = await newsroom.gateway.database.pool.query(
    `SELECT s.email, d.status FROM newsletter_delivery d JOIN newsletter_subscription s ON s.id = d.subscription_id ORDER BY 1`,
  );
  expect(rows.map(({ email }) => email)).toEqual([ADA, BOB]);
});

test('The archive and the graph show an issue in the language of the request', async () => {
  const [, german] = await newsroom.mail.waitForMails(ADA, 2);
  const link = /\S+\/newsletter\/weekly\/1\S*/.exec(german!.parsed.text!)![0];
  expect(link).toMatch(/\/newsletter\/weekly\/1\?language=de$/);
  expect(await read(link)).toContain('Die Woche ist ein Newsletter von Hafenkurier.');
  expect(await read('/newsletter/weekly/1', { 'accept-language': 'en' })).toContain('is a newsletter of');
  const page = await read('/newsletter/weekly?language=de');
  expect(page).toContain('<a href="/newsletter/weekly/1?language=de">Fähre</a>');
  expect(page).toContain('action="/newsletter/weekly?language=de"');
  const document = `{ newsletter(by: { slug: "weekly" }) {
    name issues { nodes { subject text articles { title } } }
  } }`;
  const { newsletter } = await newsroom.gateway.query(document, {}, { 'x-language': 'de' });
  expect(newsletter.name).toBe('Die Woche');
  expect(newsletter.issues.nodes).toEqual([
    {
      subject: 'Fähre',
      text: expect.stringContaining('Nr. 1'),
      articles: [{ title: 'Fähre' }, { title: 'Brücke' }],
    },
  ]);
  const { newsletter: english } = await newsroom.gateway.query(document);
  expect(english.issues.nodes[0]).toMatchObject({
    subject: 'Ferry',
    articles: [{ title: 'Ferry' }, { title: 'Bridge' }],
  });
});

test('An issue with news in one language goes to the subscribers of that language', async () => {
  await newsroom.gateway.save({ slug: 'kran', title: 'Kran', language: 'de', publishedAt: new Date() });
  const { newsletter } = await newsroom.queryAsEditor(
    `query @inLanguage(of: "de") { newsletter(by: { slug: "weekly" }) { nextIssue { subject articles { title } } } }`,
  );
  expect(newsletter.nextIssue).toEqual({ subject: 'Kran', articles: [{ title: 'Kran' }] });
  await newsroom.send();
  const [, , german] = await newsroom.mail.waitForMails(ADA, 3);
  expect(german!.parsed.subject).toBe('Kran');
  expect(newsroom.mail.mails.filter(({ to }) => to.includes(BOB))).toHaveLength(2);
});

test('A newsletter with a language is in that language for every subscriber, and hidden in the others', async () => {
  const { gateway, mail, queryAsEditor } = newsroom;
  const { createNewsletter } = await queryAsEditor(
    `mutation { createNewsletter(input: { slug: "hafen", name: "Hafenbrief", language: "DE" }) {
      newsletter { language } userErrors { message }
    } }`,
  );
  expect(createNewsletter).toEqual({ newsletter: { language: 'de' }, userErrors: [] });
  const list = async (language: string) =>
    (await gateway.query('{ newsletters { slug } }', {}, { 'x-language': language })).newsletters;
  expect(await list('en')).toEqual([{ slug: 'weekly' }]);
  expect(await list('de')).toEqual(
    [{ slug: 'weekly' }, { slug: 'hafen' }].sort((a, b) => (a.slug < b.slug ? 1 : -1)),
  );
  await gateway.query(
    `mutation { subscribeToNewsletter(input: { newsletter: "hafen", email: "${BOB}" }) { isAccepted } }`,
  );
  await makeJobsDue(gateway.database.pool, SIGN_UP_TASK, 1);
  const [, , letter] = await mail.waitForMails(BOB, 3);
  expect(letter!.parsed.subject).toBe('Bestätigen Sie Ihre Anmeldung zu Hafenbrief');
  expect(await read('/newsletter/hafen', { 'accept-language': 'en' })).toContain('<html lang="de"');
  await newsroom.confirm(new URL(findLink(letter!, 'confirm')).searchParams.get('token')!);
  await queryAsEditor(
    `mutation { sendNewsletterIssue(input: { newsletter: "hafen" }) { userErrors { message } } }`,
  );
  const [, , , digest] = await mail.waitForMails(BOB, 4);
  expect(digest!.parsed.subject).toBe('Kran');
  expect(digest!.parsed.text).toContain('Sie erhalten Hafenbrief');
  const { newsletter } = await queryAsEditor(
    `query @inLanguage(of: "de") { newsletter(by: { slug: "hafen" }) { issues { nodes { text } } } }`,
  );
  expect(newsletter.issues.nodes[0].text).toContain('Fähre');
});

test('A newsletter has a name in each language, which a caller can change and remove', async () => {
  const { queryAsEditor, gateway, newsletterId } = newsroom;
  const document = `mutation ($id: ID!, $translations: [NewsletterTranslationInput!]) {
    updateNewsletter(input: { id: $id, translations: $translations }) { userErrors { field code } }
  }`;
  const update = async (translations: object[]) =>
    (await queryAsEditor(document, { id: newsletterId, translations })).updateNewsletter.userErrors;
  const getName = async (language: string) =>
    (await gateway.query('{ newsletter(by: { slug: "weekly" }) { name } }', {}, { 'x-language': language }))
      .newsletter.name;
  expect(await update([{ language: 'de', name: ' Wochenblatt ' }])).toEqual([]);
  expect([await getName('de'), await getName('ar'), await getName('en')]).toEqual([
    ...['Wochenblatt', 'الأسبوعية', 'The Weekly'],
  ]);
  expect(
    await update([
      { language: 'fr', name: 'Hebdo' },
      { language: 'ar', name: 'a\nb' },
    ]),
  ).toEqual([
    { field: ['translations', '0', 'language'], code: 'INVALID' },
    { field: ['translations', '1', 'name'], code: 'INVALID' },
  ]);
  expect(await update([{ language: 'de', name: null }])).toEqual([]);
  expect(await getName('de')).toBe('The Weekly');
  expect(await update([{ language: 'de', name: 'Die Woche' }])).toEqual([]);
});

test('A test is sent in the language of the request', async () => {
  await newsroom.gateway.save({ slug: 'pier', title: 'Pier', language: 'en', publishedAt: new Date() });
  await newsroom.gateway.save({ slug: 'mole', title: 'Mole', language: 'de', publishedAt: new Date() });
  const document = `mutation ($email: String!) {
    sendNewsletterTest(input: { newsletter: "weekly", email: $email }) { userErrors { message } }
  }`;
  await newsroom.queryAsEditor(document, { email: 'desk@reader.example' }, { 'x-language': 'de' });
  const [german] = await newsroom.mail.waitForMails('desk@reader.example');
  expect(german!.parsed.subject).toBe('[Test] Mole');
  // The name of the newsletter, as in the issues that subscribers get.
  expect(german!.parsed.html).toContain('>Die Woche</h1>');
  expect(german!.parsed.text).toContain('Die Woche');
  for (const part of [german!.parsed.html, german!.parsed.text])
    expect(String(part)).not.toContain('The Weekly');
});

test('A language that the site does not have, and texts of an issue in several, are refused', async () => {
  const { queryAsEditor, gateway, newsletterId } = newsroom;
  const { createNewsletter } = await queryAsEditor(
    `mutation { createNewsletter(input: { slug: "lettre", name: "Lettre", language: "fr" }) { userErrors { field message } } }`,
  );
  const message = 'The language must be one of the site: en, de, ar.';
  expect(createNewsletter.userErrors).toEqual([{ field: ['language'], message }]);
  const { subscribeToNewsletter } = await gateway.query(
    `mutation { subscribeToNewsletter(input: { newsletter: "weekly", email: "x@reader.example", language: "fr" }) {
      isAccepted userErrors { field message }
    } }`,
  );
  expect(subscribeToNewsletter).toEqual({
    isAccepted: false,
    userErrors: [{ field: ['language'], message }],
  });
  const { planNewsletterIssue } = await queryAsEditor(
    `mutation ($id: String!) { planNewsletterIssue(input: { newsletter: $id, subject: "News" }) { userErrors { field code } } }`,
    { id: newsletterId },
  );
  expect(planNewsletterIssue.userErrors).toEqual([{ field: ['subject'], code: 'NOT_ALLOWED' }]);
});

test("An editor's articles are in the digest of their language, others have the newest", async () => {
  const { queryAsEditor, newsletterId } = newsroom;
  await queryAsEditor(
    `mutation ($id: String!) { planNewsletterIssue(input: { newsletter: $id, articles: ["faehre"] }) { userErrors { code } } }`,
    { id: newsletterId },
  );
  const preview = async (language: string) =>
    (
      await queryAsEditor(
        `query ($of: String!) @inLanguage(of: $of) { newsletter(by: { slug: "weekly" }) { nextIssue { articles { title } } } }`,
        { of: language },
      )
    ).newsletter.nextIssue.articles;
  expect(await preview('de')).toEqual([{ title: 'Fähre' }]);
  expect(await preview('en')).toEqual([{ title: 'Pier' }]);
});

test('A page that cannot be made because the database fails says so in the language of the request', async () => {
  const { pool } = newsroom.gateway.database;
  await newsroom.signUp('ivo@reader.example', 'de');
  const [letter] = await newsroom.mail.waitForMails('ivo@reader.example');
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
  const setReadOnly = async (value: 'on' | 'off') => {
    // The connection itself may be read-only.
    await pool.query(
      `SET transaction_read_only = off; ALTER DATABASE ${rows[0]!.name} SET default_transaction_read_only = ${value}`,
    );
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  };
  const confirm = () =>
    fetch(findLink(letter!, 'confirm'), { method: 'POST', headers: { 'accept-language': 'de' } });
  await setReadOnly('on');
  const response = await confirm();
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const page = await response.text();
  expect(page).toContain('<html lang="de"');
  expect(page).toContain('Diese Seite kann gerade nicht angezeigt werden.');
  await setReadOnly('off');
  // The connections of the gateway were cut off too, and each of them fails once.
  await waitUntil(async () => (await confirm()).status === 200);
});
