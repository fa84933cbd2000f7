import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { renderVariant } from '../../../src/media/image-process/render-variant.js';
import { chooseFormat } from '../../../src/media/variants/output-format.js';
import { formatVariant, parseVariant, planVariant } from '../../../src/media/variants/variant.js';
import { VariantCache } from '../../../src/media/variants/variant-cache.js';
import { drawPicture } from '../../support/pictures.js';

const ORIGINAL = { width: 1_200, height: 800 };
const LEFT = { x: 0.1, y: 0.5 };

describe('Planning', () => {
  test.each([
    ['a width', { width: 600 }, '600x400_q75_auto'],
    ['a height', { height: 200 }, '300x200_q75_auto'],
    ['both, to be filled', { width: 400, height: 400 }, '400x400_10x50_q75_auto'],
    ['both, to be fitted into', { width: 400, height: 400, fit: 'contain' as const }, '400x267_q75_auto'],
    ['the most detail', { width: 100, height: 400, crop: 'entropy' as const }, '100x400_entropy_q75_auto'],
    ['more than there is', { width: 5_000 }, '1200x800_q75_auto'],
    ['a larger square than there is', { width: 2_000, height: 2_000 }, '800x800_10x50_q75_auto'],
    ['the aspect ratio that there is', { width: 300, height: 200 }, '300x200_q75_auto'],
    ['nothing', { format: 'jpeg' as const, quality: 40 }, '1200x800_q40_jpeg'],
  ])('A request for %s is planned', (_name, request, parameters) => {
    const variant = planVariant(ORIGINAL, LEFT, request);
    expect(formatVariant(variant)).toBe(parameters);
    expect(parseVariant(parameters)).toEqual(variant);
  });

  test.each(['', '0x10_q75_auto', '10x10_q75_svg', '10x10', '1e9x1_q1_auto', '10x10_q75_auto '])(
    '"%s" is no variant',
    (parameters) => expect(parseVariant(parameters)).toBeNull(),
  );
});

describe('Formats', () => {
  const JPEG = { mimeType: 'image/jpeg', isOpaque: true };
  const TRANSPARENT = { mimeType: 'image/png', isOpaque: false };
  const ALL = ['image/avif', 'image/webp'];
  test.each([
    ['AVIF', [2_560, 1_707], 'auto', JPEG, ALL, 'avif'],
    ['WebP above 5 megapixels', [2_560, 2_560], 'auto', JPEG, ALL, 'webp'],
    ['JPEG above 5 megapixels without WebP', [2_560, 2_560], 'auto', JPEG, ['image/avif'], 'jpeg'],
    ['JPEG above 10 megapixels', [6_000, 4_000], 'auto', JPEG, ALL, 'jpeg'],
    ['PNG above 10 megapixels with transparency', [6_000, 4_000], 'auto', TRANSPARENT, ALL, 'png'],
    ['PNG for transparency without WebP', [100, 100], 'auto', TRANSPARENT, [], 'png'],
    ['AVIF, whatever is accepted', [100, 100], 'avif', JPEG, [], 'avif'],
    ['WebP in place of a large AVIF', [2_560, 2_560], 'avif', JPEG, [], 'webp'],
    ['JPEG in place of a very large AVIF', [5_999, 3_999], 'avif', JPEG, [], 'jpeg'],
    ['JPEG in place of a very large WebP', [5_999, 3_999], 'webp', JPEG, [], 'jpeg'],
    ['JPEG', [5_999, 3_999], 'jpeg', TRANSPARENT, ALL, 'jpeg'],
  ] as const)('A variant is sent as %s', (_name, [width, height], format, file, accepted, sent) => {
    const variant = { ...{ width, height }, crop: null, quality: 75, format };
    expect(chooseFormat(variant, file, [...accepted])).toBe(sent);
  });
});

