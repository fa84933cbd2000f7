import { Prisma } from '../../../database/generated/client.js';
import type { Field } from '../../../fields/field.js';
import { buildValueExpression } from '../../own-fields/own-value.sql.js';
import type { ConditionContext } from './condition.js';
import { buildFieldCondition, type FieldCondition, type StoredField } from './field-condition.sql.js';
import type { ReferenceFilter } from './filter.inputs.js';
import { buildListCondition, type OwnListCondition } from './own-list-condition.sql.js';
import { buildReferenceCondition } from './own-reference-condition.sql.js';

const { sql, raw } = Prisma;

/** Conditions on own fields by name, and on those of kinds below their name, as the schema has coerced them. */
export type OwnConditions = { [name: string]: OwnCondition | OwnConditions | null | undefined };

type OwnCondition = boolean | FieldCondition | OwnListCondition | ReferenceFilter;

export type OwnContext = Pick<ConditionContext, 'model' | 'name' | 'reader'>;

/**
 * Builds the SQL conditions of a filter on own fields of the article `a`. Throws BadUserInputError for too many
 * values, or years outside 1 to 9999.
 */
export function buildOwnConditions(filter: OwnConditions, context: OwnContext): Prisma.Sql[] {
  const { model } = context;
  return Object.entries(filter).flatMap(([name, condition]) => {
    const kind = model.findKind(name);
    if (kind && condition) {
      return [
        // Values that an article has below another kind are not its own.
        sql`a.kind = ${kind.value}`,
        ...Object.entries(condition).flatMap(([inner, each]) =>
          buildCondition([name, inner], kind.fields[inner], each as OwnCondition, context),
        ),
      ];
    }
    return buildCondition([name], model.findField(name), condition as OwnCondition, context);
  });
}

function buildCondition(
  path: string[],
  field: Field | undefined,
  condition: OwnCondition | null | undefined,
  { name: filterName, reader }: OwnContext,
): Prisma.Sql[] {
  if (!field || condition === null || condition === undefined) return [];
  const name = `${filterName}.${path.join('.')}`;
  switch (field.type) {
    case 'boolean':
      return [buildBoolean(path, condition as boolean)];
    case 'image':
    case 'richText': {
      const value = raw(buildValueExpression('a.fields', path, 'json'));
      return [condition ? sql`${value} IS NOT NULL` : sql`${value} IS NULL`];
    }
    case 'reference':
      return buildReferenceCondition(name, path, field.to, condition as ReferenceFilter, reader);
    case 'list':
      return buildListCondition(name, path, field.of, condition as OwnListCondition, reader);
    default:
      return buildFieldCondition(name, condition as FieldCondition, createStoredField(path));
  }
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
