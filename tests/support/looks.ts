/// <reference lib="dom" />
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** The browser that tests open; undefined if there is none. */
export const CHROMIUM_PATH = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path && existsSync(path));

/** Sizes and colour schemes in which pages and mails are looked at. */
export const LOOKS = {
  wide: { viewport: { width: 1100, height: 800 }, colorScheme: 'light' },
  narrow: { viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  dark: { viewport: { width: 1100, height: 800 }, colorScheme: 'dark' },
} satisfies Record<string, BrowserContextOptions>;

/** Starts the browser, which reaches this machine alone. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
  flags.push('--disable-background-networking', '--disable-component-update');
  flags.push('--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
  return chromium.launch({ executablePath, args: flags });
}

/**
 * Takes a screenshot of a page in each look, and fails if it overflows or has too little contrast. `inspect` may
 * check more of it.
 */
export async function lookAtPage(
  browser: Browser,
  folder: string,
  name: string,
  show: (page: Page) => Promise<unknown>,
  inspect: (page: Page) => Promise<unknown> = async () => undefined,
  looks = Object.keys(LOOKS) as (keyof typeof LOOKS)[],
): Promise<void> {
  for (const look of looks) {
    const page = await browser.newPage(LOOKS[look]);
    await show(page);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
    const [needed, given] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect([name, look, needed! <= given!]).toEqual([name, look, true]);
    expect([name, look, await page.evaluate(contrastsBelow, 4.5)]).toEqual([name, look, []]);
    await inspect(page);
    await page.close();
  }
}

/** Runs in the page: the texts whose contrast with what is behind them is below a ratio (WCAG 2.2, 1.4.3). */
function contrastsBelow(ratio: number): string[] {
  const channels = (colour: string) => {
    const numbers = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return colour.startsWith('color(') ? numbers.map((n, i) => (i < 3 ? n * 255 : n)) : numbers;
  };
  const luminance = (colour: number[]) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const behind = (element: Element | null): number[] => {
    if (!element) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    return (colour[3] ?? 1) === 0 ? behind(element.parentElement) : colour;
  };
  const texts = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      element.getClientRects().length > 0 &&
      [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
  );
  return texts
    .filter((element) => {
      const pair = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))];
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) < ratio;
    })
    .map((element) => element.textContent!.trim());
}
