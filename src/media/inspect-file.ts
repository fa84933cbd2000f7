import { createHash } from 'node:crypto';
import type { Metadata } from 'sharp';
import { rgbaToThumbHash, thumbHashToAverageRGBA } from 'thumbhash';
import { detectType, type FileType } from './detect-type.js';
import {
  getInputOptions,
  type ImageEngine,
  MAX_PIXELS,
  processImage,
  withTimeLimit,
} from './image-process/image-engine.js';
import { type EmbeddedTexts, readEmbeddedTexts } from './image-process/read-embedded-texts.js';
import { readDuration } from './read-duration.js';
import { RefusedFileError } from './refused-file.js';
import { readSvgSize } from './svg-size.js';

/** A file as the library stores it. */
export interface InspectedFile extends FileType {
  /** Without EXIF and other metadata that can name places, and upright. */
  bytes: Uint8Array;
  /** First 40 hexadecimal digits of the SHA-256 digest of `bytes`. */
  hash: string;
  /** Pixels; null for other files, and for an SVG that has no size. */
  width: number | null;
  height: number | null;
  /** Base64 of the thumbhash. Null for an SVG and for files that are no pictures, as are the next two. */
  thumbhash: string | null;
  /** Data URL of a picture of few pixels; null for a picture with transparency. */
  dataUrl: string | null;
  /** Color as #rrggbb. */
  dominantColor: string | null;
  isAnimated: boolean;
  /** Seconds of audio or video; null for others, and if the file does not tell. */
  duration: number | null;
  /** What a picture says about itself in its metadata. */
  embeddedTexts: EmbeddedTexts;
}

/** Length of a hash in hexadecimal digits. */
const HASH_LENGTH = 40;
/** Maximum width and height of the pixels that a thumbhash is computed from. */
const THUMBNAIL_SIZE = 100;
/** Maximum width and height of the picture in a data URL. */
const PLACEHOLDER_SIZE = 16;
const UNKNOWN = { width: null, height: null, thumbhash: null, dataUrl: null, dominantColor: null };

/**
 * Reads the type and size of a file, and removes metadata from pictures. Throws RefusedFileError for types that are
 * not accepted, pictures with too many pixels, and pictures that cannot be decoded to their end.
 */
export async function inspectFile(bytes: Uint8Array): Promise<InspectedFile> {
  const type = await detectType(bytes);
  if (type.mimeType === 'image/svg+xml') return describe(type, bytes, readSvgSize(bytes));
  if (!type.mimeType.startsWith('image/'))
    return describe(type, bytes, { duration: await readDuration(bytes, type) });
  return processImage((sharp) =>
    inspectPicture(sharp, type, bytes).catch((error: Error) => {
      if (error instanceof RefusedFileError) throw error;
      throw new RefusedFileError(`The picture cannot be decoded: ${shorten(error.message)}.`, {
        cause: error,
      });
    }),
  );
}

async function inspectPicture(sharp: ImageEngine, type: FileType, given: Uint8Array): Promise<InspectedFile> {
  const metadata = await sharp(given, { ...getInputOptions(), limitInputPixels: false }).metadata();
  const { pages = 1 } = metadata;
  const { width, height } = metadata.autoOrient;
  assertPixels(width, height);
  const isAnimated = pages > 1;
  const bytes = hasMetadata(metadata) ? await removeMetadata(sharp, type, given, isAnimated) : given;
  const decoded = withTimeLimit(sharp(bytes, getInputOptions()));
  const { data, info } = await decoded
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
  return describe(type, bytes, {
    ...{ width, height },
    thumbhash: Buffer.from(thumbhash).toString('base64'),
    // Behind a transparent picture the placeholder would stay visible.
    dataUrl: isOpaque(data) ? `data:image/webp;base64,${placeholder.toString('base64')}` : null,
    dominantColor: toHexColor(thumbHashToAverageRGBA(thumbhash)),
    isAnimated,
    embeddedTexts: await readEmbeddedTexts(given, metadata),
  });
}

/** Returns true if no pixel of RGBA data is transparent. */
function isOpaque(pixels: Uint8Array): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i]! < 255) return false;
  return true;
}

function describe(type: FileType, bytes: Uint8Array, known: Partial<InspectedFile>): InspectedFile {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
  return { ...type, bytes, hash, ...UNKNOWN, isAnimated: false, duration: null, embeddedTexts: {}, ...known };
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
  { mimeType }: FileType,
  bytes: Uint8Array,
  isAnimated: boolean,
): Promise<Uint8Array> {
  const image = withTimeLimit(sharp(bytes, { ...getInputOptions(), animated: isAnimated }));
  const upright = (isAnimated ? image : image.autoOrient()).keepIccProfile();
  switch (mimeType) {
    case 'image/jpeg':
      return upright.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'image/png':
      return upright.png().toBuffer();
    case 'image/webp':
      return upright.webp({ quality: 92, effort: 3 }).toBuffer();
    case 'image/avif':
      return upright.avif({ quality: 75, effort: 2 }).toBuffer();
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

function shorten(message: string): string {
  return message.split('\n')[0]!.slice(0, 200).replace(/\.$/, '');
}
