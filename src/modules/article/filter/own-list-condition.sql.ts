import { Prisma } from '../../../database/generated/client.js';
import type { ListField } from '../../../fields/field.js';
import { checkTime } from '../../../shared/lists/comparison.sql.js';
import { assertListSize } from '../../../shared/lists/list-size.js';
import { buildValueExpression } from '../../own-fields/own-value.sql.js';
import type { ReferenceReader } from './condition.js';
import { MAX_REQUIRED } from './condition-limits.js';
import { buildReferencedRows } from './own-reference-condition.sql.js';

const { sql, raw } = Prisma;

type Entry = string | number | Date;

/** Condition on the entries of a list, as the schema has coerced it. */
export interface OwnListCondition {
  any?: Entry[] | null;
  all?: Entry[] | null;
  none?: Entry[] | null;
}

/**
 * Builds the conditions on the entries of an own field that is a list. A missing list counts as an empty one. Throws
 * BadUserInputError for too many values, and for the ID of another type.
 */
export function buildListCondition(
  name: string,
  path: string[],
  entry: ListField['of'],
  { any, all, none }: OwnListCondition,
  reader: ReferenceReader,
): Prisma.Sql[] {
  const list = raw(buildValueExpression('a.fields', path, 'json'));
  const contains = (operator: string, entries: Entry[]) =>
    sql`${list} @> ANY(${buildLists(`${name}.${operator}`, entry, entries, reader)})`;
  assertListSize(`${name}.all`, all ?? [], MAX_REQUIRED);
  return [
    ...(any ? [contains('any', any)] : []),
    ...(all ?? []).map((each) => contains('all', [each])),
    ...(none ? [sql`(${contains('none', none)}) IS NOT TRUE`] : []),
  ];
}

/** Builds an array of lists, each with one of the entries as it is stored. */
function buildLists(
  name: string,
  entry: ListField['of'],
  entries: Entry[],
  reader: ReferenceReader,
): Prisma.Sql {
  assertListSize(name, entries);
  if (entry.type === 'reference') {
    const rows = buildReferencedRows(name, entry.to, entries as string[], reader);
    return sql`ARRAY(SELECT jsonb_build_array(jsonb_build_object('id', r.id)) ${rows})`;
  }
  const isDay = entry.type === 'date' && entry.isDay;
  const stored = entries.map((each) => {
    if (!(each instanceof Date)) return each;
    const text = checkTime(name, each).toISOString();
    return isDay ? text.slice(0, 10) : text;
  });
  return sql`${stored.map((each) => JSON.stringify([each]))}::jsonb[]`;
}
