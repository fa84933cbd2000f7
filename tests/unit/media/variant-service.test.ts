import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createDiskStorage } from '../../../src/media/disk-storage.js';
import { FileLookup } from '../../../src/media/file-lookup.js';
import { MediaSigner } from '../../../src/media/media-signer.js';
import { VariantCache } from '../../../src/media/variants/variant-cache.js';
import { type RunVariantInTurn, VariantService } from '../../../src/media/variants/variant-service.js';
import { drawPicture } from '../../support/pictures.js';

const HASH = '1'.repeat(40);
const KEY = `${HASH}.jpg`;
const signer = new MediaSigner(new Uint8Array(32));

let folder: string;
let failures: Error[];
let turns: ('large' | 'small')[];
let storage: ReturnType<typeof createDiskStorage>;
let variants: VariantService;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-variant-service-'));
  failures = [];
  turns = [];
  storage = createDiskStorage({ folder: join(folder, 'media') });
  variants = new VariantService({
    ...{ storage, signer },
    cache: new VariantCache({
      folder: join(folder, 'variants'),
      maxBytes: 10_000_000,
      onWriteError: (error) => failures.push(error),
    }),
    files: new FileLookup(async () => ({
      ...{ id: 1, key: KEY, mimeType: 'image/jpeg', isOpaque: true, expiresInMs: null },
    })),
    onUnprocessable: (error) => failures.push(error),
  });
});
afterEach(() => rm(folder, { recursive: true }));

function get(parameters: string, accepted: string[] = []) {
  const runInTurn: RunVariantInTurn = (work, isLarge) => {
    turns.push(isLarge ? 'large' : 'small');
    return work();
  };
  const signature = signer.sign(`${HASH}/${parameters}`);
  return variants.get(HASH, parameters, signature, { accepted, runInTurn });
}

test('A variant of a damaged picture redirects to the original, and is not retried immediately', async () => {
  const picture = await drawPicture();
  await storage.put(KEY, picture.subarray(0, picture.length / 2));
  for (let i = 0; i < 3; i++) expect(await get('600x400_q75_jpeg')).toEqual({ originalKey: KEY });
  expect(failures).toEqual([expect.objectContaining({ name: 'UnprocessableImageError', reason: 'damaged' })]);
  expect(turns).toEqual(['small']);
});

test('Large variants wait among large ones, and the format that they become is in their media type', async () => {
  await storage.put(KEY, await drawPicture({ width: 4_000, height: 3_000 }));
  const [small, large, larger] = [
    await get('400x300_q75_avif'),
    await get('2000x1500_q75_avif'),
    await get('4000x3000_q75_avif'),
  ];
  expect(turns).toEqual(['small', 'large', 'large']);
  const typeOf = (result: typeof small) =>
    typeof result === 'object' && 'contentType' in result ? result.contentType : result;
  expect([small, large, larger].map(typeOf)).toEqual(['image/avif', 'image/avif', 'image/jpeg']);
  expect(failures).toEqual([]);
});

test('A small variant of a picture that takes much memory waits among large ones, and holds up no small one', async () => {
  const original = sharp({ create: { width: 7_000, height: 6_000, channels: 3, background: '#808080' } });
  await storage.put(KEY, await original.jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer());
  expect(await get('70x60_q75_jpeg')).toMatchObject({ contentType: 'image/jpeg' });
  expect(turns).toEqual(['small', 'large']);
  expect(failures).toEqual([]);
});
