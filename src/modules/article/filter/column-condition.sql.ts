import { Prisma } from '../../../database/generated/client.js';
import { toSnakeCase } from '../../../fields/content-model.js';
import type { ColumnField } from '../../../fields/field.js';
import { buildFieldCondition, type FieldCondition, type StoredField } from './field-condition.sql.js';

const { sql, raw } = Prisma;

/**
 * Builds the SQL conditions on the column of a field of the article `a`; `name` is that of the condition. Throws
 * BadUserInputError for more than 100 values, or years outside 1 to 9999.
 */
export function buildColumnCondition(
  name: string,
  fieldName: string,
  field: ColumnField,
  condition: boolean | FieldCondition,
): Prisma.Sql[] {
  const column = raw(`a.${toSnakeCase(fieldName)}`);
  if (typeof condition === 'boolean') return [buildBoolean(column, condition)];
  return buildFieldCondition(name, condition, createStoredField(column, field));
}

/** A missing value counts as false. */
function buildBoolean(column: Prisma.Sql, isTrue: boolean): Prisma.Sql {
  return isTrue ? sql`${column} IS TRUE` : sql`${column} IS NOT TRUE`;
}

/** Gives operands the type of the column, since PostgreSQL would otherwise not use its index. */
function createStoredField(column: Prisma.Sql, field: ColumnField): StoredField {
  const isInteger = field.type === 'number' && field.isInteger;
  const isDay = field.type === 'date' && field.isDay;
  return {
    getValue: () => column,
    toNumber: (operand) => (isInteger ? sql`${operand}::int` : sql`${operand}::double precision`),
    toDate: (operand) =>
      isDay ? sql`${operand.toISOString().slice(0, 10)}::date` : sql`${operand}::timestamptz`,
  };
}
