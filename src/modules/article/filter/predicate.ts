import { Prisma } from '../../../database/generated/client.js';

const { sql, join } = Prisma;

/** SQL condition on the article `a` with its opposite, which is true if the condition is false or null. */
export interface Predicate {
  is: Prisma.Sql;
  isNot: Prisma.Sql;
  /** The rows of the articles that meet the condition, in one table or several; missing if no table has just these. */
  rows?: TermRows[];
}

/** Rows `f` of a table of articles and their sections, tags or authors, which an index has in the order of dates. */
export interface TermRows {
  table: Prisma.Sql;
  matches: Prisma.Sql;
  /** True for the rows of one section, tag or author, of which an article has one at most. */
  isOneTerm: boolean;
}

/** Wraps a condition that is never null. */
export function complete(condition: Prisma.Sql): Predicate {
  return { is: condition, isNot: sql`NOT (${condition})` };
}

/** Wraps a condition that is null for a missing value. */
export function nullable(condition: Prisma.Sql): Predicate {
  return { is: condition, isNot: sql`(${condition}) IS NOT TRUE` };
}

export function negate({ is, isNot }: Predicate): Predicate {
  return { is: isNot, isNot: is };
}

/** Builds the condition that an article has one of some rows; `end` ends its subquery. */
export function hasRow(rows: TermRows, end = Prisma.empty): Predicate {
  const { table, matches } = rows;
  const condition = sql`EXISTS (SELECT FROM ${table} f WHERE f.article_id = a.id AND ${matches} ${end})`;
  return { ...complete(condition), rows: [rows] };
}

/** Selects the IDs of the articles of some rows, several times if they have several. */
export function selectArticleIds(rows: TermRows[]): Prisma.Sql {
  return selectColumns(rows, sql`f.article_id`);
}

/** Selects the IDs and dates of the same articles. */
export function selectListedArticles(rows: TermRows[]): Prisma.Sql {
  return selectColumns(rows, sql`f.article_id, f.listed_at`);
}

function selectColumns(rows: TermRows[], columns: Prisma.Sql): Prisma.Sql {
  const selects = rows.map(({ table, matches }) => sql`SELECT ${columns} FROM ${table} f WHERE ${matches}`);
  return join(selects, ' UNION ALL ');
}

export function combineAll(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`true` : sql`(${join(parts, ' AND ')})`;
}

export function combineAny(parts: Prisma.Sql[]): Prisma.Sql {
  return parts.length === 0 ? sql`false` : sql`(${join(parts, ' OR ')})`;
}
