import { ID } from 'type-graphql';
import { Prisma } from '../../database/generated/client.js';
import { BadUserInputError } from '../errors/errors.js';
import { parseGlobalIds } from '../references/global-id.js';
import { buildAnyValue, buildTimeRange } from './comparison.sql.js';
import type { ListCondition, TableName } from './list-condition.js';
import { assertListSize, MAX_VALUES } from './list-size.js';
import { DateTimeRange } from './range.inputs.js';

const { sql } = Prisma;

/** Maximum length of a text that names are searched for, in characters. */
const MAX_NAME_LENGTH = 200;

/**
 * Creates the search by name: each word begins a word of the column, in any case and without accents. `what` is what
 * the column has, such as `name of the author`. Long lists need a GIN index on `name_words(column)`.
 */
export function matchName(column: Prisma.Sql, what: string): ListCondition<string> {
  return {
    type: () => String,
    description: `Words that each begin a word of the ${what}, in any case and with or without accents. An empty text matches all. At most ${MAX_NAME_LENGTH} characters.`,
    buildSql(text, name) {
      if (text.length > MAX_NAME_LENGTH)
        throw new BadUserInputError(
          `${name} has ${text.length} characters; at most ${MAX_NAME_LENGTH} are allowed.`,
        );
      return text.trim() === ''
        ? []
        : [sql`public.name_words(${column}) @@ public.name_query(${text}::text)`];
    },
  };
}

/** Creates the choice of rows by the global IDs of a type. */
export function matchIds(type: string, column: Prisma.Sql, elements: string): ListCondition<string[]> {
  return {
    type: () => [ID],
    description: `The IDs of ${elements}. At most ${MAX_VALUES}.`,
    buildSql(ids, name) {
      assertListSize(name, ids);
      return [buildAnyValue(column, parseGlobalIds(type, ids, name), 'int')];
    },
  };
}

/** Creates an alternative of texts that are compared whole. */
export function matchAny(
  column: Prisma.Sql,
  description: string,
  type: ListCondition<string[]>['type'] = () => [String],
): ListCondition<string[]> {
  return {
    type,
    description: `${description} At most ${MAX_VALUES}.`,
    buildSql(values, name) {
      assertListSize(name, values);
      return [buildAnyValue(column, values, 'text')];
    },
  };
}

/** Creates a range of times. A null in the column matches no range. */
export function matchTime(column: Prisma.Sql, description: string): ListCondition<DateTimeRange> {
  return {
    type: () => DateTimeRange,
    description,
    buildSql: (range, name) => buildTimeRange(name, column, range),
  };
}

/** Creates a condition that is true or false of a row, and never null. */
export function matchFlag(
  description: string,
  build: (table: TableName) => Prisma.Sql,
  tags?: readonly string[],
): ListCondition<boolean> {
  return {
    type: () => Boolean,
    description,
    ...(tags && { tags }),
    buildSql: (isTrue, _, table) => [isTrue ? build(table) : sql`NOT ${build(table)}`],
  };
}
