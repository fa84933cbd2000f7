import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaLibrary, createMediaStorage } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { MediaCopier } from '../../../src/importers/media/media-copier.js';
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

const NO_TEXTS = {
  alt: '',
  caption: null,
  credit: null,
  width: null,
  height: null,
  focalX: null,
  focalY: null,
};
