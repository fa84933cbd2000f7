import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidMediaKeyError, type MediaStorage } from '../../../src/media/media-storage.js';

/** A storage without files. */
export interface MediaStorageFixture {
  storage: MediaStorage;
  /** Ranges to read of 100,000 bytes; defaults to many. */
  ranges?: [start: number, end: number][];
  close(): Promise<void>;
}

/** First, last, inner and all bytes of 100,000. */
const RANGES: [start: number, end: number][] = [
  [0, 0],
  [0, 99_999],
  [99_999, 99_999],
  [1_234, 77_777],
];

/** Keys of files outside a storage, and what is no key. */
export const INVALID_KEYS = [
  ...['', '.', '..', '/', '/etc/passwd', '../secret.svg', 'a/../../secret.svg', 'a/..', 'a//b.svg', 'a/'],
  ...['a\\b.svg', '..\\secret.svg', 'a\0.svg', '.hidden', 'a/.hidden.svg', 'a b.svg', 'a%2fb.svg', 'ü.svg'],
  ...['a?b.svg', 'a#b.svg', 'C:/secret.svg', `${'a'.repeat(300)}.svg`, 'a/'.repeat(300)],
];

/** Tests what every MediaStorage has to do. */
export function describeMediaStorage(name: string, start: () => Promise<MediaStorageFixture>): void {
  describe(`MediaStorage: ${name}`, () => {
    let fixture: MediaStorageFixture;
    let storage: MediaStorage;
    beforeAll(async () => {
      fixture = await start();
      storage = fixture.storage;
    });
    afterAll(() => fixture.close());

    const read = async (key: string, range?: { start: number; end: number }) => {
      const file = await storage.get(key, range);
      return file && buffer(file.body);
    };

    test('A stored file is read back with its size, type and time', async () => {
      const bytes = createBytes(300_000);
      const before = Math.floor(Date.now() / 1_000) * 1_000;
      await storage.put('2026/11/bridge-800.webp', bytes);
      const info = await storage.head('2026/11/bridge-800.webp');
      expect({ ...info, modifiedAt: info!.modifiedAt.getTime() }).toEqual({
        size: 300_000,
        contentType: 'image/webp',
        etag: expect.stringMatching(/^"[^"]+"$/),
        modifiedAt: expect.any(Number),
      });
      expect(info!.modifiedAt.getTime()).toBeGreaterThanOrEqual(before);
      const { body, ...file } = (await storage.get('2026/11/bridge-800.webp'))!;
      expect(file).toEqual(info);
      expect((await buffer(body)).equals(bytes)).toBe(true);
    });

    test.each([
      ['picture.svg', 'image/svg+xml'],
      ['PICTURE.JPG', 'image/jpeg'],
      ['report.pdf', 'application/pdf'],
      ['page.html', 'application/octet-stream'],
      ['noextension', 'application/octet-stream'],
    ])('The type of %s is %s', async (key, contentType) => {
      await storage.put(key, createBytes(3));
      expect((await storage.head(key))!.contentType).toBe(contentType);
      await storage.delete(key);
    });

    test('A part of a file is read', async () => {
      const bytes = createBytes(100_000);
      await storage.put('part.png', bytes);
      for (const [start, end] of fixture.ranges ?? RANGES) {
        const file = await storage.get('part.png', { start, end });
        expect([start, end, file!.size]).toEqual([start, end, 100_000]);
        expect((await buffer(file!.body)).equals(bytes.subarray(start, end + 1))).toBe(true);
      }
    });

    test('An empty file is a file', async () => {
      await storage.put('empty.svg', new Uint8Array(0));
      expect((await storage.head('empty.svg'))!.size).toBe(0);
      expect(await read('empty.svg')).toHaveLength(0);
    });

    test('A file is replaced as a whole, and gets another entity tag', async () => {
      await storage.put('replaced.svg', Buffer.from('the old, longer bytes'));
      const { etag } = (await storage.head('replaced.svg'))!;
      expect((await storage.head('replaced.svg'))!.etag).toBe(etag);
      await storage.put('replaced.svg', Buffer.from('the new'));
      expect(String(await read('replaced.svg'))).toBe('the new');
      expect((await storage.head('replaced.svg'))!.etag).not.toBe(etag);
    });

    test('A reader gets the old bytes or the new ones while a file is replaced', async () => {
      const versions = ['a', 'b', 'c', 'd'].map((letter) => Buffer.alloc(200_000, letter));
      await storage.put('busy.png', versions[0]!);
      const writes = (async () => {
        for (const bytes of [...versions, ...versions]) await storage.put('busy.png', bytes);
      })();
      for (let i = 0; i < 30; i++) {
        const bytes = (await read('busy.png'))!;
        expect(bytes).toHaveLength(200_000);
        expect(versions.some((each) => each.equals(bytes))).toBe(true);
      }
      await writes;
    });

    test('A deleted file is gone; deleting it again is harmless', async () => {
      await storage.put('gone.svg', createBytes(10));
      await storage.delete('gone.svg');
      await storage.delete('gone.svg');
      expect(await storage.head('gone.svg')).toBeNull();
      expect(await storage.get('gone.svg')).toBeNull();
      await storage.put('gone.svg', createBytes(5));
      expect(await read('gone.svg')).toHaveLength(5);
    });

    test('Nothing is found where nothing was stored, nor at the folder of a file', async () => {
      await storage.put('folder/inner/file.svg', createBytes(10));
      for (const key of ['nothing.svg', 'folder', 'folder/inner', 'folder/inner/file.svg/deeper.svg']) {
        expect([key, await storage.head(key), await storage.get(key)]).toEqual([key, null, null]);
        await storage.delete(key);
      }
      expect(await read('folder/inner/file.svg')).toHaveLength(10);
    });

    test('Nothing is stored or found under what is no key', async () => {
      for (const key of INVALID_KEYS) {
        const stored = await storage.put(key, createBytes(3)).catch((error: Error) => error);
        expect([key, stored]).toEqual([key, expect.any(InvalidMediaKeyError)]);
        expect([key, await storage.head(key), await storage.get(key)]).toEqual([key, null, null]);
        await storage.delete(key);
      }
    });

    test('A reader may leave before the end', async () => {
      await storage.put('long.mp4', createBytes(5_000_000));
      for (let i = 0; i < 20; i++) {
        const { body } = (await storage.get('long.mp4'))!;
        await readSome(body);
        body.destroy();
      }
      expect(await read('long.mp4')).toHaveLength(5_000_000);
    });

    test('The URL of a file ends with its key', () => {
      expect(storage.getUrl('2026/11/bridge-800.webp')).toMatch(
        /^(https?:\/\/\S+)?\/\S*2026\/11\/bridge-800\.webp$/,
      );
    });
  });
}

/** Bytes that differ between positions and between calls. */
let seed = 0;
function createBytes(size: number): Buffer {
  seed += 1;
  return Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 7 + seed) % 256));
}

async function readSome(body: Readable): Promise<void> {
  await new Promise((resolve, reject) => body.once('data', resolve).once('error', reject));
}
