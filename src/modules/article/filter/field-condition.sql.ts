import { Prisma } from '../../../database/generated/client.js';
import { checkTime } from '../../../shared/lists/comparison.sql.js';
import { assertListSize } from '../../../shared/lists/list-size.js';

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
