import { type ContentModel, findKindByName } from '../../../fields/content-model.js';
import { type FieldSet, getFrontMatterNames } from '../../../fields/field.js';
import type { ImportedValues } from '../../../fields/imported-value.js';
import { readOwnValue } from '../../own-fields/read-own-value.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Field, Fields } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
import { createTaker } from './defined-fields.js';
import { createMarkdownSource } from './own-value-source.js';

/** Reads the kind and the own fields of an article. Values that do not fit are left out with a warning. */
export function readOwnFields(
  fields: Fields,
  model: ContentModel,
  findings: Findings,
): Pick<ImportedArticle, 'kind' | 'fields'> {
  const kind = readKind(fields, model, findings);
  const values = readSet(fields, model.fields.article, '', findings);
  if (kind) {
    const nested = fields.take(kind.facet)?.fields();
    const ofKind = nested ? readSet(nested, kind.fields, `${kind.facet}.`, findings) : {};
    if (Object.keys(ofKind).length > 0) values[kind.facet] = ofKind;
  }
  return { ...(kind && { kind: kind.value }), ...(Object.keys(values).length > 0 && { fields: values }) };
}

function readKind(fields: Fields, model: ContentModel, findings: Findings) {
  const field = model.kinds.length === 0 ? undefined : fields.take('kind');
  if (field === undefined) return null;
  const kind = findKindByName(model, String(field.value));
  if (!kind && String(field.value).toUpperCase() !== 'ARTICLE') {
    const names = model.kinds.map(({ name }) => name).join(', ');
    findings.addWarning(field, `${quoteValue(field.value)} is not a kind of article: ${names}`);
  }
  return kind;
}

function readSet(fields: Fields, set: FieldSet, prefix: string, findings: Findings): ImportedValues {
  const values: ImportedValues = {};
  const take = createTaker(fields);
  for (const [name, definition] of Object.entries(set)) {
    const field = getFrontMatterNames(name, definition).reduce<Field | undefined>(
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
