import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { assertPageSize } from '../../shared/pagination/pagination.js';
import { isStorableTime } from '../../shared/time.js';
import { buildValueExpression } from './own-value.sql.js';

const { sql, raw } = Prisma;

/** Conditions on own fields by name, and on those of kinds below their name, as the schema has coerced them. */
export type OwnConditions = { [name: string]: OwnCondition | OwnConditions | null | undefined };

type OwnCondition =
  | boolean
  | { any?: string[] | null; none?: string[] | null }
  | { min?: number | null; max?: number | null }
  | { after?: Date | null; before?: Date | null };

/**
 * Builds the SQL conditions of a filter on own fields of the article `a`. Throws BadUserInputError for more
 * than 100 values, or years outside 1 to 9999.
 */
export function buildOwnConditions(filter: OwnConditions, parents: string[] = []): Prisma.Sql[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    const path = [...parents, name];
    if (condition === null || condition === undefined) return [];
    if (typeof condition === 'boolean') return [buildBoolean(path, condition)];
    if (isNested(condition)) return buildOwnConditions(condition, path);
    return Object.entries(condition).flatMap(([operator, operand]) =>
      operand === null ? [] : [buildComparison(path, operator, operand)],
    );
  });
}

/** Returns true for the conditions of a kind: booleans and objects, which operands of a condition never are. */
function isNested(condition: object): condition is OwnConditions {
  return Object.values(condition).some(
    (value) =>
      typeof value === 'boolean' ||
      (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)),
  );
}

/** A missing value counts as false. */
function buildBoolean(path: string[], isTrue: boolean): Prisma.Sql {
  const value = raw(buildValueExpression('a.fields', path, 'text'));
  return isTrue ? sql`${value} = 'true'` : sql`${value} IS DISTINCT FROM 'true'`;
}

function buildComparison(path: string[], operator: string, operand: unknown): Prisma.Sql {
  const name = `filter.fields.${[...path, operator].join('.')}`;
  const get = (type: 'number' | 'date' | 'text') => raw(buildValueExpression('a.fields', path, type));
  switch (operator) {
    case 'min':
      return sql`${get('number')} >= ${operand}::numeric`;
    case 'max':
      return sql`${get('number')} <= ${operand}::numeric`;
    case 'after':
      return sql`${get('date')} >= ${toDateText(name, operand as Date)}`;
    case 'before':
      return sql`${get('date')} < ${toDateText(name, operand as Date)}`;
    default: {
      const values = operand as string[];
      assertPageSize(name, values.length);
      const value = get('text');
      return operator === 'any'
        ? sql`${value} = ANY(${values}::text[])`
        : sql`(${value} IS NULL OR ${value} <> ALL(${values}::text[]))`;
    }
  }
}

/** Returns the stored form; for midnight the day alone, which precedes all times of the day as text. */
function toDateText(name: string, time: Date): string {
  if (!isStorableTime(time)) throw new BadUserInputError(`${name} takes the years 1 to 9999.`);
  return time.toISOString().replace('T00:00:00.000Z', '');
}
