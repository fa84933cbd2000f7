import { createHash, createHmac } from 'node:crypto';
import type { BuildVariantUrl, VariantSource } from './media-urls.js';

/** Returns a function for `imageUrl` that builds URLs of imgix. A `token` signs them, which web proxy sources need. */
export function createImgixUrls({ baseUrl, token }: { baseUrl: string; token?: string }): BuildVariantUrl {
  return ({ url, width, height, crop, format, quality }) => {
    const parameters = new URLSearchParams({ w: String(width), h: String(height), q: String(quality) });
    if (format === 'auto') parameters.set('auto', 'format');
    else parameters.set('fm', format === 'jpeg' ? 'jpg' : format);
    if (crop !== null) parameters.set('fit', 'crop');
    if (crop === 'entropy') parameters.set('crop', 'entropy');
    else if (crop !== null) {
      parameters.set('crop', 'focalpoint');
      parameters.set('fp-x', String(crop.x));
      parameters.set('fp-y', String(crop.y));
    }
    const path = `/${encodeURIComponent(url)}?${parameters}`;
    const signature =
      token &&
      createHash('md5')
        .update(token + path)
        .digest('hex');
    return withoutSlash(baseUrl) + path + (signature ? `&s=${signature}` : '');
  };
}

/** Returns a function for `imageUrl` that builds URLs with which Cloudinary fetches pictures. */
export function createCloudinaryUrls({ cloudName }: { cloudName: string }): BuildVariantUrl {
  return ({ url, width, height, crop, region, format, quality }) => {
    const size = `w_${width},h_${height}`;
    const { left, top } = region ?? {};
    const steps = [
      ...(region ? [`c_crop,g_north_west,x_${left},y_${top},w_${region.width},h_${region.height}`] : []),
      crop === 'entropy' ? `c_fill,g_auto,${size}` : `c_scale,${size}`,
      `f_${format === 'jpeg' ? 'jpg' : format},q_${quality}`,
    ];
    return `https://res.cloudinary.com/${cloudName}/image/fetch/${steps.join('/')}/${encodeURIComponent(url)}`;
  };
}

/** Returns a function for `imageUrl` that builds URLs of Thumbor. Without its `key` they are marked as unsafe. */
export function createThumborUrls({ baseUrl, key }: { baseUrl: string; key?: string }): BuildVariantUrl {
  return ({ url, width, height, crop, region, format, quality }) => {
    const { left = 0, top = 0 } = region ?? {};
    const filters = [`quality(${quality})`, ...(format === 'auto' ? [] : [`format(${format})`])];
    const path = [
      ...(region ? [`${left}x${top}:${left + region.width}x${top + region.height}`] : []),
      `${width}x${height}`,
      ...(crop === 'entropy' ? ['smart'] : []),
      `filters:${filters.join(':')}`,
      encodeURIComponent(url),
    ].join('/');
    const signature = key && createHmac('sha1', key).update(path).digest('base64');
    const mark = signature ? signature.replaceAll('+', '-').replaceAll('/', '_') : 'unsafe';
    return `${withoutSlash(baseUrl)}/${mark}/${path}`;
  };
}

export interface NextImageOptions {
  /** URL of the site in Next.js. */
  baseUrl: string;
  /** Widths that it accepts: `deviceSizes` and `imageSizes` of its configuration. Default to those of Next.js. */
  widths?: number[];
  /** Quality that it accepts: one of `qualities` of its configuration. Defaults to 75. */
  quality?: number;
}

/** Widths that the optimizer of Next.js accepts without a configuration. */
const NEXT_WIDTHS = [32, 48, 64, 96, 128, 256, 384, 640, 750, 828, 1080, 1200, 1920, 2048, 3840];

/**
 * Returns a function for `imageUrl` that builds URLs of the optimizer of Next.js. It crops nothing, so there are no
 * variants of parts of a picture, nor of a named format.
 */
export function createNextImageUrls({
  baseUrl,
  widths = NEXT_WIDTHS,
  quality = 75,
}: NextImageOptions): BuildVariantUrl {
  const sorted = widths.toSorted((a, b) => a - b);
  return ({ url, width, crop, format }: VariantSource) => {
    if (crop !== null || format !== 'auto') return null;
    const accepted = sorted.find((each) => each >= width) ?? sorted.at(-1);
    return `${withoutSlash(baseUrl)}/_next/image?url=${encodeURIComponent(url)}&w=${accepted}&q=${quality}`;
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
