import type { SourceImage } from '../own/importer.js';
import { isRecord } from './records.js';
import { type ReadOptions, readPath, toText } from './values.js';

/** Paths of the address of a picture: a file of Contentful, Sanity, Drupal, Strapi and Wix. */
const URLS = [
  'file.url',
  'asset.url',
  'uri.url',
  'field_media_image.uri.url',
  'image.url',
  'imageData.image.src.url',
  'imageData.image.src.id',
  'image.src.id',
  'image.src.url',
  'url',
  'src',
  '_sanityAsset',
];
const ALTS = [
  'alternativeText',
  'image.alternativeText',
  'alt',
  'description',
  'altText',
  'imageData.altText',
  'title',
];
const CAPTIONS = ['caption', 'imageData.caption'];
const WIX_PICTURE = /^wix:image:\/\/v1\/([^/#?]+)/;
const WIX_FILE = /^[\da-f]+_[\da-f]{32}~mv2\.\w+$/i;
const SANITY_PICTURE = /^image-/;

/** Reads the picture of a value: its address, or an object of one of the systems. Returns null if it is none. */
export function readPicture(value: unknown, options: ReadOptions, mustBePicture = true): SourceImage | null {
  if (typeof value === 'string') {
    const url = toPictureUrl(value);
    return url === null ? null : { url };
  }
  if (!isRecord(value)) return null;
  const type =
    toText(readPath(value, 'file.contentType', options)[0]) ?? toText(readPath(value, 'mime', options)[0]);
  if (mustBePicture && type !== null && !type.startsWith('image/')) return null;
  const read = (paths: string[]) =>
    paths
      .flatMap((path) => readPath(value, path, options))
      .map(toText)
      .find((text) => text !== null) ?? null;
  const isObject = '_type' in value && !('asset' in value) && value._type !== 'image';
  const address = isObject ? null : read(URLS);
  const url = address === null ? null : toPictureUrl(address);
  return url === null ? null : { url, alt: read(ALTS) ?? '', caption: read(CAPTIONS) };
}

/** Returns the URL of a picture. Addresses without a scheme get one, and those of Wix name a file of its servers. */
function toPictureUrl(written: string): string | null {
  const text = written.trim();
  const file = WIX_PICTURE.exec(text)?.[1] ?? (WIX_FILE.test(text) ? text : undefined);
  if (file !== undefined) return `https://static.wixstatic.com/media/${file}`;
  if (text.startsWith('//')) return `https:${text}`;
  const asset = /^image@(.*)/.exec(text)?.[1];
  if (asset !== undefined) return asset.startsWith('http') ? asset : null;
  return text === '' || SANITY_PICTURE.test(text) ? null : text;
}
