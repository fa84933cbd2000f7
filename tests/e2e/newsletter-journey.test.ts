import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM_PATH, LOOKS, launchBrowser, lookAtPage } from '../support/looks.js';
import { findLink, type ReceivedMail } from '../support/mail-server.js';
import { type Newsroom, startNewsroom } from '../support/newsroom.js';
import { waitUntil } from '../support/until.js';

const READER = 'ada@reader.example';

const inBrowser = CHROMIUM_PATH
  ? test
  : (name: string, ..._rest: unknown[]) =>
      test.skip(`${name} (no Chromium found: install it or set CHROMIUM_PATH)`, () => {});

let newsroom: Newsroom;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  if (!CHROMIUM_PATH) return;
  newsroom = await startNewsroom({ MAIL_POSTAL_ADDRESS: 'The Harbour Courier, 1 Quay Street, Port Maren' });
  for (const [i, title] of [
    'The ferry ties up',
    'Two countries, one lighthouse',
    'The bridge is open',
  ].entries()) {
    const publishedAt = new Date(Date.now() - i * 60_000);
    const standfirst = 'The islanders’ first complaint is that they cannot hear it coming.';
    await newsroom.gateway.save({ slug: `story-${i}`, title, standfirst, section: ['World'], publishedAt });
  }
  browser = await launchBrowser(CHROMIUM_PATH);
  folder = process.env.SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'dateline-newsletter-')));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.close();
});

const statusOf = async (email: string) =>
  (await newsroom.gateway.database.prisma.newsletterSubscription.findFirst({ where: { email } }))?.status;

const lookAt = (name: string, show: (page: Page) => Promise<unknown>) =>
  lookAtPage(browser, folder, name, show);

inBrowser(
  'A reader signs up, confirms, receives the digest and unsubscribes by one click',
  async () => {
    const { gateway, mail } = newsroom;
    const page = await browser.newPage(LOOKS.wide);
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => troubles.push(String(error)));

    await page.goto(`${gateway.address}/newsletter/weekly`);
    await page.getByLabel('Your e-mail address').fill(READER);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    const [confirmation] = await mail.waitForMails(READER);
    const confirmLink = findLink(confirmation!, 'confirm');

    await lookAt('confirm', (each) => each.goto(confirmLink));
    await lookAt('confirm-mail', (each) => each.setContent(String(confirmation!.parsed.html)));
    expect(await statusOf(READER)).toBe('PENDING'); // pages without user input
    await page.goto(confirmLink);
    await page.mouse.move(200, 200);
    await page.mouse.move(240, 260);
    await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
    expect(await statusOf(READER)).toBe('ACTIVE');
    await lookAt('subscribed', (each) => each.goto(confirmLink));

    await newsroom.send();
    const [, digest] = await mail.waitForMails(READER, 2);
    expect(digest!.parsed.subject).toBe('The ferry ties up');
    expect(digest!.parsed.html).toContain('1 Quay Street');
    await lookAt('digest', (each) => each.setContent(String(digest!.parsed.html)));
    await lookAt('archive', (each) => each.goto(`${gateway.address}/newsletter/weekly/1`));
    await lookAt('unsubscribe', (each) => each.goto(findLink(digest!, 'unsubscribe')));
    await lookAt('newsletter', (each) => each.goto(`${gateway.address}/newsletter/weekly`));

    const click = await fetch(oneClickOf(digest!), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(click.status).toBe(200);
    expect(await statusOf(READER)).toBe('UNSUBSCRIBED');
    await gateway.save({ slug: 'later', title: 'Later', publishedAt: new Date() });
    await newsroom.subscribe('other@reader.example');
    await newsroom.send();
    await mail.waitForMails('other@reader.example', 2);
    expect(mail.mails.filter(({ to }) => to.includes(READER))).toHaveLength(2);
    expect(troubles).toEqual([]);
  },
  120_000,
);

inBrowser('A reader without JavaScript confirms with the button', async () => {
  await newsroom.signUp('noscript@reader.example');
  const [letter] = await newsroom.mail.waitForMails('noscript@reader.example');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(findLink(letter!, 'confirm'));
  await page.mouse.move(100, 100);
  await page.getByRole('button', { name: 'Confirm subscription' }).click();
  await page.getByRole('heading', { name: 'You are subscribed' }).waitFor();
  expect(await statusOf('noscript@reader.example')).toBe('ACTIVE');
  await context.close();
});

inBrowser('A scanner that runs scripts without user input does not confirm', async () => {
  await newsroom.signUp('sandbox@reader.example');
  const [letter] = await newsroom.mail.waitForMails('sandbox@reader.example');
  const page = await browser.newPage();
  await page.goto(findLink(letter!, 'confirm'));
  await page.evaluate(() => {
    for (const name of ['pointermove', 'keydown', 'wheel', 'touchstart'])
      document.dispatchEvent(new Event(name));
  });
  await page.reload();
  await page.waitForLoadState('networkidle');
  expect(await statusOf('sandbox@reader.example')).toBe('PENDING');
  // Neither awaited nor followed by closing the page: it navigates while the key is down, and
  // the browser may never settle either promise.
  page.keyboard.press('Tab').catch(() => undefined);
  await waitUntil(async () => (await statusOf('sandbox@reader.example')) === 'ACTIVE');
});

/** Returns the URL of the List-Unsubscribe header. */
function oneClickOf({ parsed }: ReceivedMail): string {
  const header = parsed.headerLines.find(({ key }) => key === 'list-unsubscribe')!.line;
  return /<([^>]+)>/.exec(header)![1]!;
}
