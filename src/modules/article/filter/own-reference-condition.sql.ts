import { Prisma } from '../../../database/generated/client.js';
import type { ReferenceTarget } from '../../../fields/field.js';
import { REFERENCE_TYPES } from '../../../fields/own-value.js';
import { assertListSize } from '../../../shared/lists/list-size.js';
import { parseReferenceArgument } from '../../../shared/references/reference.js';
import { buildValueExpression } from '../../own-fields/own-value.sql.js';
import type { ReferenceReader } from './condition.js';
import { MAX_REQUIRED } from './condition-limits.js';
import type { ReferenceFilter } from './filter.inputs.js';

const { sql, raw } = Prisma;

/**
 * Builds the conditions on an own field that refers to one article, section, tag or author. Throws BadUserInputError
 * for too many values, and for the ID of another type.
 */
export function buildReferenceCondition(
  name: string,
  path: string[],
  target: ReferenceTarget,
  { any, all, none }: ReferenceFilter,
  reader: ReferenceReader,
): Prisma.Sql[] {
  const id = raw(buildValueExpression('a.fields', [...path, 'id'], 'text'));
  const build = (operator: string, values: string[]) =>
    sql`${id} = ANY(ARRAY(SELECT r.id::text ${buildReferencedRows(`${name}.${operator}`, target, values, reader)}))`;
  assertListSize(`${name}.all`, all ?? [], MAX_REQUIRED);
  return [
    ...(any ? [build('any', any)] : []),
    ...(all ?? []).map((value) => build('all', [value])),
    ...(none ? [sql`(${build('none', none)}) IS NOT TRUE`] : []),
  ];
}

/** Builds FROM and WHERE of the rows `r` of a perspective that values name, by ID or slug. */
export function buildReferencedRows(
  name: string,
  target: ReferenceTarget,
  values: string[],
  reader: ReferenceReader,
): Prisma.Sql {
  assertListSize(name, values);
  const references = values.map((value) => parseReferenceArgument(REFERENCE_TYPES[target], value, name));
  const ids = references.flatMap((reference) => ('id' in reference ? reference.id : []));
  const slugs = references.flatMap((reference) => ('slug' in reference ? reference.slug : []));
  return sql`FROM ${reader.table(target)} r WHERE r.id = ANY(${ids}::int[]) OR r.slug = ANY(${slugs}::text[])`;
}
