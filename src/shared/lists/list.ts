import { registerEnumType } from 'type-graphql';
import { Prisma } from '../../database/generated/client.js';
import type { ConnectionArgs } from '../pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../pagination/keyset.js';
import { buildConnection, type ConnectionPage, parsePageArgs } from '../pagination/pagination.js';
import {
  buildFilter,
  type FilterValues,
  getFilterTags,
  type ListConditions,
  type TableName,
} from './list-condition.js';

const { sql, join, raw } = Prisma;

/** An order of a list; rows with the same value are in the order of their IDs. */
export interface OrderDefinition extends Omit<SortKey, 'id'> {
  /** Name of the list in this order, which its cursors have. Changing it invalidates cursors that clients hold. */
  cursor: string;
  /** Description in the graph. */
  description: string;
  /** Cache tags of the list in this order, in addition to those of the list. */
  tags?: readonly string[];
  /** Builds a JOIN with the rows that have the column. Only statements in this order have it. */
  buildJoin?(source: ListSource): Prisma.Sql;
}

/** A list that clients filter, order and page through. */
export interface List<Row, Conditions extends ListConditions, Order extends string> {
  /** Type of a row; never set. */
  row?: Row;
  /** Columns of a row, with the names that its type has in TypeScript. */
  columns: Prisma.Sql;
  /** Builds the FROM clause, with the JOIN of an order, and the WHERE clause of rows that the list may have. */
  buildFrom(table: TableName, join?: Prisma.Sql): Prisma.Sql;
  /** Column of IDs, which break ties. */
  id: Prisma.Sql;
  conditions: Conditions;
  orders: Record<Order, OrderDefinition>;
  /** Cache tags of the list without a filter. */
  tags?: readonly string[];
}

/** Defines a list of rows, of which TypeScript infers the types of conditions and orders. */
export function defineList<Row>() {
  return <Conditions extends ListConditions, Order extends string>(
    list: List<Row, Conditions, Order>,
  ): List<Row, Conditions, Order> => list;
}

/** Arguments of a list as the schema has coerced them. */
export interface ListArgs<Conditions extends ListConditions, Order extends string> extends ConnectionArgs {
  filter?: FilterValues<Conditions> | null;
  orderBy: Order;
}

/** Place that a list is read from: a perspective, or the tables themselves. */
export interface ListSource {
  table: TableName;
  /** Table of the stored numbers of articles; null if they have to be counted. */
  counts: Prisma.Sql | null;
  /** Runs a statement. `filter` is the filter that its text depends on, if any. */
  query<Row>(statement: Prisma.Sql, tags: readonly string[], filter: object | null): Promise<Row[]>;
}

/** Returns the source of lists that no perspective has, such as those of API keys. */
export function createTableSource(database: {
  $queryRaw<Result>(statement: Prisma.Sql): Promise<Result>;
}): ListSource {
  return {
    table: (name) => raw(`public."${name}"`),
    counts: null,
    query: (statement) => database.$queryRaw(statement),
  };
}

/** Returns the source of lists of the request's perspective, which are cached by tags. */
export function createPerspectiveSource(reader: {
  table: TableName;
  articleCounts: Prisma.Sql | null;
  queryFiltered<Row>(filter: object | null, statement: Prisma.Sql, tags: readonly string[]): Promise<Row[]>;
}): ListSource {
  return {
    table: reader.table,
    counts: reader.articleCounts,
    query: (statement, tags, filter) => reader.queryFiltered(filter, statement, tags),
  };
}

/** A row with the value that the list is ordered by. */
type Positioned<Row> = Row & { id: number; sortValue: Date | string | number };

