import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import type { MediaLibrary } from '../../../src/modules/media/media-library.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';

let folder: string;
let gateway: Gateway;
let library: MediaLibrary;
let issues = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-mail-pictures-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: 'https://gateway.example' };
  gateway = await startGateway(settings);
  library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  await gateway.database.prisma.newsletter.create({
    data: { slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
  });
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

/** Sends an issue of one article and returns the picture in its HTML; null if it has none. */
async function sendWith(url: string, alt: string): Promise<string | null> {
  const { prisma } = gateway.database;
  issues += 1;
  const image = { url, alt, caption: null, credit: null, width: null, height: null };
  const articleId = await gateway.save({
    ...{ slug: `article-${issues}`, title: `Title ${issues}` },
    image: { ...image, focalX: null, focalY: null },
  });
  const newsletter = await prisma.newsletter.findFirstOrThrow();
  const articles = { create: { articleId, position: 0, isMostRead: false } };
  await prisma.newsletterIssue.create({
    data: { newsletterId: newsletter.id, number: issues, sentAt: new Date(), articles },
  });
  const page = await fetch(`${gateway.address}/newsletter/weekly/${issues}`);
  return /<img [^>]*>/.exec(await page.text())?.[0] ?? null;
}

test('A digest shows a JPEG with two pixels per point, its size and its text alternative', async () => {
  const { path } = await library.add(await drawPicture({ width: 1_600, height: 800, format: 'webp' }), {
    name: 'quay.webp',
  });
  const picture = await sendWith(path!, 'A “quay”');
  expect(picture).toMatch(
    /src="https:\/\/gateway\.example\/media\/[0-9a-f]{40}\/1072x536_q75_jpeg\.[\w-]{16}"/,
  );
  expect(picture).toMatch(/width="536" height="268"/);
  expect(picture).toMatch(/alt="A “quay”"/);
  const { headers } = await fetch(
    /src="([^"]*)"/.exec(picture!)![1]!.replace('https://gateway.example', gateway.address),
  );
  expect(headers.get('content-type')).toBe('image/jpeg');
});

test('A digest never enlarges a picture, and a picture without a text alternative has the title of its article', async () => {
  const { path } = await library.add(await drawPicture({ width: 300, height: 200, format: 'png' }), {
    name: 'small.png',
  });
  expect(await sendWith(path!, '')).toMatch(/300x200_q75_jpeg\S+" alt="Title 2" width="536" height="357"/);
});

test('A digest links to pictures of other servers, except those that mail clients cannot show', async () => {
  expect(await sendWith('https://elsewhere.example/a.jpg', 'A')).toMatch(
    /src="https:\/\/elsewhere\.example\/a\.jpg"/,
  );
  expect(await sendWith('https://elsewhere.example/a.webp', 'A')).toBeNull();
  expect(await sendWith('/logo.svg', 'A')).toBeNull();
});
