import { findKind, findKindValue } from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import type { ImportedValues } from '../../fields/imported-value.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { htmlToText } from '../html/html-text.js';
import { readOwnValue, type ValueSource } from '../own-fields/read-own-value.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { type GhostPost, getPostType, isInternal } from './ghost-post.js';
import type { GhostSite } from './site.js';

/** Own fields and kind of a post, with the names of its properties and internal tags that they were read from. */
export interface GhostOwnFields {
  values: Pick<ImportedArticle, 'kind' | 'fields'>;
  usedNames: Set<string>;
}

/** Reads the own fields that name a property of a Ghost post, and the kind that an internal tag names. */
export function readOwnFields(
  post: GhostPost,
  site: GhostSite,
  warnings: ConversionWarnings,
): GhostOwnFields {
  const { model } = site;
  const usedNames = new Set<string>();
  const source = createSource(site, warnings);
  const readSet = (fields: FieldSet, prefix: string) => {
    const values: ImportedValues = {};
    for (const [name, field] of Object.entries(fields)) {
      const property = field.ghost?.find((each) => isGiven(post[each]));
      if (property === undefined) continue;
      usedNames.add(property);
      const value = readOwnValue(field, post[property], `${prefix}${name}`, source);
      if (value !== null) values[name] = value;
    }
    return values;
  };
  const findKindOfTag = (name: string) => findKindValue(model, name.replace(/^#/, ''));
  const kindTag = post.tags.find((tag) => isInternal(tag) && findKindOfTag(tag.name));
  const typeKind = getPostType(post) === 'page' ? ArticleKind.PAGE : null;
  const kind = kindTag ? findKindOfTag(kindTag.name) : typeKind;
  const own = kind === null ? null : findKind(model, kind);
  if (kindTag) usedNames.add(`internal tag ${kindTag.name}`);
  const fields = readSet(model.fields.article, '');
  const ofKind = own ? readSet(own.fields, `${own.facet}.`) : {};
  if (own && Object.keys(ofKind).length > 0) fields[own.facet] = ofKind;
  return {
    values: { ...(kind && { kind }), ...(Object.keys(fields).length > 0 && { fields }) },
    usedNames,
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function createSource(site: GhostSite, warnings: ConversionWarnings): ValueSource {
  return {
    richTextFormat: 'html',
    toPlainText: (text) => (/[<&]/.test(text) ? htmlToText(text) : text),
    warn: (message) => warnings.add(message),
    readImage: (value) => {
      const url = typeof value === 'string' ? site.resolvePicture(value.trim()) : '';
      if (!/^(https?:\/\/[^/]|\/[^/])/.test(url)) return null;
      const unknown = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
      return { $type: 'image', url, alt: '', ...unknown };
    },
    readReference: (type, value) => (typeof value === 'string' ? { $type: type, slug: value.trim() } : null),
  };
}
