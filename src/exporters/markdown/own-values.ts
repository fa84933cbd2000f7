import type { Prisma } from '../../database/generated/client.js';
import { BUILT_IN_KINDS, type ContentModel, findKind, getKindName } from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import { getFrontMatterNames } from '../../fields/field.js';
import type { ImportedValue, ImportedValues } from '../../fields/imported-value.js';
import {
  isImage,
  isOwnValues,
  isReference,
  isRichText,
  type OwnValue,
  type OwnValues,
  type ReferenceType,
} from '../../fields/own-value.js';

/** Slugs of referenced content, by type and ID. */
export type ReferenceNames = Map<string, string>;

/** Loads the slugs of everything that values refer to, with one statement per type. */
export async function loadReferenceNames(
  tx: Prisma.TransactionClient,
  values: (OwnValues | undefined)[],
): Promise<ReferenceNames> {
  const ids = new Map<ReferenceType, Set<number>>();
  const collect = (value: OwnValue): void => {
    if (isReference(value)) ids.set(value.$type, (ids.get(value.$type) ?? new Set()).add(value.id));
    else if (Array.isArray(value)) value.forEach(collect);
    else if (isOwnValues(value)) Object.values(value).forEach(collect);
  };
  for (const each of values) collect(each ?? {});
  const names: ReferenceNames = new Map();
  for (const [type, wanted] of ids) {
    for (const { id, slug } of await findSlugs(tx, type, [...wanted]))
      names.set(getReferenceKey(type, id), slug);
  }
  return names;
}

function findSlugs(tx: Prisma.TransactionClient, type: ReferenceType, ids: number[]) {
  const query = { where: { id: { in: ids } }, select: { id: true, slug: true } };
  switch (type) {
    case 'Article':
      return tx.draft.findMany(query);
    case 'Author':
      return tx.author.findMany(query);
    case 'Section':
      return tx.section.findMany(query);
    case 'Tag':
      return tx.tag.findMany(query);
  }
}

function getReferenceKey(type: ReferenceType, id: number): string {
  return `${type}:${id}`;
}

/** Values of own fields as an import reads them, and the names of fields that the model does not have. */
export interface ExportedValues {
  values: ImportedValues;
  undeclared: string[];
}

/**
 * Returns the declared values in the form of imports. `stored` are the same values as their column holds
 * them, with rich text as Markdown. References to deleted content are omitted.
 */
export function toExportedValues(
  fields: FieldSet,
  content: OwnValues,
  stored: unknown,
  names: ReferenceNames,
): ExportedValues {
  const values: ImportedValues = {};
  const undeclared: string[] = [];
  for (const [name, value] of Object.entries(content)) {
    if (!Object.hasOwn(fields, name)) undeclared.push(name);
    else {
      const exported = toExportedValue(value, getEntry(stored, name), names);
      if (exported !== null) values[name] = exported;
    }
  }
  return { values, undeclared };
}

function toExportedValue(value: OwnValue, stored: unknown, names: ReferenceNames): ImportedValue | null {
  if (isRichText(value) || isStoredRichText(value)) {
    const isSource = isRichText(value) && value.format === 'markdown';
    const text = isSource ? value.text : (getEntry(stored, 'markdown') as string);
    return { $type: 'richText', format: 'markdown', text };
  }
  if (isImage(value)) return value;
  if (isReference(value)) {
    const slug = names.get(getReferenceKey(value.$type, value.id));
    return slug === undefined ? null : { $type: value.$type, slug };
  }
  if (Array.isArray(value)) {
    const entries = value
      .map((entry, i) => toExportedValue(entry, getEntry(stored, i), names))
      .filter((entry) => entry !== null);
    return entries.length === 0 ? null : entries;
  }
  if (!isOwnValues(value)) return value as ImportedValue;
  const group: ImportedValues = {};
  for (const [name, each] of Object.entries(value)) {
    const exported = toExportedValue(each, getEntry(stored, name), names);
    if (exported !== null) group[name] = exported;
  }
  return group;
}

/** Returns true for the rich text of a section, tag or author, which have no revisions with its source. */
function isStoredRichText(value: unknown): boolean {
  return getEntry(value, '$type') === 'richText';
}

function getEntry(object: unknown, key: string | number): unknown {
  return typeof object === 'object' && object !== null
    ? (object as Record<string | number, unknown>)[key]
    : undefined;
}

/** Returns the kind and values of an article in the form of imports, and the names of undeclared fields. */
export function exportArticleValues(
  model: ContentModel,
  { kind, fields = {} }: { kind?: string | undefined; fields?: OwnValues | undefined },
  stored: unknown,
  names: ReferenceNames,
): { kind: string | null; fields: ImportedValues; undeclared: string[] } {
  const own = kind === undefined ? null : findKind(model, kind);
  const { [own?.facet ?? '']: facetValues, ...others } = fields;
  const { values, undeclared } = toExportedValues(model.fields.article, others, stored, names);
  if (own && isOwnValues(facetValues)) {
    const facet = toExportedValues(own.fields, facetValues, getEntry(stored, own.facet), names);
    if (Object.keys(facet.values).length > 0) values[own.facet] = facet.values;
    undeclared.push(...facet.undeclared.map((name) => `${own.facet}.${name}`));
  }
  const isBuiltIn = kind !== undefined && BUILT_IN_KINDS.includes(kind);
  return { kind: kind !== undefined && (own || isBuiltIn) ? kind : null, fields: values, undeclared };
}

/** Returns the front matter of an article's kind and own fields. */
export function formatArticleValues(
  model: ContentModel,
  { kind, fields = {} }: { kind?: string | undefined; fields?: ImportedValues | undefined },
): Record<string, unknown> {
  const own = kind === undefined ? null : findKind(model, kind);
  const data = formatValues(model.fields.article, fields);
  if (kind !== undefined) data.kind = getKindName(kind);
  const facetValues = own && fields[own.facet];
  if (own && facetValues) data[own.facet] = formatValues(own.fields, facetValues as ImportedValues);
  return data;
}

/** Returns values by the names of their fields in front matter. */
export function formatValues(fields: FieldSet, values: ImportedValues): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined) continue;
    const [frontMatterName = name] = getFrontMatterNames(name, field);
    const [key, nestedKey] = frontMatterName.split('.') as [string, string?];
    if (nestedKey === undefined) data[key] = formatValue(value);
    else data[key] = { ...(data[key] as object | undefined), [nestedKey]: formatValue(value) };
  }
  return data;
}

function formatValue(value: ImportedValue): unknown {
  if (Array.isArray(value)) return value.map(formatValue);
  if (typeof value !== 'object') return value;
  if (!('$type' in value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, formatValue(each)]));
  }
  if (value.$type === 'richText') return value.text;
  if ('slug' in value) return value.slug;
  const { $type: _, ...image } = value;
  return Object.fromEntries(
    Object.entries(image).filter(([name, each]) => each !== null && (each !== '' || name !== 'alt')),
  );
}
