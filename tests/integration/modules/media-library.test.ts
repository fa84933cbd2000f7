import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import type { MediaLibrary, StoredFile } from '../../../src/modules/media/media-library.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';
import { recordStatements } from '../../support/statements.js';

const IMAGE = `url width height sizeError mimeType bytes thumbhash dataUrl dominantColor license credit
  focalPoint { x y }
  square: variant(width: 100, height: 100, format: JPEG) { url width height }
  auto: variant(width: 300) { url width height }
  srcSet(widths: [200, 400, 9]) wide: srcSet(widths: [200], aspectRatio: 2)`;
const ARTICLE = `query ($slug: String!) { article(by: { slug: $slug }) {
  image { ${IMAGE} }
  body { html blocks { ... on ImageBlock { image { ${IMAGE} } } } }
} }`;
const NO_IMAGE = {
  alt: '',
  caption: null,
  credit: null,
  width: null,
  height: null,
  focalX: null,
  focalY: null,
};

let folder: string;
let gateway: Gateway;
let library: MediaLibrary;
let file: StoredFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-media-'));
  const settings = { DATA_DIR: folder, GATEWAY_URL: 'https://gateway.example', CACHE_MB: '8' };
  gateway = await startGateway(settings);
  library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  const texts = { credit: 'Ada Quay', license: 'CC BY 4.0', focalX: 0.9, focalY: 0.5 };
  file = await library.add(await drawPicture(), { name: 'quay.jpg', texts });
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

const savePicture = (slug: string, url: string) =>
  gateway.save({
    slug,
    image: { ...NO_IMAGE, url },
    body: { format: 'markdown', text: `![The quay](${url})` },
  });
const fetchFile = (url: string, headers: Record<string, string> = {}) =>
  fetch(url.replace('https://gateway.example', gateway.address), { headers });

