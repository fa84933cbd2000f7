import type { Metadata } from 'sharp';
import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash';
import { RefusedFileError } from '../refused-file.js';
import { STREAMED_PIXELS } from '../variants/output-format.js';
import { getAvifOptions, getWebpOptions } from './encoder-options.js';
import { getInputOptions, type ImageEngine, MAX_PIXELS } from './image-engine.js';
import type { InspectedPicture } from './image-task.js';
import { readEmbeddedTexts } from './read-embedded-texts.js';

/** Maximum width and height of the pixels that a thumbhash is computed from. */
const THUMBNAIL_SIZE = 100;
/** Maximum width and height of the picture in a data URL. */
const PLACEHOLDER_SIZE = 16;

/**
 * Reads the size of a picture, removes its metadata, and decodes it to its end. Throws RefusedFileError for one with too
 * many pixels.
 */
export async function inspectPicture(
  sharp: ImageEngine,
  given: Uint8Array,
  mimeType: string,
): Promise<InspectedPicture> {
  const metadata = await sharp(given, { ...getInputOptions(), limitInputPixels: false }).metadata();
  const { pages = 1 } = metadata;
  const { width, height } = metadata.autoOrient;
  assertPixels(width, height);
  const isAnimated = pages > 1;
  const bytes = hasMetadata(metadata) ? await removeMetadata(sharp, mimeType, given, metadata) : null;
  const { data, info } = await sharp(bytes ?? given, getInputOptions())
    .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 4 as const };
  const thumbhash = rgbaToThumbHash(info.width, info.height, data);
  const placeholder = await sharp(data, { raw })
    .resize(PLACEHOLDER_SIZE, PLACEHOLDER_SIZE, { fit: 'inside' })
    .webp({ quality: 40, alphaQuality: 40 })
    .toBuffer();
  return {
    bytes,
    width,
    height,
    isAnimated,
    thumbhash: Buffer.from(thumbhash).toString('base64'),
    // Behind a transparent picture the placeholder would stay visible.
    dataUrl: isOpaque(data) ? `data:image/webp;base64,${placeholder.toString('base64')}` : null,
    dominantColor: toHexColor(thumbHashToAverageRGBA(thumbhash)),
    embeddedTexts: await readEmbeddedTexts(given, metadata),
  };
}

/** Returns true if no pixel of RGBA data is transparent. */
function isOpaque(pixels: Uint8Array): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return false;
  return true;
}

function assertPixels(width: number, height: number): void {
  if (width * height <= MAX_PIXELS) return;
  throw new RefusedFileError(
    `The picture has ${width} × ${height} pixels; at most ${MAX_PIXELS / 1_000_000} million are accepted. Scale it down first.`,
  );
}

/** Returns true for EXIF, XMP and IPTC, which can say where and by whom a photograph was taken. */
function hasMetadata({ exif, xmp, iptc, orientation = 1, comments }: Metadata): boolean {
  return Boolean(exif || xmp || iptc) || orientation > 1 || (comments?.length ?? 0) > 0;
}

/** Encodes a picture again without metadata other than its color profile, and turns it upright. */
async function removeMetadata(
  sharp: ImageEngine,
  mimeType: string,
  bytes: Uint8Array,
  metadata: Metadata,
): Promise<Uint8Array> {
  const { width, height, pages = 1 } = metadata;
  const isAnimated = pages > 1;
  const image = sharp(bytes, { ...getInputOptions(), animated: isAnimated });
  const upright = (isAnimated ? image : image.autoOrient()).keepIccProfile();
  switch (mimeType) {
    case 'image/jpeg': {
      const optimiseCoding = width * height <= STREAMED_PIXELS;
      return upright.jpeg({ quality: 92, chromaSubsampling: '4:4:4', optimiseCoding }).toBuffer();
    }
    case 'image/png':
      return upright.png().toBuffer();
    case 'image/webp':
      return upright.webp({ quality: 92, ...getWebpOptions(metadata) }).toBuffer();
    case 'image/avif':
      return upright.avif({ quality: 75, ...getAvifOptions(metadata) }).toBuffer();
    default:
      return upright.gif().toBuffer();
  }
}

function toHexColor({ r, g, b }: { r: number; g: number; b: number }): string {
  const digits = [r, g, b].map((share) =>
    Math.round(share * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}
