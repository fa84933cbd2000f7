import type { OwnOrder } from '../../fields/content-model.js';
import type { Field } from '../../fields/field.js';

/**
 * Builds the SQL expression of an own field's value, as text in the given type's order. Indexes and filters
 * use the same one, because PostgreSQL compares them. Throws for names that no definition can have.
 */
export function buildValueExpression(
  column: string,
  path: string[],
  type: 'number' | 'date' | 'text' | 'json',
): string {
  const [name, ...parents] = [...path].reverse().map(quoteName) as [string, ...string[]];
  const object = parents.reverse().reduce((outer, parent) => `(${outer} -> ${parent})`, column);
  if (type === 'json') return `(${object} -> ${name})`;
  const text = `(${object} ->> ${name})`;
  if (type === 'number') return `(${text}::numeric)`;
  // Dates are stored in ISO 8601 in UTC, which sorts by bytes as by time.
  return type === 'date' ? `(${text} COLLATE "C")` : text;
}

/**
 * Builds the SQL expression by which lists are sorted, of the alias of an article and a dot, or of its table. It is never
 * null, and puts articles without a value last.
 */
export function buildSortExpression(prefix: string, { name, field, kind, isDescending }: OwnOrder): string {
  const type = field.type === 'number' || field.type === 'date' ? field.type : 'text';
  const path = kind ? [kind.facet, name] : [name];
  const stored = buildValueExpression(`${prefix}fields`, path, type);
  // A value below another kind than that of the article is not its own.
  const value = kind ? `(CASE WHEN ${prefix}kind = '${kind.value}' THEN ${stored} END)` : stored;
  if (type === 'number') return `coalesce(${value}, '${isDescending ? '-' : ''}Infinity'::numeric)`;
  if (type === 'date') return `(coalesce(${value}, '${isDescending ? '' : '~'}') COLLATE "C")`;
  // A digit decides first. The collation is that of titles, in which accents and case only break ties.
  const [given, missing] = isDescending ? ['1', '0'] : ['0', '1'];
  return `(CASE WHEN ${value} IS NULL THEN '${missing}' ELSE '${given}' || ${value} END COLLATE "und-x-icu")`;
}

/** Builds the index of a filterable field, from the method on, for the conditions of its type. */
export function buildIndexDefinition(column: string, path: string[], { type }: Field): string {
  switch (type) {
    case 'number':
    case 'date':
      return `btree (${buildValueExpression(column, path, type)})`;
    case 'list':
      return `gin (${buildValueExpression(column, path, 'json')} jsonb_path_ops)`;
    case 'reference':
      return `hash (${buildValueExpression(column, [...path, 'id'], 'text')})`;
    case 'image':
    case 'richText':
      return `btree ((${buildValueExpression(column, path, 'json')} IS NOT NULL))`;
    default:
      // A B-tree takes values of at most about 2,700 bytes, and text is compared only for equality.
      return `hash (${buildValueExpression(column, path, 'text')})`;
  }
}

function quoteName(name: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`"${name}" is not the name of an own field.`);
  return `'${name}'`;
}
