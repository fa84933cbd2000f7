import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { createMediaLibrary } from '../../src/app/media.js';
import { hashCacheTag } from '../../src/cache/surrogate-keys.js';
import { readConfig } from '../../src/config/env.js';
import { ImportService } from '../../src/modules/import/import.service.js';
import { setExpiry } from '../../src/modules/media/media-rights.js';
import { readDatabaseClock, withWriteLock } from '../../src/mutations/write-lock.js';
import { DatelineProcess, query, startDateline } from '../support/dateline-process.js';
import { ARTICLE_DEFAULTS } from '../support/gateway.js';
import { drawPicture } from '../support/pictures.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

const PAGE = `{ article(by: { slug: "quay" }) { image { url variant(width: 200, format: JPEG) { url } }
  body { html blocks { html } } seo { jsonLd openGraph { content } } } }`;
const DOCUMENTS = [
  '/feeds/rss.xml',
  '/feeds/atom.xml',
  '/feeds/feed.json',
  '/sitemaps/articles-1.xml',
  '/newsletter/weekly/1',
];
/** Seconds until the rights end: enough to read everything before, also on a busy machine. */
const SECONDS = 10;

let folder: string;
let database: TestDatabase;
let cdn: Receiver;
const instances: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-media-rights-'));
  database = await createTestDatabase();
  cdn = await startReceiver();
  const settings = {
    DATABASE_URL: toUrl(database.connection),
    ...{ DATA_DIR: folder, SEED: 'false', CACHE_MB: '16', SITE_URL: 'https://courier.example' },
    ...{ PURGE_URL: cdn.address, RATE_PER_CLIENT: '0' },
  };
  instances.push((await startDateline(settings)).address, (await startDateline(settings)).address);
});
afterAll(async () => {
  DatelineProcess.killAll();
  await cdn?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

function toUrl({ host, user, database: name }: pg.PoolConfig): string {
  return `postgresql://${user}@localhost/${name}?host=${host}`;
}

test('A picture whose rights end is gone from two instances, their media addresses and the CDN', async () => {
  const { prisma } = database;
  const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, prisma);
  const file = await library.add(await drawPicture(), { name: 'quay.jpg' });
  const image = { url: file.path!, alt: 'A quay', caption: null, credit: null, width: null, height: null };
  await new ImportService(prisma).upsert({
    ...{ ...ARTICLE_DEFAULTS, slug: 'quay', title: 'Quay', sourceId: 'quay' },
    ...{ image: { ...image, focalX: null, focalY: null }, publishedAt: new Date('2026-01-02') },
    body: { format: 'markdown', text: `Text.\n\n![A quay](${file.path})` },
  });
  const { id: articleId } = await prisma.draft.findFirstOrThrow();
  await prisma.newsletter.create({
    data: {
      ...{ slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
      issues: {
        create: {
          number: 1,
          sentAt: new Date(),
          articles: { create: { articleId, position: 0, isMostRead: false } },
        },
      },
    },
  });

  /** Returns what names the file at an instance, and the statuses of its addresses. */
  const { article } = await query(instances[0]!, PAGE);
  const paths = [article.image.url, article.image.variant.url].map((url: string) => new URL(url).pathname);
  const listMentions = async (address: string) => {
    const { article } = await query(address, PAGE);
    const pages = await Promise.all(
      DOCUMENTS.map(async (path) => [path, await (await fetch(address + path)).text()] as const),
    );
    const parts = [
      ...Object.entries<unknown>({ ...article.body, ...article.seo, image: article.image }),
      ...pages,
    ];
    return parts.filter(([, part]) => JSON.stringify(part).includes(file.hash)).map(([name]) => name);
  };
  const listStatuses = async (address: string) => {
    const responses = await Promise.all(paths.map((path) => fetch(address + path)));
    return Promise.all(
      responses.map(async (response) => [response.status, (await response.arrayBuffer()).byteLength > 0]),
    );
  };
  const everything = ['html', 'blocks', 'jsonLd', 'openGraph', 'image', ...DOCUMENTS];
  for (const address of instances) {
    expect(await listMentions(address)).toEqual(everything);
    expect(await listStatuses(address)).toEqual([
      [200, true],
      [200, true],
    ]);
  }

  const tag = hashCacheTag(`media:${file.id}`);
  const listPurged = () => cdn.requests.filter(({ body }) => JSON.parse(body).tags.includes(tag));
  const at = new Date((await readDatabaseClock(prisma)).getTime() + SECONDS * 1_000);
  const row = await prisma.mediaFile.findUniqueOrThrow({ where: { id: file.id } });
  await withWriteLock(prisma, (tx) => setExpiry(tx, row, at));
  for (const address of instances) expect(await listMentions(address)).toEqual(everything);

  // A CDN that is not purged in time drops what it stored by itself.
  for (const address of instances)
    for (const path of [`/graphql?query=${encodeURIComponent(PAGE)}`, ...DOCUMENTS, ...paths]) {
      const { headers } = await fetch(address + path, { headers: { 'apollo-require-preflight': '1' } });
      const remainingSeconds = (at.getTime() - (await readDatabaseClock(prisma)).getTime()) / 1_000;
      const cacheControl = headers.get('cache-control')!;
      const lifetimes = [...cacheControl.matchAll(/=(\d+)/g)].map(([, seconds]) => Number(seconds));
      expect([path, cacheControl]).toEqual([path, expect.not.stringContaining('immutable')]);
      expect([path, lifetimes.every((seconds) => seconds <= remainingSeconds + 1)]).toEqual([path, true]);
    }

  const isGone = async (address: string) => {
    const [mentions, statuses] = await Promise.all([listMentions(address), listStatuses(address)]);
    return mentions.length === 0 && statuses.every(([status]) => status === 410);
  };
  const waitForGone = async (name: string, check: () => boolean | Promise<boolean>) => {
    await waitUntil(check);
    const lateMs = (await readDatabaseClock(prisma)).getTime() - at.getTime();
    console.info(`${name}: ${lateMs} ms after its time`);
    return lateMs;
  };
  let purgesBefore = 0;
  const late = await Promise.all([
    ...instances.map((address, i) => waitForGone(`instance ${i + 1}`, () => isGone(address))),
    waitForGone('CDN', () => {
      if (Date.now() < at.getTime()) purgesBefore = listPurged().length;
      return listPurged().length > purgesBefore;
    }),
  ]);
  for (const lateMs of late) expect(lateMs).toBeLessThan(2_000);

  const extended = await prisma.mediaFile.findUniqueOrThrow({ where: { id: file.id } });
  await withWriteLock(prisma, (tx) => setExpiry(tx, extended, null));
  for (const address of instances)
    await waitUntil(async () => (await listMentions(address)).length === everything.length);
  for (const address of instances)
    await waitUntil(async () => (await listStatuses(address)).every(([status]) => status === 200));
}, 300_000);
