import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type sharpModule from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';

/** Maximum number of pixels of a picture that is decoded. An RGBA picture of that size takes 200 MB. */
export const MAX_PIXELS = 50_000_000;
/** Maximum time that libvips may work on a picture, in seconds. */
const TIMEOUT_SECONDS = 30;
/** Pictures that one process decodes or encodes at once, so that others' requests keep a core. */
export const CONCURRENCY = Math.max(1, Math.floor(availableParallelism() / 2));
/** Pictures that may wait. */
const MAX_WAITING = 500;
/** Operations of libvips that read the accepted formats; all other loaders are blocked. */
const LOADERS = [
  'VipsForeignLoadJpeg',
  'VipsForeignLoadPng',
  'VipsForeignLoadWebp',
  'VipsForeignLoadNsgif',
  'VipsForeignLoadHeif',
];

export type ImageEngine = typeof sharpModule;

/** Thrown if too many pictures wait to be processed; the client may try again later. */
export class ImageQueueFullError extends Error {
  override readonly name = 'ImageQueueFullError';
}

const queue = pLimit(CONCURRENCY);
let loading: Promise<ImageEngine> | undefined;

/**
 * Runs work on a picture in the threads of libvips, a few at a time. Throws ImageQueueFullError if too many
 * wait.
 */
export async function processImage<T>(work: (sharp: ImageEngine) => Promise<T>): Promise<T> {
  if (queue.pendingCount >= MAX_WAITING) throw new ImageQueueFullError('Too many pictures are waiting.');
  loading ??= loadEngine();
  const sharp = await loading;
  return queue(() => work(sharp));
}

/** Options for decoding bytes that came from outside. */
export function getInputOptions(): SharpOptions {
  return { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true };
}

/** Limits the time of an operation. */
export function withTimeLimit(image: Sharp): Sharp {
  return image.timeout({ seconds: TIMEOUT_SECONDS });
}

/** Loads sharp at the first picture, since most commands need none. */
async function loadEngine(): Promise<ImageEngine> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}
