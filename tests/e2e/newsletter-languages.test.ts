/// <reference lib="dom" />
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM_PATH, launchBrowser, lookAtPage } from '../support/looks.js';
import { findLink } from '../support/mail-server.js';
import { startNewsroom } from '../support/newsroom.js';

const LOCALES = new URL('../../src/modules/newsletter/texts/locales/', import.meta.url);

/** What editors have written, in each language; it has no word of another. */
const CONTENT: Record<
  string,
  { site: string; titles: [string, string]; standfirst: string; direction: string }
> = {
  en: {
    site: 'The Harbour Courier',
    titles: ['The ferry ties up', 'Two countries, one lighthouse'],
    standfirst: 'The islanders’ first complaint is that they cannot hear it coming.',
    direction: 'ltr',
  },
  de: {
    site: 'Der Hafenbote',
    titles: ['Die Fähre legt an', 'Zwei Länder, ein Leuchtturm'],
    standfirst: 'Die Insulaner beschweren sich, dass sie das Schiff nicht hören.',
    direction: 'ltr',
  },
  fr: {
    site: 'Le Courrier du port',
    titles: ['Le bac est à quai', 'Deux pays, un phare'],
    standfirst: 'Les insulaires se plaignent de ne pas l’entendre arriver.',
    direction: 'ltr',
  },
  es: {
    site: 'El Correo del Puerto',
    titles: ['Atraca el transbordador', 'Dos países, un faro'],
    standfirst: 'Los isleños se quejan de que no lo oyen llegar.',
    direction: 'ltr',
  },
  ar: {
    site: 'بريد الميناء',
    titles: ['العبّارة ترسو في الميناء', 'بلدان ومنارة واحدة'],
    standfirst: 'يشكو سكان الجزر من أنهم لا يسمعونها حين تصل.',
    direction: 'rtl',
  },
};

const inBrowser = CHROMIUM_PATH ? test.each(Object.keys(CONTENT)) : test.skip.each(Object.keys(CONTENT));

let browser: Browser;
let folder: string;
beforeAll(async () => {
  if (!CHROMIUM_PATH) return;
  browser = await launchBrowser(CHROMIUM_PATH);
  folder = process.env.SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'dateline-languages-')));
});
afterAll(() => browser?.close());

