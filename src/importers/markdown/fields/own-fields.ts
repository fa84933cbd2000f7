import {
  BUILT_IN_KINDS,
  type ContentModel,
  DEFAULT_KIND,
  findKind,
  findKindValue,
  getKindName,
} from '../../../fields/content-model.js';
import { type FieldSet, getFrontMatterNames } from '../../../fields/field.js';
import type { ImportedValues } from '../../../fields/imported-value.js';
import { ArticleKind } from '../../../shared/article/article-kind.js';
import { readOwnValue } from '../../own-fields/read-own-value.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Fields, FrontMatterField } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { createTaker } from './defined-fields.js';
import { createMarkdownSource } from './own-value-source.js';

/** Reads the kind and the own fields of an article. Values that do not fit are ignored with a warning. */
export function readOwnFields(
  fields: Fields,
  model: ContentModel,
  findings: Findings,
): Pick<ImportedArticle, 'kind' | 'fields'> {
  const kind = readKind(fields, model, findings);
  const own = kind === null ? null : findKind(model, kind);
  const values = readSet(fields, model.fields.article, '', findings);
  if (own) {
    const nested = fields.take(own.facet)?.fields();
    const ofKind = nested ? readSet(nested, own.fields, `${own.facet}.`, findings) : {};
    if (Object.keys(ofKind).length > 0) values[own.facet] = ofKind;
  }
  return { ...(kind && { kind }), ...(Object.keys(values).length > 0 && { fields: values }) };
}

/**
 * Reads the kind. Without `kind`, pages are recognized by Hugo's `type` and Jekyll's `layout`; other values
 * of these name templates of the site.
 */
function readKind(fields: Fields, model: ContentModel, findings: Findings): string | null {
  const field = fields.take('kind');
  if (field === undefined) {
    const page = ['type', 'layout'].find((name) => fields.peek(name)?.value === 'page');
    if (page !== undefined) fields.take(page);
    return page === undefined ? null : ArticleKind.PAGE;
  }
  const kind = findKindValue(model, String(field.value));
  if (kind === null) {
    const values = [...BUILT_IN_KINDS, ...model.kinds.map(({ value }) => value)];
    const names = values.map(getKindName).join(', ');
    findings.addWarning(field, `${quoteValue(field.value)} is not a kind of article: ${names}`);
  }
  return kind === DEFAULT_KIND ? null : kind;
}

function readSet(fields: Fields, set: FieldSet, prefix: string, findings: Findings): ImportedValues {
  const values: ImportedValues = {};
  const take = createTaker(fields);
  for (const [name, definition] of Object.entries(set)) {
    const field = getFrontMatterNames(name, definition).reduce<FrontMatterField | undefined>(
      (found, path) => found ?? take(path),
      undefined,
    );
    if (field === undefined) continue;
    const source = createMarkdownSource((message) => findings.addWarning(field, message), field.isVerbatim);
    const value = readOwnValue(definition, field.value, `${prefix}${name}`, source);
    if (value !== null) values[name] = value;
  }
  return values;
}
