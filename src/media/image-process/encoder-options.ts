import type { AvifOptions, WebpOptions } from 'sharp';
import { isLargeVariant } from '../variants/output-format.js';
import type { Size } from '../variants/variant.js';

/**
 * Returns the options of AVIF for a size. A large one has the chroma that WebP has too, which takes two thirds of the
 * memory, and a fifth of the time for as many bytes.
 */
export function getAvifOptions(size: Size): AvifOptions {
  return isLargeVariant(size, 'avif') ? { chromaSubsampling: '4:2:0', effort: 1 } : { effort: 2 };
}

/** Returns the options of WebP for a size. From effort 3 on, libwebp takes twice as much memory. */
export function getWebpOptions(size: Size): WebpOptions {
  return { effort: isLargeVariant(size, 'webp') ? 2 : 3 };
}
