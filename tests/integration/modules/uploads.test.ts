import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDiskStorage } from '../../../src/media/disk-storage.js';
import { MediaSigner } from '../../../src/media/media-signer.js';
import { MediaStorageError } from '../../../src/media/media-storage.js';
import { createS3Storage } from '../../../src/media/s3-storage.js';
import { MediaLibrary } from '../../../src/modules/media/media-library.js';
import { MediaUploads } from '../../../src/modules/media/media-uploads.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { addIptc, drawPhotograph, drawPicture } from '../../support/pictures.js';
import { hasCeph, startCeph } from '../../support/s3-server.js';

const FILE = `file { id url name mimeType bytes alt
  image { url alt width height caption credit license focalPoint { x y } } usages { type title path } }
  userErrors { field code message }`;
const CREATE = `mutation ($name: String!, $bytes: Int!) { createUpload(input: { name: $name, bytes: $bytes }) {
  upload { id url } userErrors { field code message } } }`;
const FINISH = `mutation ($input: FinishUploadInput!) { finishUpload(input: $input) { ${FILE} } }`;
const IMPORT = `mutation ($input: ImportImageInput!) { importImage(input: $input) { ${FILE} } }`;
const UPDATE = `mutation ($input: UpdateMediaInput!) { updateMedia(input: $input) { ${FILE} } }`;
const DELETE =
  'mutation ($id: ID!) { deleteMedia(input: { id: $id }) { deletedId userErrors { code message } } }';

let folder: string;
let gateway: Gateway;
let write: Query;
let source: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-uploads-'));
  const settings = {
    DATA_DIR: folder,
    GATEWAY_URL: 'https://gateway.example',
    MEDIA_MAX_MB: '1',
    CACHE_MB: '8',
  };
  gateway = await startGateway({ ...settings, IMPORT_ALLOW_PRIVATE: 'true' });
  write = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const picture = await drawPicture({ color: '#00ff00' });
  const other = await drawPicture({ width: 66 });
  source = createServer((request, response) => {
    if (request.url === '/green.jpg') response.end(picture);
    else if (request.url === '/other%00quay.jpg') response.end(other);
    else if (request.url === '/other.jpg') response.end(other);
    else if (request.url === '/page.html') response.end('<!DOCTYPE html><title>Sorry</title>');
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
});
afterAll(async () => {
  source?.close();
  await gateway?.close();
  await rm(folder, { recursive: true });
});

const create = async (bytes: number) =>
  (await write(CREATE, { name: 'quay.jpg', bytes })).createUpload.upload;
const send = (url: string, body: Buffer<ArrayBuffer> | string) =>
  fetch(url.replace('https://gateway.example', gateway.address), { method: 'PUT', body });

async function upload(bytes: Buffer<ArrayBuffer>, texts: object = {}) {
  const { id, url } = await create(bytes.length);
  expect((await send(url, bytes)).status).toBe(204);
  return (await write(FINISH, { input: { id, ...texts } })).finishUpload;
}

