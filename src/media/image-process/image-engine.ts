import type sharpModule from 'sharp';
import type { SharpOptions } from 'sharp';

/** Maximum number of pixels of a picture that is decoded. */
export const MAX_PIXELS = 50_000_000;
/** Operations of libvips that read the accepted formats; all other loaders are blocked. */
const LOADERS = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadHeif',
];

export type ImageEngine = typeof sharpModule;

/** Options for decoding bytes that came from outside. */
export function getInputOptions(): SharpOptions {
  return { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true };
}

/** Loads sharp for one picture at a time, with one thread and without its cache. */
export async function loadEngine(): Promise<ImageEngine> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}