describe('Pictures of the library', () => {
  test('Lead pictures and those of bodies have sizes, placeholders, rights and variants', async () => {
    await savePicture('quay', file.path!);
    const { article } = await gateway.query(ARTICLE, { slug: 'quay' });
    const { image } = article;
    expect(image).toMatchObject({
      url: `https://gateway.example${file.path}`,
      ...{ width: 1_200, height: 800, sizeError: null, mimeType: 'image/jpeg' },
      ...{ license: 'CC BY 4.0', credit: 'Ada Quay', focalPoint: { x: 0.9, y: 0.5 } },
      square: { width: 100, height: 100 },
      auto: { width: 300, height: 200 },
    });
    expect(image.srcSet).toMatch(/^\S+9x6_q75_auto\.\S+ 9w, \S+200x133\S+ 200w, \S+400x267\S+ 400w$/);
    expect(image.wide).toMatch(/200x100_90x50_q75_auto/);
    expect(article.body.blocks).toEqual([{ image }]);
    expect(article.body.html).toContain(`src="https://gateway.example${file.path}"`);
  });

  test('Pictures have the same ID if they say the same', async () => {
    await savePicture('same', file.path!);
    const text = `![The quay](${file.path})\n\n![The quay](${file.path})\n\n![The pier](${file.path})`;
    await gateway.save({
      slug: 'ids',
      image: { ...NO_IMAGE, url: file.path! },
      body: { format: 'markdown', text },
    });
    const read = async (slug: string) => {
      const { article } = await gateway.query(
        'query ($slug: String!) { article(by: { slug: $slug }) { image { id } body { blocks { ... on ImageBlock { image { id } } } } } }',
        { slug },
      );
      return [article, ...article.body.blocks].map(({ image }) => image.id);
    };
    const [lead, first, second, other] = await read('ids');
    expect(first).toMatch(/^[\w-]{22}$/);
    expect(second).toBe(first);
    expect(new Set([lead, first, other]).size).toBe(3);
    expect(await read('same')).toEqual([lead, first]);
  });

  test('Editors find the file of a picture, also by its ID; readers do not', async () => {
    const read = gateway.queryAs(await gateway.createKey('preview'));
    const { article } = await read(
      '{ article(by: { slug: "quay" }) { image { file { id name url image { url } expiresAt } } } }',
    );
    const { file: found } = article.image;
    expect(found).toEqual({
      ...{ id: expect.any(String), name: 'quay.jpg', expiresAt: null },
      ...{
        url: `https://gateway.example${file.path}`,
        image: { url: `https://gateway.example${file.path}` },
      },
    });
    const NODE =
      'query ($id: ID!) { node(id: $id) { __typename id ... on MediaFile { name url mimeType createdAt } } }';
    expect((await read(NODE, { id: found.id })).node).toEqual({
      ...{ __typename: 'MediaFile', id: found.id, name: 'quay.jpg', url: found.url, mimeType: 'image/jpeg' },
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect((await gateway.query(NODE, { id: found.id })).node).toBeNull();
    const [error] = await gateway.queryErrors('{ article(by: { slug: "quay" }) { image { file { id } } } }');
    expect(error!.extensions.code).toBe('FORBIDDEN');
  });

  test('The pictures of a page need one statement', async () => {
    const text = Array.from(
      { length: 40 },
      (_, i) => `![${i}](/media/${String(i).padStart(40, '0')}.jpg)`,
    ).join('\n\n');
    await gateway.save({ slug: 'forty', body: { format: 'markdown', text } });
    const statements = await recordStatements(() => gateway.query(ARTICLE, { slug: 'forty' }));
    expect(statements.filter((statement) => statement.includes('media_source'))).toHaveLength(1);
  });

  test('A picture has its size as soon as its file is added', async () => {
    const bytes = await drawPicture({ width: 64, height: 48, color: '#00aa00' });
    const remote = 'https://elsewhere.example/green.jpg';
    await savePicture('green', remote);
    const before = await gateway.query(ARTICLE, { slug: 'green' });
    expect(before.article.image).toMatchObject({ url: remote, width: null, square: null, srcSet: null });
    await library.recordFailure(remote, 'The server responded with 404.');
    await gateway.app.cacheInvalidator.waitForSync();
    const failed = await gateway.query(ARTICLE, { slug: 'green' });
    expect(failed.article.image).toMatchObject({ width: null, sizeError: 'The server responded with 404.' });
    await library.add(bytes, { name: 'green.jpg', urls: [remote], isLinked: true });
    await gateway.app.cacheInvalidator.waitForSync();
    const { article } = await gateway.query(ARTICLE, { slug: 'green' });
    expect(article.image).toMatchObject({
      url: remote,
      width: 64,
      height: 48,
      sizeError: null,
      square: null,
    });
    await library.add(bytes, { name: 'green.jpg', urls: [remote] });
    await gateway.app.cacheInvalidator.waitForSync();
    const stored = await gateway.query(ARTICLE, { slug: 'green' });
    expect(stored.article.image).toMatchObject({ url: remote, square: { width: 48, height: 48 } });
  });

  test('The same bytes are stored once', async () => {
    const again = await library.add(await drawPicture(), { name: 'other-name.jpg' });
    expect(again).toEqual({ ...file, isKnown: true });
  });

  test('An SVG without a size says so', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const { path } = await library.add(svg, { name: 'sizeless.svg' });
    await savePicture('sizeless', path!);
    const { article } = await gateway.query(ARTICLE, { slug: 'sizeless' });
    expect(article.image).toMatchObject({
      width: null,
      sizeError: 'The SVG has no width and height, and no viewBox.',
    });
  });

  test('Arguments out of range are refused with a sentence', async () => {
    const ask = (field: string) =>
      gateway.queryErrors(`{ article(by: { slug: "quay" }) { image { ${field} } } }`);
    expect((await ask('variant(width: 0) { url }'))[0]!.message).toMatch(
      /width: 0 is not a number from 1 to 8192/,
    );
    expect((await ask('srcSet(widths: [])'))[0]!.message).toMatch(/give 1 to 12 widths/);
    expect((await ask('srcSet(aspectRatio: 0)'))[0]!.message).toMatch(/aspectRatio: 0 is not from 0.1 to 10/);
  });
});

test('Social networks get a JPEG with its size, search engines and feeds the original', async () => {
  const { article } = await gateway.query(
    '{ article(by: { slug: "quay" }) { seo { jsonLd openGraph { property content } } } }',
  );
  const tags = Object.fromEntries(
    article.seo.openGraph.map((tag: { property: string; content: string }) => [tag.property, tag.content]),
  );
  expect(tags).toMatchObject({ 'og:image:width': '1200', 'og:image:height': '800' });
  const shared = await fetchFile(tags['og:image']);
  expect([shared.status, shared.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  const url = `https://gateway.example${file.path}`;
  expect(JSON.parse(article.seo.jsonLd).image).toEqual([
    { '@type': 'ImageObject', url, contentUrl: url, width: 1_200, height: 800, creditText: 'Ada Quay' },
  ]);
  const feed = await (await fetchFile('https://gateway.example/feeds/rss.xml')).text();
  expect(feed).toMatch(new RegExp(`<enclosure url="${url}" length="\\d{4,}" type="image/jpeg"`));
  expect(feed).toContain(
    `src=&quot;${url}&quot;`.replaceAll('&quot;', feed.includes('src="') ? '"' : '&quot;'),
  );
});

test('An SVG has no variants, and runs nothing where it is opened', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(1)</script></svg>';
  const { path } = await library.add(Buffer.from(svg), { name: 'logo.svg' });
  await savePicture('logo', path!);
  const { article } = await gateway.query(ARTICLE, { slug: 'logo' });
  expect(article.image).toMatchObject({ width: 40, height: 30, square: null, srcSet: null, thumbhash: null });
  const { headers } = await fetchFile(article.image.url);
  expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
    'image/svg+xml',
    'nosniff',
  ]);
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  );
});