describe('An upload', () => {
  test('arrives upright, without places, and with its texts', async () => {
    const texts = { alt: 'The quay', credit: 'Ada Quay', license: 'CC BY 4.0', focalX: 0.2, focalY: 0.4 };
    const { file, userErrors } = await upload(await drawPhotograph(), texts);
    expect(userErrors).toEqual([]);
    expect(file).toMatchObject({
      ...{ name: 'quay.jpg', mimeType: 'image/jpeg', alt: 'The quay', usages: [] },
      image: {
        ...{ url: file.url, alt: 'The quay', width: 480, height: 640 },
        ...{ credit: 'Ada Quay', license: 'CC BY 4.0', focalPoint: { x: 0.2, y: 0.4 } },
      },
    });
    const served = await fetch(file.url.replace('https://gateway.example', gateway.address));
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test('brings the texts of its IPTC, where it names none itself', async () => {
    const iptc = { 80: 'Ada Quay', 110: 'Reuters', 116: '© 2026 Reuters', 120: 'Eels at the quay' };
    const photograph = addIptc(await drawPicture({ color: '#0b5c7a' }), iptc);
    const { file } = await upload(photograph, { alt: 'Eels', license: 'CC BY 4.0' });
    expect(file).toMatchObject({
      alt: 'Eels',
      image: { caption: 'Eels at the quay', credit: 'Ada Quay / Reuters', license: 'CC BY 4.0' },
    });
    const served = await fetch(file.url.replace('https://gateway.example', gateway.address));
    expect(Buffer.from(await served.arrayBuffer()).includes('Reuters')).toBe(false);
  });

  test('of the same bytes is the same file', async () => {
    const [first, second] = [await upload(await drawPicture()), await upload(await drawPicture())];
    expect(second.file.id).toBe(first.file.id);
  });

  test('cannot be finished before its bytes have arrived', async () => {
    const { id } = await create(10);
    const { file, userErrors } = (await write(FINISH, { input: { id } })).finishUpload;
    expect([file, userErrors]).toEqual([
      null,
      [{ field: ['id'], code: 'CONFLICT', message: expect.stringContaining('send them to the URL') }],
    ]);
  });

  test('is refused with a sentence if it is no picture, too large or wrongly signed', async () => {
    const html = '<!DOCTYPE html><script>alert(1)</script>';
    const { id, url } = await create(100);
    const refused = await send(url, html);
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining('cannot be recognized'),
    ]);
    const { userErrors } = (await write(FINISH, { input: { id } })).finishUpload;
    expect(userErrors).toEqual([
      { field: ['id'], code: 'INVALID', message: expect.stringContaining('cannot be recognized') },
    ]);
    expect((await send(url, Buffer.alloc(101))).status).toBe(413);
    expect((await send(url.replace('_100_', '_200_'), html)).status).toBe(403);
    expect((await send(`${url}x`, html)).status).toBe(403);
    const large = await write(CREATE, { name: 'film.mp4', bytes: 2_000_000 });
    expect(large.createUpload.userErrors).toEqual([
      { field: ['bytes'], code: 'TOO_LONG', message: expect.stringContaining('at most 1 MiB') },
    ]);
  });

  test('may come from a page of another origin', async () => {
    const { url } = await create(10);
    const { status, headers } = await fetch(url.replace('https://gateway.example', gateway.address), {
      method: 'OPTIONS',
      headers: { origin: 'https://desk.example', 'access-control-request-method': 'PUT' },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('PUT');
  });

  test('needs a key that may write', async () => {
    const [error] = await gateway.queryErrors(CREATE, { name: 'a.jpg', bytes: 1 });
    expect(error!.extensions.code).toBe('FORBIDDEN');
  });

  test('takes the bytes of one file, and the same again while its response may be lost', async () => {
    const { file } = await upload(await drawPicture({ width: 71 }));
    const [one, other] = [await drawPicture({ width: 72 }), await drawPicture({ width: 73 })];
    const { id, url } = await create(1_000_000);
    expect((await send(url, one)).status).toBe(204);
    expect((await send(url, one)).status).toBe(204);
    const refused = await send(url, other);
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('has its file already. Create another one with createUpload'),
    ]);
    const finished = (await write(FINISH, { input: { id } })).finishUpload;
    expect([finished.file.image.width, finished.file.id === file.id]).toEqual([72, false]);
    expect([(await send(url, one)).status, (await send(url, other)).status]).toEqual([409, 409]);
    const { mediaFiles } = await write('{ mediaFiles(first: 1) { nodes { id } } }');
    expect(mediaFiles.nodes).toEqual([{ id: finished.file.id }]);
  });

  test('takes one of several files that are sent simultaneously', async () => {
    const pictures = await Promise.all([74, 75, 76, 77].map((width) => drawPicture({ width })));
    const { url } = await create(1_000_000);
    const count = async () => (await write('{ mediaFiles { totalCount } }')).mediaFiles.totalCount;
    const before = await count();
    const statuses = await Promise.all(pictures.map(async (bytes) => (await send(url, bytes)).status));
    expect(statuses.sort()).toEqual([204, 409, 409, 409]);
    expect(await count()).toBe(before + 1);
  });

  test('is finished by the key that created it, or by one with the scope admin', async () => {
    const { id, url } = await create(100_000);
    await send(url, await drawPicture({ width: 78 }));
    const asOther = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const refused = (await asOther(FINISH, { input: { id, alt: 'Taken over' } })).finishUpload;
    expect([refused.file, refused.userErrors]).toEqual([
      null,
      [
        {
          field: ['id'],
          code: 'NOT_FOUND',
          message: expect.stringContaining('Only the API key that created'),
        },
      ],
    ]);
    const asAdmin = gateway.queryAs(await gateway.createKey('admin'));
    expect((await asAdmin(FINISH, { input: { id } })).finishUpload.file.image.width).toBe(78);
    expect((await write(FINISH, { input: { id } })).finishUpload.userErrors).toEqual([]);
  });

  test('leaves nothing in the storage when it breaks off', async () => {
    const before = await readdir(join(folder, 'media'));
    const { url } = await create(100_000);
    const stalled = new AbortController();
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(Buffer.alloc(1_000));
        setTimeout(() => stalled.abort(), 100);
      },
    });
    const address = url.replace('https://gateway.example', gateway.address);
    const init = { method: 'PUT', body, signal: stalled.signal, duplex: 'half' } as RequestInit;
    await expect(fetch(address, init)).rejects.toThrow();
    expect(await readdir(join(folder, 'media'))).toEqual(before);
  });
});

