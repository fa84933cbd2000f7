import { createHash } from 'node:crypto';
import { detectType, type FileType } from './detect-type.js';
import { UnprocessableImageError } from './image-process/image-errors.js';
import type { InspectedPicture } from './image-process/image-task.js';
import { processImage } from './image-process/process-image.js';
import type { EmbeddedTexts } from './image-process/read-embedded-texts.js';
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
  /** Title, caption and credit in the metadata of a picture. */
  embeddedTexts: EmbeddedTexts;
}

/** Length of a hash in hexadecimal digits. */
const HASH_LENGTH = 40;
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
  const { bytes: cleaned, ...known } = await inspectPicture(bytes, type);
  return describe(type, cleaned ?? bytes, known);
}

async function inspectPicture(bytes: Uint8Array, { mimeType }: FileType): Promise<InspectedPicture> {
  try {
    return await processImage({ kind: 'inspect', bytes, mimeType }, { isLarge: true });
  } catch (error) {
    if (!(error instanceof UnprocessableImageError)) throw error;
    const advice = error.reason === 'damaged' ? '' : ' Save it as a JPEG, or scale it down first.';
    throw new RefusedFileError(`The picture cannot be decoded: ${shorten(error.message)}.${advice}`, {
      cause: error,
    });
  }
}

function describe(type: FileType, bytes: Uint8Array, known: Partial<InspectedFile>): InspectedFile {
  return {
    ...type,
    bytes,
    hash: hashBytes(bytes),
    ...UNKNOWN,
    isAnimated: false,
    duration: null,
    embeddedTexts: {},
    ...known,
  };
}

/** Returns the first hexadecimal digits of the SHA-256 digest. */
export function hashBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
}

function shorten(message: string): string {
  return message.replace(/\n.*/s, '').slice(0, 200).replace(/\.$/, '');
}
