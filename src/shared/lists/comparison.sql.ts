import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../errors/errors.js';
import { isStorableTime } from '../time.js';
import type { DateTimeRange, IntRange } from './range.inputs.js';

const { sql, raw } = Prisma;

/** Builds an alternative of values. One value is a range of an index by value and date. */
export function buildAnyValue(
  column: Prisma.Sql,
  values: (string | number)[],
  type: 'int' | 'text',
): Prisma.Sql {
  const cast = raw(type);
  if (values.length === 1) return sql`${column} = ${values[0]}::${cast}`;
  return sql`${column} = ANY(${values}::${cast}[])`;
}

/** Builds the bounds of a range of times. Throws BadUserInputError for years outside 1 to 9999. */
export function buildTimeRange(
  name: string,
  column: Prisma.Sql,
  { after, before }: DateTimeRange,
): Prisma.Sql[] {
  return [
    ...(after ? [sql`${column} >= ${checkTime(`${name}.after`, after)}::timestamptz`] : []),
    ...(before ? [sql`${column} < ${checkTime(`${name}.before`, before)}::timestamptz`] : []),
  ];
}

/** Builds the bounds of a range of numbers. */
export function buildNumberRange(column: Prisma.Sql, { min, max }: IntRange): Prisma.Sql[] {
  return [
    ...(min == null ? [] : [sql`${column} >= ${min}::int`]),
    ...(max == null ? [] : [sql`${column} <= ${max}::int`]),
  ];
}

/** Throws BadUserInputError for years outside 1 to 9999. */
export function checkTime(name: string, time: Date): Date {
  if (!isStorableTime(time)) throw new BadUserInputError(`${name} takes the years 1 to 9999.`);
  return time;
}
