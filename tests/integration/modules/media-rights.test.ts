import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import type { StoredFile } from '../../../src/modules/media/media-library.js';
import { expireFiles } from '../../../src/modules/media/media-rights.js';
import { readDatabaseClock } from '../../../src/mutations/write-lock.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';
import { waitUntil } from '../../support/until.js';

const HOST = 'https://gateway.example';
const UPDATE = `mutation ($id: ID!, $expiresAt: DateTime) {
  updateMedia(input: { id: $id, expiresAt: $expiresAt }) { file { id expiresAt } userErrors { field code message } } }`;
const PAGE = `{
  article(by: { slug: "quay" }) {
    image { url expiresAt }
    seo { jsonLd openGraph { property } }
    body { html text markdown tree blocks { __typename html ... on ImageBlock { image { url } } } }
  }
  with: articles(filter: { hasImage: true }) { nodes { slug } }
  without: articles(filter: { hasImage: false }) { nodes { slug } }
  section(by: { slug: "harbor" }) { image { url } }
  newsletter(by: { slug: "weekly" }) { issues { nodes { html } } }
}`;
const EXPIRING = `query ($until: DateTime!, $from: DateTime) { expiringMedia(until: $until, from: $from) {
  totalCount nodes { name usages { type title path } } } }`;
const LOG = { info: () => undefined };

let folder: string;
let gateway: Gateway;
let write: Query;
let file: StoredFile;
let id: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-rights-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: HOST, CACHE_MB: '8' };
  gateway = await startGateway(settings);
  write = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const { prisma } = gateway.database;
  file = await createMediaLibrary(readConfig(settings), {}, prisma).add(await drawPicture(), {
    name: 'quay.jpg',
  });
  const image = { url: file.path!, alt: 'A quay', caption: null, credit: null };
  const size = { width: null, height: null, focalX: null, focalY: null };
  await gateway.save({
    ...{ slug: 'quay', title: 'Quay', section: ['Harbor'], image: { ...image, ...size } },
    body: {
      format: 'html',
      text: `<p>First.</p><figure><img src="${file.path}" alt="A quay"><figcaption>Caption of it</figcaption></figure><p>Last.</p>`,
    },
  });
  const { section } = await gateway.query('{ section(by: { slug: "harbor" }) { id } }');
  await write(
    'mutation ($id: ID!, $url: URL!) { updateSection(input: { id: $id, image: { url: $url, alt: "" } }) { userErrors { message } } }',
    { id: section.id, url: `${HOST}${file.path}` },
  );
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
  const { mediaFiles } = await write('{ mediaFiles { nodes { id } } }');
  id = mediaFiles.nodes[0].id;
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

const setExpiry = async (expiresAt: Date | null) => (await write(UPDATE, { id, expiresAt })).updateMedia;
const addSeconds = async (seconds: number) =>
  new Date((await readDatabaseClock(gateway.database.prisma)).getTime() + seconds * 1_000);
const get = (url: string) => fetch(url.replace(HOST, gateway.address));
const read = async () => {
  const texts = await Promise.all(
    ['/feeds/rss.xml', '/feeds/feed.json', '/sitemaps/articles-1.xml', '/newsletter/weekly/1'].map(
      async (path) => (await get(`${HOST}${path}`)).text(),
    ),
  );
  return { ...(await gateway.query(PAGE)), texts };
};
/** Counts the places of a page that name the file. */
const countMentions = (data: unknown) => JSON.stringify(data).split(file.hash).length - 1;
const fetchAddresses = async () => {
  const { mediaFiles } = await write(
    '{ mediaFiles { nodes { image { url variant(width: 100, format: WEBP) { url } } } } }',
  );
  const { url, variant } = mediaFiles.nodes[0].image;
  return Promise.all([url, variant.url].map(async (address: string) => get(address)));
};

test('A picture is gone from every place as soon as its rights have ended, and back when they are extended', async () => {
  const before = await read();
  expect(before.article.body.blocks).toHaveLength(3);
  expect(before.with.nodes).toEqual([{ slug: 'quay' }]);
  for (const part of [...before.texts, before.section, before.newsletter, ...Object.values(before.article)])
    expect([part, countMentions(part)]).not.toEqual([part, 0]);
  for (const { status, headers } of await fetchAddresses()) {
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(headers.get('surrogate-key')).toMatch(/^\S{6}$/);
  }

  const ended = await setExpiry(await addSeconds(-1));
  expect(ended.userErrors).toEqual([]);
  const after = await read();
  expect(countMentions(after)).toBe(0);
  expect(after.article).toMatchObject({
    image: null,
    body: {
      html: '<p>First.</p>\n<p>Last.</p>',
      text: 'First.\n\nCaption of it\n\nLast.',
      markdown: 'First.\n\nLast.\n',
    },
  });
  expect(after.article.body.blocks.map(({ html }: { html: string }) => html)).toEqual([
    '<p>First.</p>',
    '<p>Last.</p>',
  ]);
  expect(after.article.seo.openGraph.map(({ property }: { property: string }) => property)).not.toContain(
    'og:image',
  );
  expect([after.with.nodes, after.without.nodes]).toEqual([[], [{ slug: 'quay' }]]);
  await waitUntil(async () => (await fetchAddresses()).every(({ status }) => status === 410));

  await setExpiry(null);
  expect(await read()).toEqual(before);
  await waitUntil(async () => (await fetchAddresses()).every(({ status }) => status === 200));
});

