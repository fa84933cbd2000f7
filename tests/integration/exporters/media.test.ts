import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { createMediaLibrary, createMediaStorage } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
import { replaceBytes } from '../../../src/modules/media/media-replacement.js';
import { withWriteLock } from '../../../src/mutations/write-lock.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';

const PICTURES = `{ articles(first: 5) { nodes { slug
  image { url alt credit width height }
  body { html blocks { ... on ImageBlock { image { url alt caption credit width height focalPoint { x y } } } } }
} } authors(first: 5) { nodes { name image { url alt width } } } }`;
const FILES = `SELECT hash, key, name, mime_type, bytes, width, height, alt, caption, credit, license, focal_x, focal_y,
  expires_at FROM media_file ORDER BY hash`;

let folder: string;
let before: Gateway;
let after: Gateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-export-media-'));
  // The same URLs, so that both graphs can be compared.
  const settings = { GATEWAY_URL: 'http://gateway.test', CACHE_MB: '0' };
  before = await startGateway({ ...settings, DATA_DIR: join(folder, 'before') });
  after = await startGateway({ ...settings, DATA_DIR: join(folder, 'after') });
});
afterAll(async () => {
  await before.close();
  await after.close();
  await rm(folder, { recursive: true });
});

function getConfig(name: string) {
  return readConfig({ DATA_DIR: join(folder, name) });
}

test('An export takes the media library along, and its import brings back pictures, texts, rights and addresses', async () => {
  const library = createMediaLibrary(getConfig('before'), {}, before.database.prisma);
  const texts = {
    alt: 'The quay',
    caption: 'At dawn',
    credit: 'Ada',
    license: 'CC BY',
    focalX: 0.2,
    focalY: 0.8,
  };
  const bytes = await drawPicture();
  const lead = await library.add(bytes, {
    name: 'quay: "1".jpg',
    texts,
    urls: ['https://old.example/quay.jpg'],
  });
  await library.setExpiry(lead.id, new Date('2099-01-01T00:00:00.000Z'));
  const inBody = await library.add(await drawPicture({ color: '#113355', format: 'webp' }), {
    name: 'a.webp',
  });
  const portrait = await library.add(await drawPicture({ color: '#553311', format: 'png' }), {
    name: 'ada.png',
  });
  await library.add(Buffer.from('%PDF-1.4\n%%EOF\n'), { name: 'minutes.pdf' });
  await before.importService.saveTaxonomy({
    sections: [],
    tags: [],
    authors: [
      { name: 'Ada', slug: 'ada', bio: null, image: { ...NO_TEXTS, url: portrait.path!, alt: 'Ada' } },
    ],
  } as never);
  await before.save({
    slug: 'quay',
    authors: ['Ada'],
    image: { ...NO_TEXTS, url: lead.path! },
    body: { format: 'markdown', text: `![](${lead.path})\n\nText.\n\n![Boats](${inBody.path})` },
  });

  const target = join(folder, 'export');
  const storage = createMediaStorage(getConfig('before'), {});
  const exported = await exportMarkdown(target, before.database.prisma, { storage });
  expect(exported).toMatchObject({ media: { files: 4, missing: [] }, resultsWithReasons: [] });
  expect(await readFile(join(target, 'media', lead.path!.slice('/media/'.length)))).toEqual(bytes);

  const media = new MediaCopier({
    library: createMediaLibrary(getConfig('after'), {}, after.database.prisma),
    fetcher: null,
    folder: target,
  });
  const imported = await importMarkdown(target, after.importService, { media });
  expect(imported.counts).toMatchObject({ created: 1, refused: 0 });
  expect(await after.query(PICTURES)).toEqual(await before.query(PICTURES));
  const list = async ({ database }: Gateway) => (await database.pool.query(FILES)).rows;
  expect(await list(after)).toEqual(await list(before));
  const stored = await fetch(after.address + lead.path);
  expect(Buffer.from(await stored.arrayBuffer())).toEqual(bytes);
  const source = await after.database.prisma.mediaSource.findUnique({
    where: { url: 'https://old.example/quay.jpg' },
  });
  expect(source).toMatchObject({ fileId: expect.any(Number) });

  const again = await exportMarkdown(target, before.database.prisma, { storage, overwrite: true });
  expect(again.counts).toEqual({ written: 0, unchanged: 1 });
});

test('The reports name files that the storage, or the folder, does not have', async () => {
  const target = join(folder, 'incomplete');
  await before.save({ slug: 'boats' });
  const storage = createMediaStorage(getConfig('before'), {});
  const [first = ''] = await readdir(join(folder, 'before/media'));
  await rm(join(folder, 'before/media', first));
  const exported = await exportMarkdown(target, before.database.prisma, { storage });
  expect(exported.media).toEqual({
    files: 3,
    missing: [`media/${first}: the media storage does not have the file`],
  });
  const library = createMediaLibrary(getConfig('after'), {}, after.database.prisma);
  const media = new MediaCopier({ library, fetcher: null, folder: target });
  const { resultsWithReasons } = await importMarkdown(target, after.importService, { media });
  expect(resultsWithReasons).toContainEqual(
    expect.objectContaining({ item: 'media.yaml', reasons: [`media/${first} is not in the folder`] }),
  );
});

test('A replaced file and another one with its former bytes stay apart in an export and its import', async () => {
  const { prisma } = before.database;
  const library = createMediaLibrary(getConfig('before'), {}, prisma);
  const bytes = await drawPicture({ width: 90, height: 60 });
  const replaced = await library.add(bytes, { name: 'replaced.jpg' });
  const better = await library.add(await drawPicture({ width: 180, height: 120 }), { name: 'better.jpg' });
  const load = (id: number) => prisma.mediaFile.findUniqueOrThrow({ where: { id } });
  const [file, other] = [await load(replaced.id), await load(better.id)];
  await withWriteLock(prisma, (tx) => replaceBytes(tx, file, other));
  const own = await library.add(bytes, { name: 'own.jpg', texts: { alt: 'Own' } });
  await before.save({
    slug: 'two',
    body: { format: 'markdown', text: `![Better](${replaced.path})\n\n![Own](${own.path})` },
  });

  const target = join(folder, 'replaced');
  await exportMarkdown(target, prisma, { storage: createMediaStorage(getConfig('before'), {}) });
  // In any order of the files, the former name stays with the one that was replaced.
  const list = join(target, 'media.yaml');
  await writeFile(list, stringify(parse(await readFile(list, 'utf8')).reverse()));
  const copies = createMediaLibrary(getConfig('after'), {}, after.database.prisma);
  const media = new MediaCopier({ library: copies, fetcher: null, folder: target });
  for (let i = 0; i < 2; i++) await importMarkdown(target, after.importService, { media });
  const query =
    '{ article(by: { slug: "two" }) { body { blocks { ... on ImageBlock { image { url width } } } } } }';
  const { article } = await after.query(query);
  expect(article).toEqual((await before.query(query)).article);
  const images = article.body.blocks.map(({ image }: any) => [new URL(image.url).pathname, image.width]);
  expect(images).toEqual([
    [better.path, 180],
    [own.path, 90],
  ]);
  const served = await fetch(after.address + own.path);
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
  const former = await fetch(after.address + replaced.path, { redirect: 'manual' });
  expect([former.status, former.headers.get('location')]).toEqual([302, better.path]);
  expect(await after.database.prisma.mediaFile.findMany({ where: { alt: 'Own' } })).toHaveLength(1);
});

const NO_TEXTS = {
  alt: '',
  caption: null,
  credit: null,
  width: null,
  height: null,
  focalX: null,
  focalY: null,
};
