import { Prisma } from '../../../database/generated/client.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import { isStorableTime } from '../../../shared/time.js';
import { assertListSize } from './condition-limits.js';

const { sql } = Prisma;

/** Condition on a field other than a boolean, as the schema has coerced it. */
export type FieldCondition =
  | { any?: string[] | null; none?: string[] | null }
  | { min?: number | null; max?: number | null }
  | { after?: Date | null; before?: Date | null };

/** SQL of a stored value in the order of a type, and of the operands that it is compared with. */
export interface StoredField {
  getValue(type: 'number' | 'date' | 'text'): Prisma.Sql;
  toNumber(operand: number): Prisma.Sql;
  toDate(operand: Date): Prisma.Sql;
}

/**
 * Builds the SQL of a condition, one for each operator. Throws BadUserInputError for more than 100 values, or
 * years outside 1 to 9999; `name` is that of the condition.
 */
export function buildFieldCondition(
  name: string,
  condition: FieldCondition,
  stored: StoredField,
): Prisma.Sql[] {
  return Object.entries(condition).flatMap(([operator, operand]) =>
    operand === null ? [] : [buildComparison(`${name}.${operator}`, operator, operand, stored)],
  );
}

function buildComparison(name: string, operator: string, operand: unknown, stored: StoredField): Prisma.Sql {
  switch (operator) {
    case 'min':
      return sql`${stored.getValue('number')} >= ${stored.toNumber(operand as number)}`;
    case 'max':
      return sql`${stored.getValue('number')} <= ${stored.toNumber(operand as number)}`;
    case 'after':
      return sql`${stored.getValue('date')} >= ${stored.toDate(checkTime(name, operand as Date))}`;
    case 'before':
      return sql`${stored.getValue('date')} < ${stored.toDate(checkTime(name, operand as Date))}`;
    default: {
      const values = operand as string[];
      assertListSize(name, values);
      const value = stored.getValue('text');
      if (operator === 'none') return sql`(${value} IS NULL OR ${value} <> ALL(${values}::text[]))`;
      // One value is a lookup in a hash index.
      return values.length === 1 ? sql`${value} = ${values[0]}` : sql`${value} = ANY(${values}::text[])`;
    }
  }
}

/** Throws BadUserInputError for years outside 1 to 9999. */
export function checkTime(name: string, time: Date): Date {
  if (!isStorableTime(time)) throw new BadUserInputError(`${name} takes the years 1 to 9999.`);
  return time;
}
