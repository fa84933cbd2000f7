import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import type { MediaLibrary, StoredFile } from '../../../src/modules/media/media-library.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';
import { recordStatements } from '../../support/statements.js';
import { waitUntil } from '../../support/until.js';

const HOST = 'https://gateway.example';
const PAGE = `{ article(by: { slug: "quay" }) {
  image { url alt width height variant(width: 64, format: JPEG) { url } }
  body { html markdown tree blocks { html ... on ImageBlock { image { url width } } } }
  seo { jsonLd openGraph { content } } } }`;
const REPLACE = `mutation ($id: ID!, $uploadId: ID!) { replaceMedia(input: { id: $id, uploadId: $uploadId }) {
  file { id name url alt mimeType usages { title } articles { totalCount nodes { slug } } }
  userErrors { field code message } } }`;
const FILES = '{ mediaFiles { nodes { id name } } }';

let folder: string;
let gateway: Gateway;
let write: Query;
let library: MediaLibrary;
let file: StoredFile;
let first: Buffer<ArrayBuffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-replacement-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: HOST, CACHE_MB: '8' };
  gateway = await startGateway(settings);
  write = gateway.queryAs(await gateway.createKey('write', 'publish'));
  library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  first = await drawPicture({ width: 400, height: 300 });
  file = await library.add(first, { name: 'first.jpg', texts: { alt: 'The quay' } });
  const image = { url: file.path!, alt: 'A quay', caption: null, credit: null, width: null, height: null };
  await gateway.save({
    ...{ slug: 'quay', title: 'Quay', image: { ...image, focalX: null, focalY: null } },
    body: { format: 'markdown', text: `Text.\n\n![A quay](${file.path})` },
  });
  await gateway.save({
    slug: 'body',
    title: 'Body',
    body: { format: 'markdown', text: `![](${file.path})` },
  });
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

const get = (url: string) => fetch(url.replace(HOST, gateway.address), { redirect: 'manual' });
const findId = async (name: string) => {
  const { mediaFiles } = await write(FILES);
  return mediaFiles.nodes.find((node: { name: string }) => node.name === name)?.id;
};

async function upload(bytes: Buffer<ArrayBuffer>, name: string): Promise<string> {
  const { createUpload } = await write(
    'mutation ($name: String!, $bytes: Int!) { createUpload(input: { name: $name, bytes: $bytes }) { upload { id url } } }',
    { name, bytes: bytes.length },
  );
  const { id, url } = createUpload.upload;
  const { status } = await fetch(url.replace(HOST, gateway.address), { method: 'PUT', body: bytes });
  expect(status).toBe(204);
  return id;
}

const replace = async (id: string, uploadId: string) => (await write(REPLACE, { id, uploadId })).replaceMedia;

test('A replaced file is shown by all its uses, and its former variants are gone', async () => {
  const before = (await gateway.query(PAGE)).article;
  expect((await get(before.image.variant.url)).status).toBe(200);
  const id = await findId('first.jpg');
  const uploadId = await upload(await drawPicture({ width: 600, height: 200, format: 'png' }), 'second.png');

  const { file: replaced, userErrors } = await replace(id, uploadId);
  expect(userErrors).toEqual([]);
  expect(replaced).toMatchObject({
    ...{ id, name: 'second.png', alt: 'The quay', mimeType: 'image/png' },
    usages: [{ title: 'Body' }, { title: 'Quay' }],
    articles: { totalCount: 2, nodes: [{ slug: 'body' }, { slug: 'quay' }] },
  });
  const { article } = await gateway.query(PAGE);
  expect(JSON.stringify(article)).not.toContain(file.hash);
  expect(article.image).toMatchObject({ url: replaced.url, alt: 'A quay', width: 600, height: 200 });
  expect(article.body.html).toContain(`src="${replaced.url}"`);
  expect(article.body.markdown).toContain(`](${replaced.url})`);
  expect(article.body.blocks[1].image).toEqual({ url: replaced.url, width: 600 });

  const present = await get(article.image.variant.url);
  expect([present.status, present.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  await waitUntil(async () => (await get(before.image.variant.url)).status === 404);
  const former = await get(before.image.url);
  expect([former.status, former.headers.get('location')]).toEqual([302, new URL(replaced.url).pathname]);
  expect((await get(replaced.url)).status).toBe(200);
  expect(await readdir(join(folder, 'media'))).toEqual([
    new URL(replaced.url).pathname.slice('/media/'.length),
  ]);
});

test('Bytes that a file had before are that file when they arrive again', async () => {
  const again = await library.add(first, { name: 'first.jpg' });
  expect(again).toMatchObject({ id: file.id, isKnown: true, width: 600 });
  expect((await gateway.query(PAGE)).article.image.width).toBe(600);
});

test('A file is not replaced by a file of another kind, nor by one that is used', async () => {
  const id = await findId('second.png');
  const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF');
  expect((await replace(id, await upload(pdf, 'report.pdf'))).userErrors).toEqual([
    { field: ['uploadId'], code: 'NOT_ALLOWED', message: expect.stringContaining('application/pdf') },
  ]);
  const third = await drawPicture({ width: 50, height: 50 });
  const { path } = await library.add(third, { name: 'third.jpg' });
  await gateway.save({ slug: 'third', title: 'Third', body: { format: 'markdown', text: `![](${path})` } });
  expect((await replace(id, await upload(third, 'third.jpg'))).userErrors).toEqual([
    {
      field: ['uploadId'],
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('the article “Third” (/third)'),
    },
  ]);
  expect((await replace(id, '00000000-0000-0000-0000-000000000000')).userErrors).toMatchObject([
    { field: ['uploadId'], code: 'NOT_FOUND' },
  ]);
});

test('A picture lists the articles that show its file, for editors, page by page', async () => {
  const query = (after: string | null) => `{ article(by: { slug: "quay" }) { image {
    usages(first: 1, after: ${JSON.stringify(after)}) { nodes { slug } pageInfo { endCursor hasNextPage } } } } }`;
  const one = (await write(query(null))).article.image.usages;
  expect([one.nodes, one.pageInfo.hasNextPage]).toEqual([[{ slug: 'body' }], true]);
  const two = (await write(query(one.pageInfo.endCursor))).article.image.usages;
  expect([two.nodes, two.pageInfo.hasNextPage]).toEqual([[{ slug: 'quay' }], false]);
  const [error] = await gateway.queryErrors(query(null));
  expect(error!.extensions.code).toBe('FORBIDDEN');
});

test('The articles of many files are one statement', async () => {
  const query = '{ mediaFiles { nodes { name articles(first: 5) { nodes { slug } } } } }';
  let found: any;
  const statements = await recordStatements(async () => {
    found = await write(query);
  });
  expect(statements.filter((text) => text.includes('media_hashes'))).toHaveLength(1);
  expect(
    Object.fromEntries(found.mediaFiles.nodes.map(({ name, articles }: any) => [name, articles.nodes])),
  ).toEqual({
    'report.pdf': [],
    'second.png': [{ slug: 'body' }, { slug: 'quay' }],
    'third.jpg': [{ slug: 'third' }],
  });
});
