import sharp, { type Sharp } from 'sharp';

export interface PictureOptions {
  width?: number;
  height?: number;
  /** Color of the left half. */
  color?: string;
  format?: 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';
}

/** Draws a picture whose right half is white. */
export function drawPicture({
  width = 1_200,
  height = 800,
  color = '#cc3311',
  format = 'jpeg',
}: PictureOptions = {}): Promise<Buffer<ArrayBuffer>> {
  return draw(width, height, color)[format]().toBuffer();
}

/** Draws a photograph as a phone saves it: lying on its side, with the place where it was taken. */
export function drawPhotograph(): Promise<Buffer<ArrayBuffer>> {
  return draw(640, 480, '#224466')
    .withExif({
      IFD0: { Copyright: 'Ada Quay', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

function draw(width: number, height: number, color: string): Sharp {
  const half = { width: Math.round(width / 2), height, channels: 3 as const, background: color };
  const whole = sharp({ create: { width, height, channels: 3, background: '#ffffff' } });
  return whole.composite([{ input: { create: half }, left: 0, top: 0 }]);
}

/** Adds fields of IPTC-IIM, by their numbers in the application record, to a JPEG: a segment APP13 as Photoshop writes it. */
export function addIptc(jpeg: Buffer, fields: Record<number, string>): Buffer<ArrayBuffer> {
  const utf8 = Buffer.from([0x1c, 1, 90, 0, 3, 0x1b, 0x25, 0x47]);
  const records = Object.entries(fields).map(([number, text]) => {
    const value = Buffer.from(text);
    return Buffer.concat([
      Buffer.from([0x1c, 2, Number(number), value.length >> 8, value.length & 255]),
      value,
    ]);
  });
  const iim = Buffer.concat([utf8, ...records]);
  const padding = Buffer.alloc(iim.length % 2);
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x04\0\0\0\0', 'latin1'),
    uint16(iim.length),
    iim,
    padding,
  ]);
  const content = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xed]), uint16(content.length + 2), content]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
