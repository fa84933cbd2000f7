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
/** Seconds until the rights end: enough to read everything before, and less than until the second purge. */
const SECONDS = 15;

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

async function discard(response: Response): Promise<Response> {
  await response.arrayBuffer();
  return response;
}

function toUrl({ host, user, database: name }: pg.PoolConfig): string {
  return `postgresql://${user}@localhost/${name}?host=${host}`;
}

test('A picture with expired rights is gone from two instances, their media addresses and the CDN', async () => {
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
  /** Times at which the CDN was purged of the file. */
  const purges: number[] = [];
  cdn.respond = (response, { body }) => {
    if (JSON.parse(body).tags.includes(tag)) purges.push(Date.now());
    response.writeHead(204).end();
  };
  const at = new Date((await readDatabaseClock(prisma)).getTime() + SECONDS * 1_000);
  const row = await prisma.mediaFile.findUniqueOrThrow({ where: { id: file.id } });
  await withWriteLock(prisma, (tx) => setExpiry(tx, row, at));
  for (const address of instances) expect(await listMentions(address)).toEqual(everything);

  // A CDN that is not purged in time drops what it stored by itself.
  const expiresInTime = async (address: string) => {
    const { headers } = await fetch(address, { headers: { 'apollo-require-preflight': '1' } });
    const remainingSeconds = (at.getTime() - (await readDatabaseClock(prisma)).getTime()) / 1_000;
    const lifetimes = [...headers.get('cache-control')!.matchAll(/=(\d+)/g)].map(([, each]) => Number(each));
    // The header was written up to a second before the clock was read.
    return lifetimes.every((seconds) => seconds <= remainingSeconds + 1);
  };
  const addresses = [`/graphql?query=${encodeURIComponent(PAGE)}`, ...DOCUMENTS, ...paths];
  for (const instance of instances)
    for (const path of addresses) await waitUntil(() => expiresInTime(instance + path));
  expect((await readDatabaseClock(prisma)).getTime()).toBeLessThan(at.getTime());

  const clockOffsetMs = (await readDatabaseClock(prisma)).getTime() - Date.now();
  /** Repeats a request until it does not show the file. Returns how late the last one that did was sent. */
  const measureLateness = async (shows: () => Promise<boolean>) => {
    for (let lateMs = -Infinity; ; ) {
      const sentAt = Date.now() + clockOffsetMs;
      if (await shows()) lateMs = sentAt - at.getTime();
      else if (sentAt >= at.getTime()) return lateMs;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const showsInGraph = async (address: string) =>
    JSON.stringify(await query(address, PAGE)).includes(file.hash);
  const showsInText = async (url: string) => (await (await fetch(url)).text()).includes(file.hash);
  const isServed = async (url: string) => (await discard(await fetch(url))).status === 200;
  const late = await Promise.all(
    instances.flatMap((address) => [
      measureLateness(() => showsInGraph(address)),
      ...DOCUMENTS.map((path) => measureLateness(() => showsInText(address + path))),
      ...paths.map((path) => measureLateness(() => isServed(address + path))),
    ]),
  );
  console.info(`the last response with it was for a request ${Math.max(...late)} ms after its time`);
  for (const lateMs of late) expect(lateMs).toBeLessThan(1_000);
  for (const address of instances) expect(await listMentions(address)).toEqual([]);
  for (const address of instances)
    expect((await listStatuses(address)).map(([status]) => status)).toEqual([410, 410]);
  const isDue = (time: number) => time + clockOffsetMs >= at.getTime();
  await waitUntil(() => purges.some(isDue));
  console.info(`the CDN was purged ${purges.find(isDue)! + clockOffsetMs - at.getTime()} ms after its time`);

  const extended = await prisma.mediaFile.findUniqueOrThrow({ where: { id: file.id } });
  await withWriteLock(prisma, (tx) => setExpiry(tx, extended, null));
  for (const address of instances)
    await waitUntil(async () => (await listMentions(address)).length === everything.length);
  for (const address of instances)
    await waitUntil(async () => (await listStatuses(address)).every(([status]) => status === 200));
}, 300_000);
