import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { createMediaLibrary } from '../../src/app/media.js';
import { readConfig } from '../../src/config/env.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { drawPicture } from '../support/pictures.js';
import { recordStatements } from '../support/statements.js';
import { waitUntil } from '../support/until.js';

const findChromium = () =>
  [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path && existsSync(path));
const PICTURES = 40;
const QUERY = `{ article(by: { slug: "gallery" }) { body { blocks { ... on ImageBlock {
  image { id url alt width height dataUrl srcSet square: variant(width: 300, height: 300) { url width height } }
} } } } }`;

let folder: string;
let statements: string[];
let gateway: Gateway;
let site: Server;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-pictures-'));
  const settings = { DATA_DIR: folder };
  gateway = await startGateway({ ...settings, GATEWAY_URL: 'http://gateway.test' });
  const library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  const texts: string[] = [];
  for (let i = 0; i < PICTURES; i++) {
    const color = `#${(i * 6 + 15).toString(16).padStart(2, '0')}5080`;
    const { path } = await library.add(await drawPicture({ width: 2_400, height: 1_350, color }), {
      name: 'a.jpg',
    });
    texts.push(`![Picture ${i}](${path})`, 'A paragraph below the picture.');
  }
  await gateway.save({ slug: 'gallery', body: { format: 'markdown', text: texts.join('\n\n') } });
  let article: { body: { blocks: { image?: Picture }[] } };
  statements = await recordStatements(async () => {
    ({ article } = await gateway.query(QUERY));
  });
  const pictures = article!.body.blocks.flatMap(({ image }) => image ?? []);
  const html = pictures.map(renderImage).join('<p>A paragraph below the picture.</p>');
  const squares = pictures.map(renderSquare).join('');
  const page = `<!DOCTYPE html><meta name="viewport" content="width=device-width"><style>body{margin:0;max-width:1000px}img{display:block;width:100%;height:auto}nav{display:grid;grid-template-columns:repeat(10,1fr)}</style><nav>${squares}</nav>${html}`;
  site = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page),
  ).listen(0, '127.0.0.1');
  const executablePath = findChromium();
  if (executablePath) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  site?.close();
  await gateway?.close();
  await rm(folder, { recursive: true });
});

interface Picture {
  url: string;
  alt: string;
  width: number;
  height: number;
  dataUrl: string;
  srcSet: string;
  square: { url: string; width: number; height: number };
}

const toOwn = (text: string) => text.replaceAll('http://gateway.test', gateway.address);

function renderImage({ url, alt, width, height, dataUrl, srcSet }: Picture): string {
  return `<img src="${toOwn(url)}" srcset="${toOwn(srcSet)}" sizes="(min-width: 1000px) 1000px, 100vw" alt="${alt}" width="${width}" height="${height}" style="background:center/cover url(${dataUrl})">`;
}

function renderSquare({ alt, dataUrl, square: { url, width, height } }: Picture): string {
  return `<img data-square src="${toOwn(url)}" alt="${alt}" width="${width}" height="${height}" style="background:center/cover url(${dataUrl})">`;
}

test('A body of 40 pictures with placeholders, sizes and crops takes one statement for all of them', () => {
  console.info(`${PICTURES} pictures: ${statements.length} statements for the article`);
  expect(statements.filter((statement) => statement.includes('media_source'))).toHaveLength(1);
  expect(statements.length).toBeLessThanOrEqual(4);
});

(findChromium() ? test : test.skip).each([
  [390, 3, 1_280],
  [820, 1, 960],
  [1_440, 1, 1_280],
])(
  'A page %i points wide with %i pixels per point loads files %i wide, and nothing moves',
  async (width, deviceScaleFactor, expected) => {
    const page = await browser!.newPage({ viewport: { width, height: 900 }, deviceScaleFactor });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const read = () =>
      page.evaluate(() =>
        [...document.images].map(({ complete, currentSrc, naturalWidth, dataset }) => ({
          isSquare: dataset.square !== undefined,
          complete,
          currentSrc,
          naturalWidth,
        })),
      );
    await waitUntil(async () =>
      (await read()).every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
    );
    const images = await read();
    expect(images).toHaveLength(2 * PICTURES);
    for (const { currentSrc, isSquare } of images)
      expect(currentSrc).toContain(isSquare ? '/300x300' : `/${expected}x`);
    expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
    const format = await page.evaluate(
      async (url) => (await fetch(url)).headers.get('content-type'),
      images[0]!.currentSrc,
    );
    expect(format).toMatch(/^image\/(avif|webp|jpeg)$/);
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `pictures-${width}.png`) });
    await page.close();
  },
);
