import path from 'node:path';
import type { ImportedArticle } from '../../run/imported-article.js';
import { type Fields, type FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { readInteger, readNumber, readText } from '../front-matter/values.js';
import { removeSiteUrl } from '../template-tags.js';
import { readDate } from './publication.js';

const IMAGE_FIELDS = [
  'image',
  'featuredImage',
  'featureImage',
  'cover',
  'coverImage',
  'hero',
  'heroImage',
  'thumbnail',
  'images',
];
const URL_FIELDS = ['url', 'src', 'path', 'image', 'file', 'href', 'feature'];

/**
 * Reads the article's picture from the first of its usual fields, a URL or a mapping of URL, alt text,
 * caption, credit, size, focal point and end of rights. Details may also be fields beside it (`image_alt`).
 * Booleans are ignored, because themes use them as switches.
 */
export function readImage(
  fields: Fields,
  sourceId: string,
  findings: Findings,
): Pick<ImportedArticle, 'image' | 'imageExpiresAt'> {
  const name = IMAGE_FIELDS.find(
    (candidate) => typeof (fields.peek(candidate)?.value ?? false) !== 'boolean',
  );
  const field = name === undefined ? undefined : fields.take(name);
  if (field === undefined) return { image: null };
  const [first, ...rest] = field.entries();
  if (rest.length > 0)
    findings.addWarning(field, `only the first entry is imported: ${quoteValue(first!.value)}`);
  const imageFields = first!.fields();
  const urlText = readText(imageFields ? (imageFields.take(...URL_FIELDS) ?? first) : first, findings);
  const url = urlText === null ? null : resolveImageUrl(first!, urlText, sourceId, findings);
  const takeDetail = (...names: string[]) =>
    imageFields?.take(...names) ??
    fields.take(...[name!, 'image'].flatMap((prefix) => names.map((it) => prefix + it)));
  const image = {
    alt: readText(takeDetail('alt', 'altText'), findings) ?? '',
    caption: readText(takeDetail('caption', 'figcaption'), findings),
    credit: readText(takeDetail('credit', 'attribution'), findings),
    width: readInteger(takeDetail('width'), findings),
    height: readInteger(takeDetail('height'), findings),
    focalX: readNumber(takeDetail('focalX'), [0, 1], findings),
    focalY: readNumber(takeDetail('focalY'), [0, 1], findings),
  };
  const expiry = takeDetail('expiresAt', 'expires');
  const imageExpiresAt = expiry && readDate(expiry, findings);
  if (url === null) return { image: null };
  return { image: { url, ...image }, ...(imageExpiresAt && { imageExpiresAt }) };
}

/**
 * Resolves a picture's URL. A relative path is resolved within the imported folder, which is treated as the
 * root of the site.
 */
function resolveImageUrl(
  field: FrontMatterField,
  text: string,
  sourceId: string,
  findings: Findings,
): string | null {
  const url = field.isVerbatim ? text : removeSiteUrl(text);
  if (/^(https?:\/\/[^/]|\/[^/]|\/$)/i.test(url)) return url;
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(url)) {
    findings.addWarning(field, `${quoteValue(url)} is not an image URL and was ignored`);
    return null;
  }
  const isBesideFile = /^\.{1,2}\//.test(url) || !url.includes('/');
  const folder = isBesideFile ? path.posix.dirname(sourceId).split('/').slice(1).join('/') : '';
  const resolved = path.posix.join('/', folder, url);
  findings.addWarning(field, `${quoteValue(url)} has no leading slash; imported as ${quoteValue(resolved)}`);
  return resolved;
}
