import type { ImageValue } from '../../../fields/own-value.js';
import { htmlToText } from '../../html/html-text.js';
import type { ValueSource } from '../../own-fields/read-own-value.js';

/** Creates the source of values in front matter and taxonomy files. Verbatim texts stay as they are. */
export function createMarkdownSource(warn: (message: string) => void, isVerbatim: boolean): ValueSource {
  return {
    richTextFormat: 'markdown',
    toPlainText: (text) => (isVerbatim || !/<\/?[a-z]|&#?\w+;/i.test(text) ? text : htmlToText(text)),
    warn,
    readImage,
    readReference: (type, value) => {
      const slug = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
      return slug === '' ? null : { $type: type, slug };
    },
  };
}

/** Reads a picture, written as its URL or as a mapping of URL, texts, size and focal point. */
function readImage(value: unknown): ImageValue | null {
  const given = (typeof value === 'object' && value !== null ? value : { url: value }) as Record<
    string,
    unknown
  >;
  const { url } = given;
  if (typeof url !== 'string' || !/^(https?:\/\/[^/]|\/[^/])/.test(url)) return null;
  return {
    $type: 'image',
    url,
    alt: readText(given.alt) ?? '',
    caption: readText(given.caption),
    credit: readText(given.credit),
    ...(readText(given.license) !== null && { license: readText(given.license) }),
    ...(given.hasFileAlt === true && { hasFileAlt: true }),
    width: readNumber(given.width),
    height: readNumber(given.height),
    focalX: readNumber(given.focalX),
    focalY: readNumber(given.focalY),
  };
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
