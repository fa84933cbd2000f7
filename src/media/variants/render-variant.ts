import type { Region, Sharp } from 'sharp';
import { getInputOptions, processImage, withTimeLimit } from '../image-engine.js';
import { getLargestRegion, type Point, type Size, type Variant } from './variant.js';

/** Formats in which variants are made. */
export type OutputFormat = 'avif' | 'webp' | 'jpeg' | 'png';

/** AVIF looks as good as the others at a lower number. */
const AVIF_QUALITY_OFFSET = 22;

/** Renders a variant of a picture. The result has no metadata. */
export function renderVariant(original: Uint8Array, variant: Variant, format: OutputFormat): Promise<Buffer> {
  return processImage(async (sharp) => {
    const { width, height } = await sharp(original, getInputOptions()).metadata();
    const image = withTimeLimit(sharp(original, getInputOptions()));
    return encode(cropAndScale(image, { width, height }, variant), format, variant.quality).toBuffer();
  });
}

function cropAndScale(image: Sharp, original: Size, { width, height, crop }: Variant): Sharp {
  if (crop === 'entropy') return image.resize(width, height, { fit: 'cover', position: 'entropy' });
  if (crop === null) return image.resize(width, height, { fit: 'fill' });
  return image.extract(getRegion(original, width / height, crop)).resize(width, height, { fit: 'fill' });
}

/** Returns the largest part with an aspect ratio whose center is as near as possible to a point in percent. */
function getRegion(original: Size, aspectRatio: number, { x, y }: Point): Region {
  const region = getLargestRegion(original, aspectRatio);
  const width = Math.min(Math.round(region.width), original.width);
  const height = Math.min(Math.round(region.height), original.height);
  const place = (share: number, length: number, whole: number) =>
    Math.round(Math.min(Math.max((share / 100) * whole - length / 2, 0), whole - length));
  return {
    left: place(x, width, original.width),
    top: place(y, height, original.height),
    width,
    height,
  };
}

function encode(image: Sharp, format: OutputFormat, quality: number): Sharp {
  switch (format) {
    case 'avif':
      return image.avif({ quality: Math.max(1, quality - AVIF_QUALITY_OFFSET), effort: 2 });
    case 'webp':
      return image.webp({ quality, effort: 3 });
    case 'png':
      return image.png({ palette: false });
    case 'jpeg':
      return image.flatten({ background: '#ffffff' }).jpeg({ quality, progressive: true });
  }
}