/** Reads a page of a list with one statement. Throws BadUserInputError for invalid arguments. */
export async function readPage<Row, Conditions extends ListConditions, Order extends string>(
  list: List<Row, Conditions, Order>,
  args: ListArgs<Conditions, Order>,
  source: ListSource,
): Promise<ConnectionPage<Positioned<Row>>> {
  const { orderBy, filter = null } = args;
  const order = list.orders[orderBy];
  const page = parsePageArgs(order.cursor, args);
  const sort = { ...order, id: list.id, column: buildSortColumn(order.column, filter) };
  const build = (join?: Prisma.Sql) => buildRest(list, filter, source.table, join);
  const tags = getTags(list, args);
  const rows = await source.query<Positioned<Row>>(
    sql`SELECT ${list.columns}, ${order.column} AS "sortValue" ${build(order.buildJoin?.(source))} ${buildCursorRange(sort, page)} ${buildOrderAndLimit(sort, page)}`,
    tags,
    filter,
  );
  return buildConnection(page, rows, getPosition, async () => {
    const counted = await source.query<{ count: number }>(
      sql`SELECT count(*)::int AS count ${build()}`,
      tags,
      filter,
    );
    return counted[0]?.count ?? 0;
  });
}

/** Reads all rows of a list of few with one statement. Throws BadUserInputError for invalid arguments. */
export function readWhole<Row, Conditions extends ListConditions, Order extends string>(
  list: List<Row, Conditions, Order>,
  args: Pick<ListArgs<Conditions, Order>, 'filter' | 'orderBy'>,
  source: ListSource,
): Promise<Row[]> {
  const { column, isDescending, buildJoin } = list.orders[args.orderBy];
  const direction = isDescending ? sql`DESC` : sql`ASC`;
  return source.query<Row>(
    sql`SELECT ${list.columns} ${buildRest(list, args.filter, source.table, buildJoin?.(source))} ORDER BY ${column} ${direction}, ${list.id} ${direction}`,
    getTags(list, args),
    args.filter ?? null,
  );
}

/** Reads the rows of a list that have some IDs. */
export function readByIds<Row>(
  { columns, buildFrom, id }: Pick<List<Row, ListConditions, string>, 'columns' | 'buildFrom' | 'id'>,
  ids: number[],
  source: ListSource,
): Promise<Row[]> {
  const statement = sql`SELECT ${columns} ${buildFrom(source.table)} AND ${id} = ANY(${ids}::int[])`;
  return source.query<Row>(statement, [], null);
}

/** Creates the enum of a list's orders. */
export function registerOrders<Order extends string>(
  name: string,
  elements: string,
  orders: Record<Order, OrderDefinition>,
): { [Name in Order]: Name } {
  const values = Object.fromEntries(Object.keys(orders).map((each) => [each, each]));
  registerEnumType(values, {
    name,
    description: `The orders of a list of ${elements}. Ties are broken by ID, so the order is stable.`,
    valuesConfig: orders,
  });
  return values as { [Name in Order]: Name };
}

function buildRest(
  list: Pick<List<unknown, ListConditions, string>, 'buildFrom' | 'conditions'>,
  filter: object | null | undefined,
  table: TableName,
  orderJoin?: Prisma.Sql,
): Prisma.Sql {
  return join([list.buildFrom(table, orderJoin), ...buildFilter(list.conditions, filter, table)], ' AND ');
}

/**
 * Builds the column to sort by. An array of it keeps PostgreSQL from walking the list in its order and computing the
 * words of each name. The index of words finds the few rows that match.
 */
function buildSortColumn(column: Prisma.Sql, filter: { name?: unknown } | null): Prisma.Sql {
  const hasWords = typeof filter?.name === 'string' && filter.name.trim() !== '';
  return hasWords ? sql`(ARRAY[${column}])[1]` : column;
}

function getTags<Conditions extends ListConditions, Order extends string>(
  { tags = [], conditions, orders }: List<unknown, Conditions, Order>,
  { filter, orderBy }: Pick<ListArgs<Conditions, Order>, 'filter' | 'orderBy'>,
): string[] {
  return [...new Set([...tags, ...(orders[orderBy].tags ?? []), ...getFilterTags(conditions, filter)])];
}

function getPosition({ sortValue, id }: Positioned<object>) {
  return { value: sortValue instanceof Date ? sortValue.toISOString() : sortValue, id };
}
