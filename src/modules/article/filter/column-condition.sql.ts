import { Prisma } from '../../../database/generated/client.js';
import { toSnakeCase } from '../../../fields/content-model.js';
import type { ColumnField } from '../../../fields/field.js';
import { buildFieldCondition, type FieldCondition, type StoredField } from './field-condition.sql.js';

const { sql, raw } = Prisma;

/** Conditions on fields with a column of their own by name, as the schema has coerced them. */
export type ColumnConditions = Record<string, boolean | FieldCondition>;

/**
 * Builds the SQL conditions on columns of the article `a`. Throws BadUserInputError for more than 100 values,
 * or years outside 1 to 9999.
 */
export function buildColumnConditions(
  fields: Record<string, ColumnField>,
  conditions: ColumnConditions,
  filterName = 'filter',
): Prisma.Sql[] {
  return Object.entries(conditions).flatMap(([name, condition]) => {
    const column = raw(`a.${toSnakeCase(name)}`);
    if (typeof condition === 'boolean') return [buildBoolean(column, condition)];
    return buildFieldCondition(`${filterName}.${name}`, condition, createStoredField(column, fields[name]!));
  });
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