describe('A picture of another server', () => {
  const urlOf = (path: string) => `http://127.0.0.1:${(source.address() as AddressInfo).port}${path}`;
  const importImage = async (url: string) =>
    (await write(IMPORT, { input: { url, alt: 'Green' } })).importImage;

  test('is fetched into the library', async () => {
    const { file } = await importImage(urlOf('/green.jpg'));
    expect(file).toMatchObject({ name: 'green.jpg', alt: 'Green', image: { width: 1_200, height: 800 } });
  });

  test('has a name without the characters that the database cannot store', async () => {
    const { file, userErrors } = await importImage(urlOf('/other%00quay.jpg'));
    expect(userErrors).toEqual([]);
    expect(file.name).toBe('other\ufffdquay.jpg');
  });

  test.each([
    ['/missing.jpg', /responded with status 404/],
    ['/page.html', /cannot be recognized/],
  ])('%s is refused with a sentence', async (path, message) => {
    const { file, userErrors } = await importImage(urlOf(path));
    expect([file, userErrors]).toEqual([
      null,
      [{ field: ['url'], code: 'INVALID', message: expect.stringMatching(message) }],
    ]);
  });

  test('is not fetched from a private address', async () => {
    const settings = { DATA_DIR: folder, CACHE_MB: '0' };
    const strict = await startGateway(settings, { beside: gateway });
    const key = await gateway.createKey('write');
    const { importImage: payload } = await strict.queryAs(key)(IMPORT, {
      input: { url: urlOf('/green.jpg') },
    });
    expect(payload.userErrors[0].message).toMatch(/is a private address/);
    await strict.close();
  });
});

