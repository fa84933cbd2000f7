import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGateway } from '../../support/gateway.js';
import { findLink, findToken } from '../../support/mail-server.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { createTestDatabase } from '../../support/test-database.js';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom();
  await newsroom.gateway.save({ slug: 'news', title: 'News', publishedAt: new Date() });
});
afterAll(() => newsroom.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const get = (link: string, init?: RequestInit) => fetch(new URL(link, newsroom.gateway.address), init);
const post = (link: string, fields: Record<string, string>) =>
  get(link, { method: 'POST', headers: FORM, body: new URLSearchParams(fields).toString() });

/** Returns all data about subscribers except jobs and rate limits. */
async function state(): Promise<string> {
  const tables = ['subscription', 'token', 'sign_up', 'delivery', 'suppression', 'issue', 'plan'];
  const rows = await Promise.all(
    tables.map((table) =>
      newsroom.gateway.database.pool.query(`SELECT t::text FROM newsletter_${table} t ORDER BY 1`),
    ),
  );
  return JSON.stringify(rows.map(({ rows }) => rows));
}

/** Headers of programs that scan mails. */
const SCANNERS: Record<string, string>[] = [
  {
    'user-agent':
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
  },
  { 'user-agent': 'BarracudaCentral/2.0', range: 'bytes=0-1023' },
  { 'user-agent': 'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)', accept: '*/*' },
  { 'user-agent': 'python-requests/2.32', 'if-none-match': '"x"' },
  { 'user-agent': 'GoogleImageProxy', accept: 'image/*' },
  { 'user-agent': 'curl/8', cookie: 'session=1', authorization: 'Basic eDp5' },
  { 'user-agent': 'Slackbot-LinkExpanding 1.0', accept: 'text/html' },
  { 'user-agent': 'Mozilla/5.0 (iPhone)', purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' },
  { 'user-agent': '', 'x-http-method-override': 'POST' },
  { 'user-agent': 'Proofpoint', referer: 'https://mail.example/', 'x-method-override': 'POST' },
];

describe('Links in newsletter mails', () => {
  test('Mail scanners that open links with GET and HEAD change nothing', async () => {
    await newsroom.subscribe('reader@scanned.example');
    await newsroom.send();
    const [confirmation, digest] = await newsroom.mail.waitForMails('reader@scanned.example', 2);
    await newsroom.signUp('pending@scanned.example');
    const [pending] = await newsroom.mail.waitForMails('pending@scanned.example');
    const links = [confirmation!, digest!, pending!].flatMap(({ parsed }) => [
      ...`${parsed.text} ${parsed.html}`.matchAll(/http:\/\/127\.0\.0\.1:\d+\/[^\s"<]+/g),
    ]);
    const distinct = [...new Set(links.map(([link]) => link.replaceAll('&amp;', '&')))];
    expect(distinct.length).toBeGreaterThanOrEqual(6);
    const before = await state();
    let fetched = 0;
    for (const link of distinct) {
      for (const headers of SCANNERS) {
        for (const method of ['GET', 'HEAD']) {
          const response = await get(link, { method, headers });
          expect([link, response.status < 500]).toEqual([link, true]);
          await response.arrayBuffer();
          fetched += 1;
        }
      }
    }
    expect(fetched).toBe(distinct.length * 20);
    expect(await state()).toBe(before);
    // The button still confirms.
    expect((await post('/newsletter/confirm', { token: findToken(pending!, 'confirm') })).status).toBe(200);
    expect(await state()).not.toBe(before);
  });

  test('The confirmation page names site and subscriber and confirms by a form without script', async () => {
    await newsroom.signUp('form@reader.example');
    const [letter] = await newsroom.mail.waitForMails('form@reader.example');
    const page = await (await get(findLink(letter!, 'confirm'))).text();
    expect(page).toContain('The Harbour Courier');
    expect(page).toContain('<strong>form@reader.example</strong>');
    const [, action, token] =
      /<form method="post" action="([^"]+)"[^>]*>\s*<input type="hidden" name="token" value="([^"]+)">/.exec(
        page,
      )!;
    for (let press = 0; press < 2; press++) {
      const answer = await post(action!, { token: token! });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('You are subscribed');
    }
    expect(await (await get(findLink(letter!, 'confirm'))).text()).toContain('You are subscribed');
  });

  test('One-click unsubscribe accepts a POST without cookies in both body encodings (RFC 8058)', async () => {
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');
    const clicks: RequestInit[] = [
      { method: 'POST', headers: FORM, body: 'List-Unsubscribe=One-Click' },
      { method: 'POST', body },
    ];
    for (const [i, click] of clicks.entries()) {
      const token = await newsroom.subscribe(`click${i}@reader.example`);
      for (let press = 0; press < 2; press++) {
        const answer = await get(`/newsletter/unsubscribe?token=${token}`, click);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('set-cookie')).toBeNull();
        expect(await answer.text()).toContain('You are unsubscribed');
      }
      const document = 'query ($token: String!) { newsletterSubscription(token: $token) { status } }';
      const { newsletterSubscription } = await newsroom.gateway.query(document, { token });
      expect(newsletterSubscription).toEqual({ status: 'UNSUBSCRIBED' });
    }
  });

  test('An expired token returns 410 and an unknown one 404', async () => {
    await newsroom.signUp('old@reader.example');
    const [letter] = await newsroom.mail.waitForMails('old@reader.example');
    const token = findToken(letter!, 'confirm');
    await newsroom.gateway.database.pool.query(
      `UPDATE newsletter_token SET confirms_until = now() WHERE subscription_id =
         (SELECT id FROM newsletter_subscription WHERE email = 'old@reader.example')`,
    );
    for (const answer of [
      await get(`/newsletter/confirm?token=${token}`),
      await post('/newsletter/confirm', { token }),
    ]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain('This link has expired');
    }
    for (const page of ['confirm', 'unsubscribe', 'subscription']) {
      for (const query of ['', '?token=', '?token=none', '?token=a&token=b', '?token=%00']) {
        expect((await get(`/newsletter/${page}${query}`)).status).toBe(404);
      }
    }
    expect((await post('/newsletter/confirm', { token: '\0' })).status).toBe(404);
  });

  test('Token pages forbid caching, referrers, framing and inline scripts', async () => {
    const token = await newsroom.subscribe('quiet@reader.example');
    for (const page of ['confirm', 'unsubscribe', 'subscription']) {
      const { headers } = await get(`/newsletter/${page}?token=${token}`);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-inline');
    }
  });
});

describe('Newsletter pages', () => {
  test('The sign-up form accepts an address and keeps the escaped input on error', async () => {
    const taken = await post('/newsletter/weekly', { email: 'typed@reader.example' });
    expect([taken.status, await taken.text()]).toEqual([200, expect.stringContaining('Check your mail')]);
    const refused = await post('/newsletter/weekly', { email: '"><script>alert(1)</script>' });
    const page = await refused.text();
    expect(refused.status).toBe(400);
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script>');
    expect(page).toContain('aria-invalid="true" aria-describedby="wrong"');
  });

  test('The pages list newsletters and issues and show each issue without tokens', async () => {
    for (const path of ['/newsletter', '/newsletter/']) {
      const response = await get(path, { redirect: 'manual' });
      expect([path, response.status]).toEqual([path, 200]);
      expect(await response.text()).toContain('<a href="/newsletter/weekly">The Weekly</a>');
    }
    expect(await (await get('/newsletter/weekly')).text()).toContain(
      '<a href="/newsletter/weekly/1">News</a>',
    );
    const issue = await get('/newsletter/weekly/1');
    expect([issue.status, issue.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const page = await issue.text();
    expect(page).toContain('https://courier.example/news');
    expect(page).not.toContain('token=');
  });

  test.each([
    '/newsletter/monthly',
    '/newsletter/weekly/2',
    '/newsletter/weekly/0',
    '/newsletter/weekly/x',
    '/newsletter/weekly/9999999999',
  ])('An unknown newsletter page returns 404: %s', async (path) =>
    expect((await get(path)).status).toBe(404),
  );
});

test('Pages of newsletters have the stylesheet of the site in place of their own, if it is set', async () => {
  const own = await get('/newsletter/');
  expect(await own.text()).toContain('<link rel="stylesheet" href="/newsletter/assets/style.css">');
  expect(own.headers.get('content-security-policy')).toContain("style-src 'self';");

  const gateway = await startGateway({ NEWSLETTER_STYLESHEET: 'https://courier.example/look.css?v=1' });
  const page = await fetch(`${gateway.address}/newsletter/`);
  const html = await page.text();
  await gateway.close();
  expect(html).toContain('<link rel="stylesheet" href="https://courier.example/look.css?v=1">');
  expect(html).not.toContain('assets/style.css');
  expect(page.headers.get('content-security-policy')).toMatch(
    /style-src 'self' https:\/\/courier.example; .* img-src data: https:\/\/courier.example; font-src https:\/\/courier.example;/,
  );
});

describe('The language of newsletter pages', () => {
  const BROWSER = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
  const getLanguage = async (address: string, path: string, headers: Record<string, string> = BROWSER) => {
    const text = await (await fetch(new URL(path, address), { headers })).text();
    return /<html lang="([^"]+)"/.exec(text)?.[1];
  };

  test('Is that of the site if it has one language', async () => {
    expect(await getLanguage(newsroom.gateway.address, '/newsletter?language=de')).toBe('en');
  });

  test('Is the one in the address, else the one that the browser prefers, of the languages of the site', async () => {
    const { address, close } = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,ar' });
    expect(await getLanguage(address, '/newsletter')).toBe('de');
    expect(await getLanguage(address, '/newsletter', {})).toBe('en');
    expect(await getLanguage(address, '/newsletter', { 'accept-language': 'fr, ar;q=0.5' })).toBe('ar');
    expect(await getLanguage(address, '/newsletter?language=AR')).toBe('ar');
    expect(await getLanguage(address, '/newsletter', { ...BROWSER, 'x-language': 'en' })).toBe('en');
    expect(await getLanguage(address, '/newsletter?language=fr&language=de')).toBe('de');
    expect(await getLanguage(address, '/newsletter/confirm?token=x&language=xx')).toBe('de');
    await close();
  });

  test('A gateway with wrong texts in LOCALES_DIR does not start', async () => {
    const database = await createTestDatabase();
    await expect(startGateway({ LOCALES_DIR: '/nowhere/locales' }, { database })).rejects.toThrow(
      'LOCALES_DIR: the folder /nowhere/locales does not exist.',
    );
    await database.close();
  });
});
