import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspectFile } from '../../../src/media/inspect-file.js';
import { drawPhotograph, drawPicture } from '../../support/pictures.js';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><script>alert(1)</script></svg>';

describe('Accepted files', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
    'The size of a %s is read from its bytes',
    async (format) => {
      const file = await inspectFile(await drawPicture({ width: 300, height: 200, format }));
      expect(file).toMatchObject({ mimeType: `image/${format}`, width: 300, height: 200, isAnimated: false });
      expect(file.hash).toMatch(/^[0-9a-f]{40}$/);
      expect(Buffer.from(file.thumbhash!, 'base64').length).toBeLessThan(40);
      expect(file.dataUrl!.length).toBeLessThan(600);
      expect(file.dominantColor).toMatch(/^#[0-9a-f]{6}$/);
    },
  );

  test('A photograph is turned upright and loses the place where it was taken', async () => {
    const original = await drawPhotograph();
    expect((await sharp(original).metadata()).exif!.includes('Ada Quay')).toBe(true);
    const { bytes, width, height } = await inspectFile(original);
    expect([width, height]).toEqual([480, 640]);
    const { exif, orientation, width: stored } = await sharp(bytes).metadata();
    expect([exif, orientation, stored]).toEqual([undefined, undefined, 480]);
    expect(Buffer.from(bytes).includes('Ada Quay')).toBe(false);
  });

  test('A picture without metadata keeps its bytes', async () => {
    const original = await drawPicture({ width: 20, height: 20 });
    expect(Buffer.compare((await inspectFile(original)).bytes, original)).toBe(0);
  });

  test('An SVG has the size of its first element, and is never decoded', async () => {
    const file = await inspectFile(Buffer.from(`<?xml version="1.0"?>\n<!-- drawn -->\n${SVG}`));
    expect(file).toMatchObject({ mimeType: 'image/svg+xml', width: 120, height: 80, thumbhash: null });
  });

  test('Other files have a type and no size', async () => {
    const pdf = await inspectFile(Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF'));
    expect(pdf).toMatchObject({ mimeType: 'application/pdf', extension: 'pdf', width: null });
  });

  test('A picture that continues as HTML is a picture, whatever it is called', async () => {
    const gif = Buffer.concat([
      await drawPicture({ format: 'gif', width: 8, height: 8 }),
      Buffer.from('<script>alert(1)</script>'),
    ]);
    expect(await inspectFile(gif)).toMatchObject({ mimeType: 'image/gif', extension: 'gif' });
  });
});

const jpeg = drawPicture({ width: 900, height: 600 });
const HOSTILE: [name: string, bytes: Promise<Uint8Array> | Uint8Array, message: RegExp][] = [
  ['an empty file', new Uint8Array(), /is empty/],
  [
    'HTML',
    Buffer.from('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'),
    /cannot be recognized/,
  ],
  ['a script that begins like an SVG', Buffer.from('<!-- <svg> --><html></html>'), /cannot be recognized/],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), /Accepted are JPEG/],
  ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), /Accepted are JPEG/],
  ['the head of a JPEG alone', jpeg.then((bytes) => bytes.subarray(0, 200)), /cannot be decoded/],
  ['a truncated JPEG', jpeg.then((bytes) => bytes.subarray(0, bytes.length / 2)), /cannot be decoded/],
  [
    'a truncated PNG',
    drawPicture({ format: 'png' }).then((bytes) => bytes.subarray(0, bytes.length - 300)),
    /cannot be decoded/,
  ],
  [
    'a truncated WebP',
    drawPicture({ format: 'webp' }).then((bytes) => bytes.subarray(0, 100)),
    /cannot be decoded/,
  ],
  [
    'a PNG of 100 megapixels in some kilobytes',
    writePng(10_000, 10_000),
    /10000 × 10000 pixels; at most 50 million/,
  ],
  ['a PNG that claims four billion pixels', writePng(65_000, 65_000, 10), /65000 × 65000 pixels/],
  ['a PNG that ends before its pixels', writePng(4_000, 4_000, 10), /cannot be decoded/],
  ['a TIFF', drawTiff(), /image\/tiff\. Accepted are JPEG/],
];

test.each(HOSTILE)('%s is refused with a sentence', async (_name, bytes, message) => {
  const memory = process.memoryUsage.rss();
  await expect(inspectFile(await bytes)).rejects.toThrow(
    expect.objectContaining({ name: 'RefusedFileError', message: expect.stringMatching(message) }),
  );
  expect(process.memoryUsage.rss() - memory).toBeLessThan(300_000_000);
});

/** Writes a PNG of one gray, with the pixels of its first `rows` rows. */
function writePng(width: number, height: number, rows = height): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1; // bit depth
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function drawTiff(): Promise<Buffer> {
  return sharp({ create: { width: 9, height: 9, channels: 3, background: '#000000' } })
    .tiff()
    .toBuffer();
}