describe('A file of the library', () => {
  test('immediately has its new texts wherever it is used', async () => {
    const { file } = await upload(await drawPicture({ color: '#123456' }));
    await gateway.save({ slug: 'with-picture', image: { ...NO_IMAGE, url: file.url } });
    const read = async () =>
      (await gateway.query('{ article(by: { slug: "with-picture" }) { image { url credit } } }')).article
        .image;
    expect(await read()).toEqual({ url: file.url, credit: null });
    await write(UPDATE, { input: { id: file.id, credit: 'B. Bollard' } });
    expect(await read()).toEqual({ url: file.url, credit: 'B. Bollard' });
  });

  test('cannot be deleted while a draft, a body or an author shows it', async () => {
    const { file } = await upload(await drawPicture({ color: '#654321' }));
    await gateway.save({
      slug: 'shows-it',
      title: 'The quay at dusk',
      body: { format: 'markdown', text: `![](${file.url})` },
    });
    const refused = (await write(DELETE, { id: file.id })).deleteMedia;
    expect(refused).toEqual({
      deletedId: null,
      userErrors: [
        {
          code: 'NOT_ALLOWED',
          message: 'The file is used by the article “The quay at dusk” (/shows-it). Remove it there first.',
        },
      ],
    });
    await gateway.save({ slug: 'shows-it', body: { format: 'markdown', text: 'No picture.' } });
    expect((await write(DELETE, { id: file.id })).deleteMedia).toEqual({
      deletedId: file.id,
      userErrors: [],
    });
    const gone = await fetch(file.url.replace('https://gateway.example', gateway.address));
    expect(gone.status).toBe(404);
  });

  test('has its bytes when it is added again while it is deleted', async () => {
    const { prisma } = gateway.database;
    const storage = createDiskStorage({ folder: join(folder, 'media') });
    const library = new MediaLibrary({ prisma, storage, maxBytes: 1_000_000 });
    const bytes = await drawPicture({ color: '#321321', width: 40 });
    for (let i = 0; i < 10; i++) {
      const { id } = await library.add(bytes, { name: 'again.jpg' });
      const globalId = Buffer.from(`MediaFile:${id}`).toString('base64url');
      const add = () => library.add(bytes, { name: 'again.jpg' });
      const [first, , second] = await Promise.all([add(), write(DELETE, { id: globalId }), add()]);
      expect(second.path).toBe(first.path);
      const file = await prisma.mediaFile.findUnique({ where: { hash: first.hash } });
      const stored = await storage.head(first.path!.replace('/media/', ''));
      expect([file !== null, stored !== null]).toEqual([file !== null, file !== null]);
    }
  });

  test('is listed with its uses', async () => {
    const { file } = await upload(await drawPicture({ color: '#777777' }));
    await gateway.save({ slug: 'lead', title: 'Lead', image: { ...NO_IMAGE, url: file.url }, draft: true });
    const { mediaFiles } = await write(
      '{ mediaFiles(first: 1) { totalCount nodes { id usages { type title path } } } }',
    );
    expect(mediaFiles.nodes).toEqual([
      { id: file.id, usages: [{ type: 'Article', title: 'Lead', path: '/lead' }] },
    ]);
    expect(mediaFiles.totalCount).toBeGreaterThan(3);
  });

  test('that is the picture of a card is listed with its front, and shown with its texts', async () => {
    const { file } = await upload(await drawPicture({ color: '#242424' }), { alt: 'The mole' });
    await gateway.save({ slug: 'carded' });
    const cards = [{ article: 'carded', image: { file: file.id } }];
    const { createFront } = await write(
      'mutation ($input: CreateFrontInput!) { createFront(input: $input) { front { id } userErrors { message } } }',
      { input: { path: '/pictures', title: 'Pictures', containers: [{ cards }] } },
    );
    expect(createFront.userErrors).toEqual([]);
    const readUses = async () => {
      const { all, unused } = await write(
        '{ all: mediaFiles(first: 1) { nodes { usages { id type title path } } } unused: mediaFiles(filter: { isUsed: false }) { nodes { id } } }',
      );
      return [all.nodes[0].usages, unused.nodes.some(({ id }: { id: string }) => id === file.id)];
    };
    const { id } = createFront.front;
    const used = [[{ id, type: 'Front', title: 'Pictures', path: '/pictures' }], false];
    expect(await readUses()).toEqual(used);
    const { deleteMedia } = await write(DELETE, { id: file.id });
    expect(deleteMedia.userErrors[0].message).toContain('the front “Pictures” (/pictures)');
    await write('mutation ($id: ID!) { publishFront(input: { id: $id }) { revision } }', { id });
    const { front } = await gateway.query(
      '{ front(path: "/pictures") { containers { items { image { url alt } } } } }',
    );
    expect(front.containers[0].items[0].image).toEqual({ url: file.url, alt: 'The mole' });
    const clear = 'mutation ($id: ID!) { updateFront(input: { id: $id, containers: [] }) { revision } }';
    await write(clear, { id });
    expect(await readUses()).toEqual(used);
    await write('mutation ($id: ID!) { publishFront(input: { id: $id }) { revision } }', { id });
    expect(await readUses()).toEqual([[], true]);
  });

  test('that is the logo of the site is listed there, and cannot be deleted', async () => {
    const { file } = await upload(await drawPicture({ color: '#131313' }));
    const setLogo = (logo: object | null) =>
      write(
        'mutation ($logo: ImageInput) { updateSite(input: { logo: $logo }) { userErrors { message } } }',
        {
          logo,
        },
      );
    await setLogo({ url: file.url, alt: 'The Tide' });
    const { site } = await gateway.query('{ site { logo { url alt width } seo { jsonLd } } }');
    expect(site.logo).toEqual({ url: file.url, alt: 'The Tide', width: file.image.width });
    expect(JSON.parse(site.seo.jsonLd)['@graph'][0].logo).toMatchObject({ url: file.url });
    const { mediaFiles } = await write('{ mediaFiles(first: 1) { nodes { usages { type title path } } } }');
    expect(mediaFiles.nodes).toEqual([{ usages: [{ type: 'Site', title: 'Logo', path: null }] }]);
    const { deleteMedia } = await write(DELETE, { id: file.id });
    expect(deleteMedia.userErrors).toEqual([
      { code: 'NOT_ALLOWED', message: expect.stringContaining('the site “Logo”') },
    ]);
    await setLogo(null);
    expect((await write(DELETE, { id: file.id })).deleteMedia.userErrors).toEqual([]);
  });
});

const NO_IMAGE = {
  alt: '',
  caption: null,
  credit: null,
  width: null,
  height: null,
  focalX: null,
  focalY: null,
};

