import type { Sharp } from 'sharp';
import { getRegion, type Size, type Variant } from '../variants/variant.js';
import { getInputOptions, processImage, withTimeLimit } from './image-engine.js';

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
