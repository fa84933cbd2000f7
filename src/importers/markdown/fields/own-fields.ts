import { type ContentModel, findKindByName } from '../../../fields/content-model.js';
import type { FieldSet } from '../../../fields/field.js';
import type { ImportedValues } from '../../../fields/imported-value.js';
import { readOwnValue } from '../../own-fields/read-own-value.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import type { Field, Fields } from '../front-matter/fields.js';
import { type Findings, quoteValue } from '../front-matter/findings.js';
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
    findings.addWarning(field, `${quoteValue(field.value)} is no kind of article here: ${names}`);
  }
  return kind;
}

function readSet(fields: Fields, set: FieldSet, prefix: string, findings: Findings): ImportedValues {
  const values: ImportedValues = {};
  for (const [name, definition] of Object.entries(set)) {
    const field = takeByName(fields, definition.frontMatter ?? [name]);
    if (field === undefined) continue;
    const source = createMarkdownSource((message) => findings.addWarning(field, message), field.isVerbatim);
    const value = readOwnValue(definition, field.value, `${prefix}${name}`, source);
    if (value !== null) values[name] = value;
  }
  return values;
}

/** Takes the first of the names; `seo.kicker` is a name in a group. */
function takeByName(fields: Fields, names: string[]): Field | undefined {
  for (const name of names) {
    const [first = '', ...nested] = name.split('.');
    if (nested.length === 0) {
      const field = fields.take(first);
      if (field) return field;
    } else {
      const group = fields.peek(first)?.fields();
      const field = group?.take(...[nested.join('.')]);
      if (field) return field;
    }
  }
  return undefined;
}
