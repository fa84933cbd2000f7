import { crc32, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { drawPhotograph, drawPicture } from './pictures.js';

/** Writes a PNG of one gray, with the pixels of its first `rows` rows. */
export function writePng(width: number, height: number, rows = height, chunks: Buffer[] = []): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1; // bit depth
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    writeChunk('IHDR', head),
    ...chunks,
    writeChunk('IDAT', pixels),
    writeChunk('IEND', Buffer.alloc(0)),
  ]);
}

function writeChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export function drawTiff(): Promise<Buffer> {
  return sharp({ create: { width: 9, height: 9, channels: 3, background: '#000000' } })
    .tiff()
    .toBuffer();
}

/** Writes a GIF that claims to have many frames of a size; each takes 20 bytes. */
function writeGif(width: number, height: number, frames: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const head = Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from('800000000000ffffff', 'hex')]);
  const frame = Buffer.concat([
    Buffer.from('2c00000000', 'hex'),
    size,
    Buffer.from('00', 'hex'),
    Buffer.from('0202440100', 'hex'),
  ]);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}

const jpeg = drawPicture({ width: 900, height: 600 });
const small = (format: 'jpeg' | 'png' | 'gif') => drawPicture({ format, width: 8, height: 8 });
const cut = async (format: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif', share: number) => {
  const bytes = await drawPicture({ format, width: 600, height: 400 });
  return bytes.subarray(0, Math.floor(bytes.length * share));
};

export type HostileFile = [name: string, bytes: Promise<Uint8Array> | Uint8Array, message: RegExp];

/** Files that the library refuses, with the sentence. */
export const REFUSED_FILES: HostileFile[] = [
  ['an empty file', new Uint8Array(), /is empty/],
  [
    'an HTML page',
    Buffer.from('<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'),
    /cannot be recognized/,
  ],
  ['a script that begins like an SVG', Buffer.from('<!-- <svg> --><html></html>'), /cannot be recognized/],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), /Accepted are JPEG/],
  ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), /Accepted are JPEG/],
  ['a compressed SVG', gzipSync('<svg xmlns="http://www.w3.org/2000/svg"/>'), /Accepted are JPEG/],
  ['a TIFF', drawTiff(), /image\/tiff\. Accepted are JPEG/],
  ['the head of a JPEG alone', jpeg.then((bytes) => bytes.subarray(0, 200)), /cannot be decoded/],
  ['half a JPEG', cut('jpeg', 0.5), /cannot be decoded/],
  ['most of a PNG', cut('png', 0.9), /cannot be decoded/],
  ['the beginning of a WebP', cut('webp', 0.3), /cannot be decoded/],
  ['half an AVIF', cut('avif', 0.5), /cannot be decoded/],
  ['half a GIF', cut('gif', 0.5), /cannot be decoded/],
  [
    'a PNG of 100 megapixels in some kilobytes',
    writePng(10_000, 10_000),
    /10000 × 10000 pixels; at most 50 million/,
  ],
  ['a PNG that claims four billion pixels', writePng(65_000, 65_000, 10), /65000 × 65000 pixels/],
  ['a PNG that ends before its pixels', writePng(4_000, 4_000, 10), /cannot be decoded/],
];

/** What becomes of a file that is accepted. */
export interface AcceptedFile {
  name: string;
  bytes: Promise<Buffer> | Buffer;
  /** Media type by which it is served. */
  type: string;
  /** Text that the served bytes must not contain. */
  without?: string;
}

const scripts = '<script>alert(1)</script>';
const svg = (inner: string, attributes = '') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" ${attributes}>${inner}</svg>`);
const append = async (bytes: Promise<Buffer>, text: string) =>
  Buffer.concat([await bytes, Buffer.from(text)]);
const bomb = deflateSync(Buffer.alloc(80_000_000), { level: 9 });

/** Files that are pictures and something else besides, and pictures that say too much. */
export const ACCEPTED_FILES: AcceptedFile[] = [
  { name: 'a GIF that goes on as HTML', bytes: append(small('gif'), scripts), type: 'image/gif' },
  { name: 'a JPEG that goes on as HTML', bytes: append(small('jpeg'), scripts), type: 'image/jpeg' },
  {
    name: 'a PNG that goes on as a ZIP archive',
    bytes: append(small('png'), 'PK\u0003\u0004'),
    type: 'image/png',
  },
  {
    name: 'a JPEG whose comment is HTML',
    bytes: small('jpeg').then((bytes) =>
      Buffer.concat([
        bytes.subarray(0, 2),
        Buffer.from('fffe001b', 'hex'),
        Buffer.from(scripts),
        bytes.subarray(2),
      ]),
    ),
    type: 'image/jpeg',
  },
  {
    name: 'a PNG with a comment of 80 MB in 80 kB',
    bytes: writePng(8, 8, 8, [writeChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), bomb]))]),
    type: 'image/png',
  },
  {
    name: 'a photograph with the place where it was taken',
    bytes: drawPhotograph(),
    type: 'image/jpeg',
    without: 'Ada Quay',
  },
  {
    name: 'a GIF of 2,000 frames of 4,000 × 4,000 pixels',
    bytes: writeGif(4_000, 4_000, 2_000),
    type: 'image/gif',
  },
  { name: 'an SVG with a script', bytes: svg(scripts), type: 'image/svg+xml' },
  { name: 'an SVG with an event handler', bytes: svg('', 'onload="alert(1)"'), type: 'image/svg+xml' },
  {
    name: 'an SVG with HTML in it',
    bytes: svg(
      '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>',
    ),
    type: 'image/svg+xml',
  },
  {
    name: 'an SVG that loads other files',
    bytes: svg('<image href="https://evil.example/a.png"/><use href="file:///etc/passwd"/>'),
    type: 'image/svg+xml',
  },
  {
    name: 'an SVG whose entities grow to gigabytes',
    bytes: Buffer.from(
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&j;</text></svg>`,
    ),
    type: 'image/svg+xml',
  },
  {
    name: 'a PDF with a script',
    bytes: Buffer.from(
      '%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\ntrailer\n<<>>\n%%EOF',
    ),
    type: 'application/pdf',
  },
];
