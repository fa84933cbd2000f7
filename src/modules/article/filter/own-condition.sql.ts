import { Prisma } from '../../../database/generated/client.js';
import { toConstantCase, toPascalCase } from '../../../fields/content-model.js';
import { buildValueExpression } from '../../own-fields/own-value.sql.js';
import { buildFieldCondition, type FieldCondition, type StoredField } from './field-condition.sql.js';

const { sql, raw } = Prisma;

/** Conditions on own fields by name, and on those of kinds below their name, as the schema has coerced them. */
export type OwnConditions = { [name: string]: boolean | FieldCondition | OwnConditions | null | undefined };

/**
 * Builds the SQL conditions of a filter on own fields of the article `a`. Throws BadUserInputError for more
 * than 100 values, or years outside 1 to 9999.
 */
export function buildOwnConditions(
  filter: OwnConditions,
  conditionName = 'filter.fields',
  parents: string[] = [],
): Prisma.Sql[] {
  return Object.entries(filter).flatMap(([name, condition]) => {
    const path = [...parents, name];
    if (condition === null || condition === undefined) return [];
    if (typeof condition === 'boolean') return [buildBoolean(path, condition)];
    if (isKindCondition(condition))
      return [buildKind(name), ...buildOwnConditions(condition, conditionName, path)];
    const fieldName = `${conditionName}.${path.join('.')}`;
    return buildFieldCondition(fieldName, condition, createStoredField(path));
  });
}

/** Builds the condition on the kind of an article: values that it has below another kind are not its own. */
function buildKind(facet: string): Prisma.Sql {
  return sql`a.kind = ${toConstantCase(toPascalCase(facet))}`;
}

/** Returns true for the conditions of a kind: booleans and objects, which operands of a condition never are. */
export function isKindCondition(condition: object): condition is OwnConditions {
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

function createStoredField(path: string[]): StoredField {
  return {
    getValue: (type) => raw(buildValueExpression('a.fields', path, type)),
    toNumber: (operand) => sql`${operand}::numeric`,
    toDate: (operand) => sql`${toDateText(operand)}`,
  };
}

/** Returns the stored form; for midnight the day alone, which precedes all times of the day as text. */
function toDateText(time: Date): string {
  return time.toISOString().replace('T00:00:00.000Z', '');
}
