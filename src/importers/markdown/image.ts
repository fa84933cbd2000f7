import path from 'node:path';
import type { ImportedImage } from '../imported-article.js';
import { type Field, type Fields } from './fields.js';
import { type Findings, quoted } from './findings.js';
import { withoutSiteAddress } from './template-tags.js';
import { numberOf, textOf, wholeNumberOf } from './values.js';

const NAMES = [
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
const ADDRESS = ['url', 'src', 'path', 'image', 'file', 'href', 'feature'];

/**
 * The picture of the article, under the first of its usual names: an address, or a group with address, alt,
 * caption, credit, size and focal point. Its companions may stand beside it (`image_alt`). True and false
 * under such a name are a theme's switch and no picture.
 */
export function readImage(fields: Fields, sourceId: string, findings: Findings): ImportedImage | null {
  const name = NAMES.find((candidate) => typeof (fields.peek(candidate)?.value ?? false) !== 'boolean');
  const field = name === undefined ? undefined : fields.take(name);
  if (field === undefined) return null;
  const [first, ...rest] = field.entries();
  if (rest.length > 0) findings.note(field, `only the first is kept: ${quoted(first!.value)}`);
  const inside = first!.fields();
  const address = textOf(inside ? (inside.take(...ADDRESS) ?? first) : first, findings);
  const url = address === null ? null : imageAddress(first!, address, sourceId, findings);
  const detail = (...names: string[]) =>
    inside?.take(...names) ?? fields.take(...[name!, 'image'].flatMap((of) => names.map((it) => of + it)));
  const image = {
    alt: textOf(detail('alt', 'altText'), findings) ?? '',
    caption: textOf(detail('caption', 'figcaption'), findings),
    credit: textOf(detail('credit', 'attribution'), findings),
    width: wholeNumberOf(detail('width'), findings),
    height: wholeNumberOf(detail('height'), findings),
    focalX: numberOf(detail('focalX'), [0, 1], findings),
    focalY: numberOf(detail('focalY'), [0, 1], findings),
  };
  return url === null ? null : { url, ...image };
}

/** The imported folder stands for the site, so that a picture beside its article has an address at all. */
function imageAddress(field: Field, written: string, sourceId: string, findings: Findings): string | null {
  const address = field.isVerbatim ? written : withoutSiteAddress(written);
  if (/^(https?:\/\/[^/]|\/[^/]|\/$)/i.test(address)) return address;
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(address)) {
    findings.note(field, `${quoted(address)} is no address of a picture, left out`);
    return null;
  }
  const besideFile = /^\.{1,2}\//.test(address) || !address.includes('/');
  const folder = besideFile ? path.posix.dirname(sourceId).split('/').slice(1).join('/') : '';
  const resolved = path.posix.join('/', folder, address);
  findings.note(field, `${quoted(address)} has no leading slash; kept as ${quoted(resolved)}`);
  return resolved;
}