test('An upload to the storage is inspected when it is finished, and its bytes do not stay there', async () => {
  const { prisma } = gateway.database;
  const files = createDiskStorage({ folder: join(folder, 'bucket') });
  const storage = { ...files, createUploadUrl: async (key: string) => `https://bucket.example/${key}` };
  const library = new MediaLibrary({ prisma, storage, maxBytes: 1_000_000 });
  const uploads = new MediaUploads(prisma, library, new MediaSigner(new Uint8Array(32)), storage);
  const actor = { keyId: 1, scopes: ['write'] as const };
  const arrive = async (bytes: Buffer, announced = bytes.length) => {
    const { id, url } = await uploads.create(actor.keyId, 'quay.png', announced);
    expect(url).toBe(`https://bucket.example/incoming/${id}`);
    await uploads.collect(actor, id); // nothing has arrived
    await storage.put(`incoming/${id}`, bytes);
    await uploads.collect({ ...actor, keyId: 2 }, id); // another key
    expect(await storage.head(`incoming/${id}`)).not.toBeNull();
    await uploads.collect(actor, id);
    expect(await storage.head(`incoming/${id}`)).toBeNull();
    return prisma.mediaUpload.findUniqueOrThrow({ where: { id }, include: { file: true } });
  };
  const picture = await drawPicture({ format: 'png', width: 12, height: 9 });
  expect((await arrive(picture)).file).toMatchObject({ width: 12, mimeType: 'image/png' });
  expect(await arrive(Buffer.from('no picture'))).toMatchObject({
    fileId: null,
    error: expect.stringContaining('cannot be recognized'),
  });
  expect(await arrive(picture, 3)).toMatchObject({ fileId: null, error: expect.stringContaining('3 bytes') });
  expect((await fetch(`${gateway.address}/media/incoming/x.png`)).status).toBe(404);
});

test('A full disk and a storage that is away are told with their codes', async () => {
  const storage = createDiskStorage({ folder: join(folder, 'failing') });
  let failure: string | null = 'ENOSPC';
  const media = {
    ...storage,
    put: async (key: string, bytes: Uint8Array) => {
      if (failure === null) return storage.put(key, bytes);
      throw new MediaStorageError('It failed.', { cause: Object.assign(new Error(), { code: failure }) });
    },
  };
  const settings = { DATA_DIR: folder, CACHE_MB: '0', IMPORT_ALLOW_PRIVATE: 'true' };
  const failing = await startGateway(settings, { database: gateway.database, siteConfig: { media } });
  const key = await gateway.createKey('write');
  const bytes = await drawPicture({ width: 55 });
  const { upload } = (await failing.queryAs(key)(CREATE, { name: 'a.jpg', bytes: bytes.length }))
    .createUpload;
  const put = async () => {
    const response = await fetch(new URL(new URL(upload.url).pathname, failing.address), {
      method: 'PUT',
      body: bytes,
    });
    const { errors } = response.status === 204 ? { errors: [] } : await response.json();
    return [response.status, errors[0]?.extensions.code];
  };
  expect(await put()).toEqual([503, 'INSUFFICIENT_STORAGE']);
  failure = 'ECONNREFUSED';
  expect(await put()).toEqual([503, 'SERVICE_UNAVAILABLE']);
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/other.jpg`;
  const response = await fetch(`${failing.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: IMPORT, variables: { input: { url } } }),
  });
  expect((await response.json()).errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  failure = null;
  expect(await put()).toEqual([204, undefined]);
  await failing.close();
});

// .ci/run installs it where it is missing.
(hasCeph ? test : test.skip)(
  'A file goes straight to the bucket, and is served and deleted from there (needs apt-get install radosgw)',
  async () => {
    const { options, close } = await startCeph();
    const media = createS3Storage({ ...options, directUploads: true });
    const settings = { DATA_DIR: join(folder, 'with-bucket'), CACHE_MB: '0' };
    const server = await startGateway(settings, { database: gateway.database, siteConfig: { media } });
    const ask = server.queryAs(await gateway.createKey('write'));
    const bytes = await drawPicture({ width: 90, height: 60 });
    const { id, url } = (await ask(CREATE, { name: 'quay.jpg', bytes: bytes.length })).createUpload.upload;
    expect(url).toContain(`${options.bucketUrl}/incoming/${id}?`);
    expect((await send(url, bytes)).status).toBe(200);
    const { file } = (
      await ask(FINISH.replace('width', 'variant(width: 30, format: WEBP) { url } width'), { input: { id } })
    ).finishUpload;
    const key = new URL(file.url).pathname.replace('/media/', '');
    expect(await media.head(key)).toMatchObject({ size: file.bytes });
    expect(await media.head(`incoming/${id}`)).toBeNull();
    const get = async (address: string) =>
      (await fetch(new URL(new URL(address).pathname, server.address))).status;
    expect([await get(file.url), await get(file.image.variant.url)]).toEqual([200, 200]);
    expect((await ask(DELETE, { id: file.id })).deleteMedia.deletedId).toBe(file.id);
    expect(await media.head(key)).toBeNull();
    await server.close();
    await close();
  },
);
