/** Formats of variants; `auto` is the best one that the browser accepts. */
const VARIANT_FORMATS = ['auto', 'avif', 'webp', 'jpeg'] as const;
export type VariantFormat = (typeof VARIANT_FORMATS)[number];

export interface Size {
  width: number;
  height: number;
}

/** Position of a point, from 0 (left, top) to 1 (right, bottom). */
export interface Point {
  x: number;
  y: number;
}

/** Size, shape and format that a client requests. */
export interface VariantRequest {
  width?: number | null;
  height?: number | null;
  /** With both width and height: `cover` fills them and crops, `contain` fits into them. */
  fit?: 'cover' | 'contain';
  /** Part that a crop keeps: around the focal point, or where most detail is. */
  crop?: 'focal' | 'entropy';
  format?: VariantFormat;
  /** From 1 to 100. */
  quality?: number | null;
}

/** A variant as its address names it. It is never larger than the original. */
export interface Variant extends Size {
  /** Center of the crop in percent, `entropy`, or null for the whole picture. */
  crop: Point | 'entropy' | null;
  quality: number;
  format: VariantFormat;
}

const DEFAULT_QUALITY = 75;
const CENTER: Point = { x: 0.5, y: 0.5 };
const PARAMETERS =
  /^([1-9]\d{0,4})x([1-9]\d{0,4})(?:_(?:(\d{1,3})x(\d{1,3})|(entropy)))?_q(\d{1,3})_(auto|avif|webp|jpeg)$/;

/** Computes the variant of a picture that fits a request best without enlarging the picture. */
export function planVariant(original: Size, focalPoint: Point | null, request: VariantRequest): Variant {
  const { width, height, fit = 'cover', crop = 'focal', format = 'auto' } = request;
  const quality = request.quality ?? DEFAULT_QUALITY;
  const isCropped = width != null && height != null && fit === 'cover';
  const region = isCropped ? getLargestRegion(original, width / height) : original;
  const scale = Math.min((width ?? Infinity) / region.width, (height ?? Infinity) / region.height, 1);
  const size = { width: toPixels(region.width * scale), height: toPixels(region.height * scale) };
  const isWhole = toPixels(region.width) === original.width && toPixels(region.height) === original.height;
  const center = crop === 'entropy' ? crop : toPercent(focalPoint ?? CENTER);
  return { ...size, crop: isWhole ? null : center, quality, format };
}

/** Returns the size of the largest part of a picture with an aspect ratio. */
function getLargestRegion({ width, height }: Size, aspectRatio: number): Size {
  return width / height > aspectRatio
    ? { width: height * aspectRatio, height }
    : { width, height: width / aspectRatio };
}

/** Part of a picture in its pixels. */
export interface Region extends Size {
  left: number;
  top: number;
}

/**
 * Returns the largest region of an aspect ratio with its center as near as possible to a point in percent.
 */
export function getRegion(original: Size, aspectRatio: number, { x, y }: Point): Region {
  const region = getLargestRegion(original, aspectRatio);
  const width = Math.min(Math.max(1, Math.round(region.width)), original.width);
  const height = Math.min(Math.max(1, Math.round(region.height)), original.height);
  const place = (share: number, length: number, whole: number) =>
    Math.round(Math.min(Math.max((share / 100) * whole - length / 2, 0), whole - length));
  return {
    left: place(x, width, original.width),
    top: place(y, height, original.height),
    width,
    height,
  };
}

/** Formats a variant for its address, such as `800x450_50x30_q75_auto`. */
export function formatVariant({ width, height, crop, quality, format }: Variant): string {
  const center = crop === null ? '' : crop === 'entropy' ? '_entropy' : `_${crop.x}x${crop.y}`;
  return `${width}x${height}${center}_q${quality}_${format}`;
}

/** Parses the parameters of an address; null if they are invalid. */
export function parseVariant(parameters: string): Variant | null {
  const match = PARAMETERS.exec(parameters);
  if (!match) return null;
  const [, width, height, x, y, entropy, quality, format] = match;
  const center = x === undefined ? null : { x: Number(x), y: Number(y) };
  return {
    width: Number(width),
    height: Number(height),
    crop: entropy === undefined ? center : 'entropy',
    quality: Number(quality),
    format: format as VariantFormat,
  };
}

function toPixels(length: number): number {
  return Math.max(1, Math.round(length));
}

function toPercent({ x, y }: Point): Point {
  return { x: Math.round(x * 100), y: Math.round(y * 100) };
}