inBrowser(
  'Mails and pages are in the language of the site: %s',
  async (language) => {
    const { site, titles, standfirst, direction } = CONTENT[language]!;
    const newsroom = await startNewsroom({ SITE_LANGUAGE: language, SITE_TITLE: site });
    const { gateway, mail } = newsroom;
    const foreign = await listForeignTexts(language);
    const inspect = async (name: string, page: Page) => {
      const frame = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
      expect([name, ...frame]).toEqual([name, language, direction]);
      const text = await page.evaluate(() => document.body.textContent);
      expect([name, foreign.filter((each) => text?.includes(each))]).toEqual([name, []]);
      expect([name, await page.evaluate(findWrongSide, direction)]).toEqual([name, []]);
    };
    const lookAt = (name: string, show: (page: Page) => Promise<unknown>) =>
      lookAtPage(browser, folder, `${language}-${name}`, show, (page) => inspect(name, page), [
        'wide',
        'narrow',
      ]);
    const lookAtUrl = (name: string, path: string) =>
      lookAt(name, (page) => page.goto(new URL(path, gateway.address).href));

    for (const [i, title] of titles.entries()) {
      const publishedAt = new Date(Date.now() - i * 60_000);
      await gateway.save({ slug: `story-${i}`, title, standfirst, publishedAt });
    }
    await newsroom.signUp('ada@reader.example');
    const [confirmation] = await mail.waitForMails('ada@reader.example');
    const confirmLink = findLink(confirmation!, 'confirm');
    const token = new URL(confirmLink).searchParams.get('token')!;
    expect(foreign.filter((each) => confirmation!.parsed.text!.includes(each))).toEqual([]);
    await lookAt('confirmation-mail', (page) => page.setContent(String(confirmation!.parsed.html)));
    await lookAtUrl('newsletters', '/newsletter');
    await lookAtUrl('sign-up', '/newsletter/weekly');
    await lookAtUrl('confirm', confirmLink);
    await lookAtUrl('pending', `/newsletter/subscription?token=${token}`);
    await newsroom.confirm(token);
    await lookAtUrl('subscribed', confirmLink);
    await newsroom.send();
    const [, digest] = await mail.waitForMails('ada@reader.example', 2);
    expect(digest!.parsed.subject).toBe(titles[0]);
    expect(foreign.filter((each) => digest!.parsed.text!.includes(each))).toEqual([]);
    await lookAt('digest', (page) => page.setContent(String(digest!.parsed.html)));
    await lookAtUrl('archive', '/newsletter/weekly/1');
    await lookAtUrl('earlier-issues', '/newsletter/weekly');
    await lookAtUrl('unsubscribe', findLink(digest!, 'unsubscribe'));
    await newsroom.unsubscribe(token);
    await lookAtUrl('unsubscribed', findLink(digest!, 'unsubscribe'));
    await lookAtUrl('unknown', '/newsletter/confirm?token=unknown');
    await newsroom.signUp('late@reader.example');
    const [late] = await mail.waitForMails('late@reader.example');
    await gateway.database.pool.query(
      `UPDATE newsletter_token SET confirms_until = now() WHERE used_at IS NULL`,
    );
    await lookAtUrl('expired', findLink(late!, 'confirm'));
    const submit = async (page: Page, email: string) => {
      await page.goto(`${gateway.address}/newsletter/weekly`);
      await page.locator('input[type=email]').fill(email);
      await Promise.all([page.waitForNavigation(), page.locator('button').click()]);
    };
    await lookAt('refused', (page) => submit(page, 'ada@localhost'));
    await lookAt('signed-up', (page) => submit(page, 'bob@reader.example'));
    await gateway.database.pool.query(
      `INSERT INTO newsletter_suppression SELECT address_hash, 'BOUNCED' FROM newsletter_subscription WHERE email = 'late@reader.example'`,
    );
    await lookAtUrl('suppressed', findLink(late!, 'confirm').replace('/confirm', '/subscription'));
    await gateway.database.pool.query('ALTER TABLE newsletter_token RENAME TO newsletter_token_away');
    await lookAtUrl('unavailable', confirmLink);
    await gateway.database.pool.query('ALTER TABLE newsletter_token_away RENAME TO newsletter_token');
    await newsroom.close();
  },
  180_000,
);

/** Lists the fixed parts of the messages of other languages that do not occur in those of a language. */
async function listForeignTexts(language: string): Promise<string[]> {
  const read = async (each: string) =>
    Object.values(
      JSON.parse(await readFile(new URL(`${each}.json`, LOCALES), 'utf8')) as Record<string, string>,
    );
  const own = (await read(language)).join('\n');
  const others = await Promise.all(
    Object.keys(CONTENT).flatMap((each) => (each === language ? [] : [read(each)])),
  );
  const fixed = others.flat().flatMap((message) => message.split(/\{[^{}]*\{.*?\}\}|\{.*?\}|<.*?>/));
  return [...new Set(fixed.map((text) => text.trim()))].filter(
    (text) => /\p{L}{4}/u.test(text) && !own.includes(text),
  );
}

/** Runs in the page: the paragraphs and headings that begin at the wrong side. */
function findWrongSide(direction: string): string[] {
  const wrong = [...document.querySelectorAll('p, h1, h2, h3')].filter((element) => {
    const { textAlign } = getComputedStyle(element);
    const side =
      textAlign === 'start' ? (getComputedStyle(element).direction === 'rtl' ? 'right' : 'left') : textAlign;
    return side !== (direction === 'rtl' ? 'right' : 'left');
  });
  return wrong.map((element) => element.textContent!.trim());
}
