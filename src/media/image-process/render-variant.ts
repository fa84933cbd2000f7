import type { Sharp } from 'sharp';
import { type OutputFormat, STREAMED_PIXELS } from '../variants/output-format.js';
import { getRegion, type Size, type Variant } from '../variants/variant.js';
import { getAvifOptions, getWebpOptions } from './encoder-options.js';
import { getInputOptions, type ImageEngine } from './image-engine.js';

/** AVIF looks as good as the others at a lower number. */
const AVIF_QUALITY_OFFSET = 22;
/** Renders a variant of a picture. The result has no metadata. */
export async function renderVariant(
  sharp: ImageEngine,
  original: Uint8Array,
  variant: Variant,
  format: OutputFormat,
): Promise<Uint8Array> {
  const { width, height } = await sharp(original, getInputOptions()).metadata();
  const image = cropAndScale(sharp(original, getInputOptions()), { width, height }, variant);
  return encode(image, format, variant).toBuffer();
}

function cropAndScale(image: Sharp, original: Size, { width, height, crop }: Variant): Sharp {
  if (crop === 'entropy') return image.resize(width, height, { fit: 'cover', position: 'entropy' });
  if (crop === null) return image.resize(width, height, { fit: 'fill' });
  return image.extract(getRegion(original, width / height, crop)).resize(width, height, { fit: 'fill' });
}

function encode(image: Sharp, format: OutputFormat, { quality, ...size }: Variant): Sharp {
  switch (format) {
    case 'avif':
      return image.avif({ quality: Math.max(1, quality - AVIF_QUALITY_OFFSET), ...getAvifOptions(size) });
    case 'webp':
      return image.webp({ quality, ...getWebpOptions(size) });
    case 'png':
      return image.png({ palette: false });
    case 'jpeg': {
      // A progressive JPEG, and one with optimal codes, is held in memory as a whole.
      const isWhole = size.width * size.height <= STREAMED_PIXELS;
      return image
        .flatten({ background: '#ffffff' })
        .jpeg({ quality, progressive: isWhole, optimiseCoding: isWhole });
    }
  }
}