describe('Variants over HTTP', () => {
  const getImage = async () => (await gateway.query(ARTICLE, { slug: 'quay' })).article.image;

  test('A variant is sent in the best format that the client names', async () => {
    const { url } = (await getImage()).auto;
    const read = async (accept: string) => {
      const response = await fetchFile(url, { accept });
      const { width, height, format } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect(Object.fromEntries(response.headers)).toMatchObject({
        vary: expect.stringContaining('Accept'),
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      return [response.status, response.headers.get('content-type'), format, width, height];
    };
    expect(await read('image/avif,image/webp,*/*')).toEqual([200, 'image/avif', 'heif', 300, 200]);
    expect(await read('image/webp,*/*')).toEqual([200, 'image/webp', 'webp', 300, 200]);
    expect(await read('image/avif;q=0,*/*')).toEqual([200, 'image/jpeg', 'jpeg', 300, 200]);
  });

  test('A named format is sent to every client', async () => {
    const { url } = (await getImage()).square;
    const response = await fetchFile(url, { accept: 'image/avif' });
    expect([response.headers.get('content-type'), response.headers.get('vary') ?? '']).toEqual([
      'image/jpeg',
      expect.not.stringContaining('Accept'),
    ]);
    const etag = response.headers.get('etag')!;
    expect((await fetchFile(url, { 'if-none-match': etag })).status).toBe(304);
  });

  test('Addresses that the gateway has not signed are refused', async () => {
    const { url } = (await getImage()).square;
    const changed = [
      url.replace('100x100', '101x101'),
      url.replace(/.{3}$/, '___'),
      url.replace(file.hash, 'f'.repeat(40)),
      url.replace('_jpeg', '_gif'),
    ];
    for (const address of changed) {
      const response = await fetchFile(address);
      expect([address, response.status, await response.text()]).toEqual([
        address,
        403,
        expect.stringContaining('The signature of the address is wrong'),
      ]);
    }
  });

  test('A variant that 32 clients request concurrently is rendered once', async () => {
    const { article } = await gateway.query(
      '{ article(by: { slug: "quay" }) { image { variant(width: 777, format: WEBP) { url } } } }',
    );
    const { url } = article.image.variant;
    const responses = await Promise.all(Array.from({ length: 32 }, () => fetchFile(url)));
    const bodies = await Promise.all(responses.map((response) => response.arrayBuffer()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(bodies.map((body) => Buffer.from(body).toString('base64'))).size).toBe(1);
    const made = await readdir(join(folder, 'media-variants', file.hash));
    expect(made.filter((name) => name.startsWith('777x'))).toEqual(['777x518_q75_webp.webp']);
  });

  test('The original may be kept for ever', async () => {
    const response = await fetchFile(`https://gateway.example${file.path}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });
});

test('An image service of the site makes the variants, also of pictures of other servers', async () => {
  const siteConfig = {
    imageUrl: ({ url, width, height, crop }: { url: string; width: number; height: number; crop: unknown }) =>
      `https://courier.imgix.example/${encodeURIComponent(url)}?w=${width}&h=${height}&crop=${JSON.stringify(crop)}`,
  };
  const other = await startGateway({ DATA_DIR: folder, CACHE_MB: '0' }, { siteConfig, beside: gateway });
  const image = { ...NO_IMAGE, url: 'https://elsewhere.example/a.jpg', width: 900, height: 600 };
  await other.save({ slug: 'remote', image });
  const { article } = await other.query(
    '{ article(by: { slug: "remote" }) { image { variant(width: 300, height: 300) { url } } } }',
  );
  expect(article.image.variant.url).toBe(
    'https://courier.imgix.example/https%3A%2F%2Felsewhere.example%2Fa.jpg?w=300&h=300&crop={%22x%22:0.5,%22y%22:0.5}',
  );
  await other.close();
});
