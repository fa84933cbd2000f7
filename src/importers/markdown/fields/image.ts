import path from 'node:path';
import type { ImportedArticle } from '../../run/imported-article.js';
import { type Fields, type FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { describeValue, readInteger, readNumber, readText, warnAboutFirst } from '../front-matter/values.js';
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
const PICTURE = /\.(jpe?g|png|gif|webp|avif|svg)(\?|$)/i;
const URL_FIELDS = ['url', 'src', 'path', 'image', 'file', 'href', 'feature'];

/**
 * Reads the article's picture from the first of its usual fields that has one, a URL or a mapping of URL, alt
 * text, caption, credit, size, focal point and end of rights. Details may also be fields next to it
 * (`image_alt`). Booleans are ignored, because themes use them as switches.
 */
export function readImage(
  fields: Fields,
  sourceId: string,
  findings: Findings,
): Pick<ImportedArticle, 'image' | 'imageExpiresAt'> {
  for (const name of IMAGE_FIELDS) {
    if (typeof (fields.peek(name)?.value ?? false) === 'boolean') continue;
    const image = readImageField(name, fields, sourceId, findings);
    if (image !== null) return image;
  }
  return { image: null };
}

function readImageField(
  name: string,
  fields: Fields,
  sourceId: string,
  findings: Findings,
): Pick<ImportedArticle, 'image' | 'imageExpiresAt'> | null {
  const field = fields.take(name);
  if (field === undefined) return null;
  const [first = field, ...rest] = field.entries();
  if (rest.length > 0) warnAboutFirst(first, field, findings);
  const imageFields = first.fields();
  const urlField = findUrlField(first);
  if (urlField === undefined) {
    findings.addWarning(field, `${describeValue(field.value)} names no picture and was ignored`);
    return null;
  }
  const urlText = readText(urlField, findings);
  const url = urlText === null ? null : resolveImageUrl(first, urlText, sourceId, findings);
  const takeDetail = (...names: string[]) =>
    imageFields?.take(...names) ??
    fields.take(...[name, 'image'].flatMap((prefix) => names.map((it) => prefix + it)));
  const takeText = (...names: string[]) => {
    const detail = takeDetail(...names);
    // Hides the text of the file.
    return detail?.value === false ? '' : readText(detail, findings);
  };
  const license = takeText('license');
  const image = {
    alt: readText(takeDetail('alt', 'altText'), findings) ?? '',
    caption: takeText('caption', 'figcaption'),
    credit: takeText('credit', 'attribution'),
    ...(license !== null && { license }),
    ...(takeDetail('hasFileAlt')?.value === true && { hasFileAlt: true }),
    width: readInteger(takeDetail('width'), findings),
    height: readInteger(takeDetail('height'), findings),
    focalX: readNumber(takeDetail('focalX'), [0, 1], findings),
    focalY: readNumber(takeDetail('focalY'), [0, 1], findings),
  };
  const expiry = takeDetail('expiresAt', 'expires');
  const imageExpiresAt = expiry && readDate(expiry, findings);
  if (url === null) return null;
  return { image: { url, ...image }, ...(imageExpiresAt && { imageExpiresAt }) };
}

/** Groups in which a picture is looked for, one in another. */
const MAX_GROUPS = 3;

/** Returns the first entry of a list, or the field of any other value. */
function getFirst(field: FrontMatterField): FrontMatterField {
  return field.entries()[0] ?? field;
}

/** Finds the text with the URL of a picture: the value itself, or that of a usual name or with the end of a picture. */
function findUrlField(field: FrontMatterField, depth = 0): FrontMatterField | undefined {
  if (typeof field.value === 'string') return field;
  const group = field.fields();
  if (group === null || depth > MAX_GROUPS) return undefined;
  const named = group.take(...URL_FIELDS);
  const found = named && findUrlField(getFirst(named), depth + 1);
  if (found !== undefined) return found;
  const others = Object.keys(field.value as object).flatMap((name) => group.take(name) ?? []);
  const inGroups = others.map((each) => findUrlField(getFirst(each), depth + 1));
  return inGroups.find((each) => PICTURE.test(String(each?.value)));
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
