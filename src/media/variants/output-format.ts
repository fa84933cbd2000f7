import type { Size, Variant } from './variant.js';

/** Formats in which variants are made. */
export type OutputFormat = 'avif' | 'webp' | 'jpeg' | 'png';

/**
 * Most pixels of a variant by format. Encoders of AVIF and WebP hold the whole picture: they take up to 30 and 10 bytes
 * a pixel.
 */
const MAX_PIXELS = { avif: 5_000_000, webp: 10_000_000, jpeg: Infinity, png: Infinity };
/** Pixels above which a JPEG is encoded line by line. */
export const STREAMED_PIXELS = MAX_PIXELS.webp;
/** Pixels above which a variant waits in the queue of large pictures. */
const LARGE_PIXELS = { avif: 1_500_000, webp: 4_000_000, jpeg: 6_000_000, png: 6_000_000 };
/** Media types of pictures that can have transparency, for which JPEG is no substitute. */
const WITH_ALPHA = ['image/png', 'image/webp', 'image/avif', 'image/gif'];

/**
 * Chooses the format of a variant for a client that accepts some media types. A variant with too many pixels for AVIF
 * becomes a WebP, and one with too many for WebP a JPEG, or a PNG if it is transparent.
 */
export function chooseFormat(
  { format, width, height }: Variant,
  { mimeType, isOpaque }: { mimeType: string; isOpaque: boolean },
  accepted: string[],
): OutputFormat {
  const fits = (name: 'avif' | 'webp') => width * height <= MAX_PIXELS[name];
  if (format === 'jpeg') return format;
  const isAccepted = (name: 'avif' | 'webp') => format !== 'auto' || accepted.includes(`image/${name}`);
  if (format !== 'webp' && isAccepted('avif') && fits('avif')) return 'avif';
  if (isAccepted('webp')) {
    if (fits('webp')) return 'webp';
    return isOpaque ? 'jpeg' : 'png';
  }
  return WITH_ALPHA.includes(mimeType) ? 'png' : 'jpeg';
}

/** Returns true for a variant that takes much memory, so that few are made at a time. */
export function isLargeVariant({ width, height }: Size, format: OutputFormat): boolean {
  return width * height > LARGE_PIXELS[format];
}
