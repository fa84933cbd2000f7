import { mayHaveMediaPaths } from '../shared/text/may-have-media-paths.js';
import type { MediaSigner } from './media-signer.js';
import { MEDIA_PATH, type MediaStorage } from './media-storage.js';
import { formatVariant, getRegion, type Region, type Size, type Variant } from './variants/variant.js';

/** Path of a file of the library: its hash and file extension. */
const LIBRARY_PATH = /^\/media\/[0-9a-f]{40}\.[a-z0-9]{2,4}$/;
const LIBRARY_PATH_AT_END = /\/media\/[0-9a-f]{40}\.[a-z0-9]{2,4}$/;
const LIBRARY_PATH_IN_TEXT = /(?<=["'(\s,]|^)\/media\/(?=[0-9a-f]{40}\.)/g;

/** Picture and variant for which a site's own image service gets a request. */
export interface VariantSource {
  /** Absolute URL of the original. */
  url: string;
  /** Width and height of the variant in pixels. */
  width: number;
  height: number;
  /** Center of the crop from 0 to 1, `entropy`, or null for the whole picture. */
  crop: { x: number; y: number } | 'entropy' | null;
  /** The part around the center in pixels of the original; null if `crop` names none. */
  region: Region | null;
  format: Variant['format'];
  quality: number;
}

/** Returns the URL of a variant at an image service such as imgix, Cloudinary or Thumbor; null for none. */
export type BuildVariantUrl = (source: VariantSource) => string | null;

export interface MediaUrlOptions {
  /** URL of the gateway for readers. */
  baseUrl: string;
  signer: MediaSigner;
  /** Storage of the library's files. */
  storage: Pick<MediaStorage, 'getUrl'>;
  /** The site's own image service, in place of the gateway. */
  buildVariantUrl?: BuildVariantUrl | undefined;
}

/** File of which there may be variants. */
export interface VariantFile {
  hash: string;
  key: string | null;
}

/** Builds the URLs of media files and their variants for readers. */
export class MediaUrls {
  constructor(private readonly options: MediaUrlOptions) {}

  /** Makes a stored URL absolute: of the library's files with the gateway's URL, else with that of the site. */
  resolve(url: string, siteUrl: string): string {
    if (!LIBRARY_PATH.test(url)) return new URL(url, siteUrl).href;
    return new URL(this.options.storage.getUrl(url.slice(MEDIA_PATH.length)), this.options.baseUrl).href;
  }

  /** Makes the URLs of the library's files in HTML or Markdown absolute. */
  resolveInText(text: string): string {
    if (!mayHaveMediaPaths(text)) return text;
    return text.replace(LIBRARY_PATH_IN_TEXT, new URL(MEDIA_PATH, this.options.baseUrl).href);
  }

  /** Replaces the gateway's URLs of the library's files in a text by their paths, as they are stored. */
  storeInText(text: string): string {
    const prefix = new URL(MEDIA_PATH, this.options.baseUrl).href;
    return text.split(prefix).reduce((before, after) => {
      const isOfLibrary = /^[0-9a-f]{40}\.[a-z0-9]{2,4}/.test(after);
      return before + (isOfLibrary ? MEDIA_PATH : prefix) + after;
    });
  }

  /** Returns the URL of a variant; null if neither the gateway nor an image service can make it. */
  buildVariantUrl(file: VariantFile | null, url: string, original: Size, variant: Variant): string | null {
    const { buildVariantUrl, baseUrl } = this.options;
    if (buildVariantUrl) {
      const { crop, width, height } = variant;
      const region = crop === null || crop === 'entropy' ? null : getRegion(original, width / height, crop);
      return buildVariantUrl({ url, ...variant, crop: toShares(crop), region });
    }
    return file && file.key !== null
      ? new URL(this.buildVariantPath(file.hash, variant), baseUrl).href
      : null;
  }

  /** True if an image service makes the variants. */
  get hasImageService(): boolean {
    return this.options.buildVariantUrl !== undefined;
  }

  private buildVariantPath(hash: string, variant: Variant): string {
    const parameters = formatVariant(variant);
    return `${MEDIA_PATH}${hash}/${parameters}.${this.options.signer.sign(`${hash}/${parameters}`)}`;
  }
}

/**
 * Returns the URL by which the library knows a file: for its own files the path, whatever the host, and the URL
 * itself for others.
 */
export function toSourceUrl(url: string): string {
  return LIBRARY_PATH_AT_END.exec(url)?.[0] ?? url;
}

/** Returns true for the URL of a file of the library, whatever the host. */
export function isLibraryUrl(url: string): boolean {
  return LIBRARY_PATH_AT_END.test(url);
}

/** Returns the path of a file of the library. */
export function getLibraryPath(key: string): string {
  return `${MEDIA_PATH}${key}`;
}

function toShares(crop: Variant['crop']): VariantSource['crop'] {
  return crop === null || crop === 'entropy' ? crop : { x: crop.x / 100, y: crop.y / 100 };
}
