import { Extensions, Field } from 'type-graphql';
import type { Prisma } from '../../database/generated/client.js';

type GraphType = object | symbol;

/** Names the tables of the place that a list is read from. */
export type TableName = (name: string) => Prisma.Sql;

/** A condition of the filter of a list: all that the input and the statements need of it. */
export interface ListCondition<Value> {
  /** Type in the graph, as `@Field` of type-graphql takes it. */
  type: () => GraphType | [GraphType];
  description: string;
  deprecationReason?: string;
  /** Cache tags of filtered lists, in addition to those of the list. */
  tags?: readonly string[];
  /**
   * Builds predicates on a row, which it must all meet. `name` is that of the condition, such as `filter.ids`. Throws
   * BadUserInputError for invalid values.
   */
  buildSql(value: Value, name: string, table: TableName): Prisma.Sql[];
}

/** The conditions of a list by name. */
// biome-ignore lint/suspicious/noExplicitAny: each condition has a type of value of its own
export type ListConditions = Record<string, ListCondition<any>>;

/** Values of a filter, as the schema has coerced them. */
export type FilterValues<Conditions extends ListConditions> = {
  [Name in keyof Conditions]?: Conditions[Name] extends ListCondition<infer Value> ? Value | null : never;
};

/** Decorates the input of a filter with a field for each condition. */
export function DeclareFilter(conditions: ListConditions) {
  return (filter: { prototype: object }): void => {
    for (const [name, { type, description, deprecationReason }] of Object.entries(conditions))
      Field(type, { nullable: true, description, deprecationReason })(filter.prototype, name);
    const countConditions = (values: object) => listGiven(conditions, values).length;
    Extensions({ countConditions })(filter as new () => object);
  };
}

/** Builds the predicates of a filter. Throws BadUserInputError for invalid values. */
export function buildFilter(
  conditions: ListConditions,
  filter: object | null | undefined,
  table: TableName,
): Prisma.Sql[] {
  return listGiven(conditions, filter ?? {}).flatMap(({ name, value, condition }) =>
    condition.buildSql(value, `filter.${name}`, table),
  );
}

/** Lists the cache tags of a filter, in addition to those of its list. */
export function getFilterTags(conditions: ListConditions, filter: object | null | undefined): string[] {
  return listGiven(conditions, filter ?? {}).flatMap(({ condition }) => condition.tags ?? []);
}

function listGiven(conditions: ListConditions, filter: object) {
  const values = filter as Record<string, unknown>;
  return Object.entries(conditions).flatMap(([name, condition]) => {
    const value = values[name] ?? null;
    return value === null ? [] : [{ name, value, condition }];
  });
}