describe('Rendering', () => {
  test.each(['avif', 'webp', 'jpeg', 'png'] as const)('A %s has the planned size', async (format) => {
    const variant = planVariant(ORIGINAL, null, { width: 90, height: 120 });
    const {
      width,
      height,
      format: made,
    } = await sharp(await renderVariant(sharp, await drawPicture(), variant, format)).metadata();
    expect([width, height, made]).toEqual([90, 120, format === 'avif' ? 'heif' : format]);
  });

  test('A crop keeps the focal point in view', async () => {
    const original = await drawPicture({ color: '#0000ff' });
    const colorAt = async (x: number) => {
      const variant = planVariant(ORIGINAL, { x, y: 0.5 }, { width: 50, height: 100 });
      const { dominant } = await sharp(await renderVariant(sharp, original, variant, 'png')).stats();
      return dominant.r;
    };
    expect(await colorAt(0)).toBeLessThan(30);
    expect(await colorAt(1)).toBeGreaterThan(225);
  });
});

describe('The cache on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dateline-variants-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const render = (length: number) => async () => Buffer.alloc(length);
  const onWriteError = (error: Error) => {
    throw error;
  };

  test('A variant with many concurrent requests is rendered once', async () => {
    const cache = new VariantCache({ folder, maxBytes: 1_000_000, onWriteError });
    let renderings = 0;
    const ask = () =>
      cache.get('a/1.webp', async () => {
        renderings += 1;
        return Buffer.from('bytes');
      });
    const results = await Promise.all(Array.from({ length: 32 }, ask));
    expect(new Set(results.map(({ body }) => String(body)))).toEqual(new Set(['bytes']));
    await ask();
    expect(renderings).toBe(1);
  });

  test('A rendering that failed is tried again', async () => {
    const cache = new VariantCache({ folder, maxBytes: 1_000, onWriteError });
    const fails = cache.get('a/1.webp', () => Promise.reject(new Error('no memory')));
    await expect(fails).rejects.toThrow('no memory');
    expect(await readdir(folder, { recursive: true })).toEqual([]);
    expect((await cache.get('a/1.webp', render(3))).size).toBe(3);
  });

  test('A variant that cannot be stored is sent', async () => {
    await symlink(join(folder, 'absent'), join(folder, 'a'));
    const errors: Error[] = [];
    const cache = new VariantCache({ folder, maxBytes: 1_000, onWriteError: (error) => errors.push(error) });
    expect((await cache.get('a/1.webp', render(3))).size).toBe(3);
    expect(errors).toHaveLength(1);
  });

  test('A long variant is streamed from its file, so that slow clients do not hold it in memory', async () => {
    const cache = new VariantCache({ folder, maxBytes: 1_000_000, onWriteError });
    await cache.get('a/1.webp', async () => Buffer.alloc(300_000, 7));
    const { size, body } = (await cache.find('a/1.webp'))!;
    expect([size, body instanceof Readable]).toEqual([300_000, true]);
    expect((await buffer(body as Readable)).equals(Buffer.alloc(300_000, 7))).toBe(true);
  });

  test('The variants unused for longest are deleted when the folder is full', async () => {
    const cache = new VariantCache({ folder, maxBytes: 1_000, onWriteError });
    for (const name of ['a/1.webp', 'a/2.webp', 'b/1.webp']) await cache.get(name, render(400));
    expect(cache.size).toBe(800);
    const again = new VariantCache({ folder, maxBytes: 1_000, onWriteError });
    await again.get('b/1.webp', render(400));
    expect(again.size).toBeLessThanOrEqual(1_000);
  });

  test('Unfinished files of a killed process are deleted and never read', async () => {
    const ended = 2 ** 22 + 1; // above the largest process number of Linux
    const left = `.${hostname()}.${ended}.half`;
    await new VariantCache({ folder, maxBytes: 1_000, onWriteError }).get('a/1.webp', render(1));
    await writeFile(join(folder, 'a', left), 'half of a picture');
    await new VariantCache({ folder, maxBytes: 1_000, onWriteError }).get('a/2.webp', render(1));
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['1.webp', '2.webp']);
  });
});
