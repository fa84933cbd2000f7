import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspectFile } from '../../../src/media/inspect-file.js';
import { REFUSED_FILES } from '../../support/hostile-files.js';
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

test.each(REFUSED_FILES)('%s is refused with a sentence', async (_name, bytes, message) => {
  const memory = process.memoryUsage.rss();
  await expect(inspectFile(await bytes)).rejects.toThrow(
    expect.objectContaining({ name: 'RefusedFileError', message: expect.stringMatching(message) }),
  );
  expect(process.memoryUsage.rss() - memory).toBeLessThan(300_000_000);
});

test.each([
  ['width="300" height="100"', 300, 100],
  ['width="25.4mm" height="1in"', 96, 96],
  ['viewBox="0 0 640 480"', 640, 480],
  ['width="100%" height="100%" viewBox="0,0,640,480"', 640, 480],
  ['width="320" viewBox="0 0 640 480"', 320, 240],
  ['height="10mm" viewBox="0 0 640 320"', 76, 38],
  ['width="10em" height="5em"', null, null],
  ['viewBox="0 0 0 480"', null, null],
  ['', null, null],
])('The size of an SVG with %s is %s × %s', async (attributes, width, height) => {
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}/>`);
  expect(await inspectFile(svg)).toMatchObject({ width, height });
});

test('A picture of a phone in HEIC is refused with advice', async () => {
  const heic = Buffer.from(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${'\0'.repeat(100)}`, 'latin1');
  await expect(inspectFile(heic)).rejects.toThrow(/type image\/heic\. .* Save the picture as JPEG first\.$/);
});