test('The desk sees which articles will lose a picture, and a job tells caches once', async () => {
  const { prisma } = gateway.database;
  const [at, until] = [await addSeconds(1_000), await addSeconds(2_000)];
  expect(await setExpiry(at)).toMatchObject({ file: { expiresAt: at.toISOString() } });
  const { expiringMedia } = await write(EXPIRING, { until });
  expect(expiringMedia).toEqual({
    totalCount: 1,
    nodes: [
      {
        name: 'quay.jpg',
        usages: [
          { type: 'Article', title: 'Quay', path: '/harbor/quay' },
          { type: 'Section', title: 'Harbor', path: null },
        ],
      },
    ],
  });
  expect((await write(EXPIRING, { until: at })).expiringMedia.nodes).toEqual([]);
  expect((await gateway.query(PAGE)).article.image.expiresAt).toBe(at.toISOString());
  await waitUntil(async () =>
    (await fetchAddresses()).every(({ headers }) =>
      /^public, max-age=\d{1,4}$/.test(headers.get('cache-control')!),
    ),
  );
  const [job] = await prisma.$queryRaw<{ at: Date }[]>`
    SELECT run_at AS at FROM graphile_worker.jobs WHERE task_identifier = 'expire_media'`;
  expect(job!.at).toEqual(at);

  await expireFiles(prisma, LOG);
  expect((await gateway.query(PAGE)).article.image).not.toBeNull();
  const past = await addSeconds(-1);
  await prisma.mediaFile.update({ where: { id: file.id }, data: { expiresAt: past } });
  const count = () => prisma.contentChange.count();
  const changes = await count();
  await Promise.all([expireFiles(prisma, LOG), expireFiles(prisma, LOG)]);
  await expireFiles(prisma, LOG);
  expect((await count()) - changes).toBe(1);
  await gateway.app.cacheInvalidator.waitForSync();
  expect((await gateway.query(PAGE)).article.image).toBeNull();
  expect((await write(EXPIRING, { from: past, until })).expiringMedia.totalCount).toBe(1);
  await setExpiry(null);
});

test('A picture is gone at its time although no job runs and its page was cached', async () => {
  const { prisma } = gateway.database;
  const at = await addSeconds(3);
  await setExpiry(at);
  const cached = await read();
  expect(countMentions(cached.article)).toBeGreaterThan(0);
  const changes = await prisma.contentChange.count();
  await waitUntil(async () => countMentions(await read()) === 0);
  expect((await readDatabaseClock(prisma)).getTime()).toBeGreaterThanOrEqual(at.getTime());
  expect((await fetchAddresses()).map(({ status }) => status)).toEqual([410, 410]);
  expect(await prisma.contentChange.count()).toBe(changes);
  await setExpiry(null);
});

test('Files with rights that end at the same time have one job, and one change of the change log', async () => {
  const { prisma } = gateway.database;
  const library = createMediaLibrary(readConfig({ DATA_DIR: folder }), {}, prisma);
  const at = await addSeconds(1_000);
  const ids: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { id } = await library.add(await drawPicture({ width: 100 + i }), { name: `${i}.jpg` });
    await library.setExpiry(id, at);
    ids.push(id);
  }
  const jobs = await prisma.$queryRaw`
    SELECT FROM graphile_worker.jobs WHERE task_identifier = 'expire_media' AND run_at = ${at}`;
  expect(jobs).toHaveLength(1);
  const changes = await prisma.contentChange.count();
  const where = { id: { in: ids } };
  await prisma.mediaFile.updateMany({ where, data: { expiresAt: await addSeconds(-1) } });
  await expireFiles(prisma, LOG);
  expect((await prisma.contentChange.count()) - changes).toBe(1);
  const audited = await prisma.auditEntry.count({ where: { action: 'expireMedia' } });
  expect(audited).toBe(ids.length + 1);
  await prisma.mediaFile.deleteMany({ where });
});

test('Rights cannot be given to a picture that stays at another server, nor the desk’s list read without a key', async () => {
  const { prisma } = gateway.database;
  const linked = await prisma.mediaFile.create({
    data: { hash: 'f'.repeat(40), name: 'far.jpg', mimeType: 'image/jpeg', bytes: 1 },
  });
  const globalId = Buffer.from(`MediaFile:${linked.id}`).toString('base64url');
  const { updateMedia } = await write(UPDATE, { id: globalId, expiresAt: await addSeconds(9) });
  expect(updateMedia.userErrors).toEqual([
    { field: ['expiresAt'], code: 'NOT_ALLOWED', message: expect.stringContaining('another server') },
  ]);
  const [error] = await gateway.queryErrors(EXPIRING, { until: new Date() });
  expect(error!.extensions.code).toBe('FORBIDDEN');
});
