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
