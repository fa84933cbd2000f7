import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
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

test('Bytes that a file had before are that file when an import brings them again', async () => {
  const again = await library.add(first, { name: 'first.jpg', mayBeFormer: true });
  expect(again).toMatchObject({ id: file.id, isKnown: true, isFormer: true, width: 600 });
  expect((await gateway.query(PAGE)).article.image.width).toBe(600);
});

const FINISH = `mutation ($id: ID!, $alt: String, $credit: String) {
  finishUpload(input: { id: $id, alt: $alt, credit: $credit }) {
    file { id url alt image { url width credit variant(width: 64, format: JPEG) { url } } } userErrors { message } } }`;

test('An upload of the bytes that a file had before it was replaced is a separate file', async () => {
  const present = await findId('second.png');
  const uploadId = await upload(first, 'first again.jpg');
  const texts = { alt: 'The old quay', credit: 'Ada Quay' };
  const { finishUpload } = await write(FINISH, { id: uploadId, ...texts });
  const { file: own } = finishUpload;
  expect(own.id).not.toBe(present);
  expect(own).toMatchObject({ alt: 'The old quay', image: { width: 400, credit: 'Ada Quay' } });
  const served = await get(own.url);
  expect([served.status, Buffer.from(await served.arrayBuffer()).equals(first)]).toEqual([200, true]);
  // Instances look a file up once a second.
  await waitUntil(async () => (await get(own.image.variant.url)).status === 200);
  const variant = await get(own.image.variant.url);
  expect((await sharp(Buffer.from(await variant.arrayBuffer())).metadata()).height).toBe(48);

  // The replaced file keeps its texts, its uses and its former address.
  const { node } = await write(
    'query ($id: ID!) { node(id: $id) { ... on MediaFile { alt image { credit } } } }',
    {
      id: present,
    },
  );
  expect(node).toEqual({ alt: 'The quay', image: { credit: null } });
  expect((await gateway.query(PAGE)).article.image).toMatchObject({ alt: 'A quay', width: 600 });
  const former = await get(`${HOST}${file.path}`);
  expect([former.status, former.headers.get('location')]).not.toContain(new URL(own.url).pathname);
  expect(former.status).toBe(302);
});

test('A file that shares former bytes with another is shown where content names it, and its rights are its own', async () => {
  const present = await findId('second.png');
  const own = await findId('first again.jpg');
  const { nodes } = (await write('{ mediaFiles { nodes { id url } } }')).mediaFiles;
  const { pathname } = new URL(nodes.find(({ id }: { id: string }) => id === own).url);
  await gateway.save({ slug: 'own', title: 'Own', body: { format: 'markdown', text: `![](${pathname})` } });
  const usages = async (id: string) =>
    (
      await write('query ($id: ID!) { node(id: $id) { ... on MediaFile { usages { title } } } }', { id })
    ).node.usages.map(({ title }: { title: string }) => title);
  expect([await usages(own), await usages(present)]).toEqual([['Own'], ['Body', 'Quay']]);

  const end = `mutation ($id: ID!, $at: DateTime) { updateMedia(input: { id: $id, expiresAt: $at }) { userErrors { message } } }`;
  await write(end, { id: present, at: '2020-01-01T00:00:00Z' });
  await waitUntil(async () => (await get(`${HOST}${file.path}`)).status === 410);
  expect((await get(HOST + pathname)).status).toBe(200);
  await write(end, { id: present, at: null });
});

test('Importing a picture again after its copy was replaced makes a separate file, and the URL stays with the replaced one', async () => {
  const bytes = await drawPicture({ width: 220, height: 110 });
  const url = 'https://other.example/quay.jpg';
  const copied = await library.add(bytes, { name: 'copied.jpg', urls: [url] });
  const better = await drawPicture({ width: 440, height: 220 });
  await replace(await findId('copied.jpg'), await upload(better, 'better.jpg'));
  const again = await library.add(bytes, { name: 'copied.jpg', urls: [url], texts: { alt: 'Small' } });
  expect(again).toMatchObject({ isKnown: false, width: 220 });
  expect(again.path).not.toBe(copied.path);
  expect((await library.findSource(url))!.file).toMatchObject({ id: copied.id, width: 440 });
  // Deleted and uploaded once more, it has the same address.
  await write('mutation ($id: ID!) { deleteMedia(input: { id: $id }) { userErrors { message } } }', {
    id: await findId('copied.jpg'),
  });
  const last = await library.add(bytes, { name: 'copied.jpg' });
  expect(last).toMatchObject({ path: again.path, isKnown: false });
  expect((await get(HOST + last.path)).status).toBe(200);
});

test('A file can get its former bytes back', async () => {
  const id = await findId('second.png');
  const { file: restored, userErrors } = await replace(id, await upload(first, 'first again.jpg'));
  expect(userErrors).toMatchObject([{ message: expect.stringContaining('used by the article “Own”') }]);
  expect(restored).toBeNull();
  await gateway.save({ slug: 'own', title: 'Own', body: { format: 'markdown', text: 'None.' } });
  const second = await replace(id, await upload(first, 'first again.jpg'));
  expect(second.userErrors).toEqual([]);
  const { image } = (await gateway.query(PAGE)).article;
  expect([image.width, image.url]).toEqual([400, second.file.url]);
  expect((await get(image.url)).status).toBe(200);
  // Requests for bytes remember a file for a second.
  const readLocation = async () => (await get(`${HOST}${file.path}`)).headers.get('location');
  await waitUntil(async () => (await readLocation()) === new URL(image.url).pathname);
});

test('A file is not replaced by a file of another kind, nor by one that is used', async () => {
  const id = await findId('first again.jpg');
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
    'better.jpg': [],
    'copied.jpg': [],
    'first again.jpg': [{ slug: 'body' }, { slug: 'quay' }],
    'third.jpg': [{ slug: 'third' }],
  });
});
