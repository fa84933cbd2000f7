import { Prisma } from '../../database/generated/client.js';
import type { ArticleSort } from './article-orders.js';
import type { TermRows } from './filter/predicate.js';

const { sql, join } = Prisma;

/** Number of lists that are merged. PostgreSQL plans each apart. */
const MAX_MERGED = 8;

/**
 * Returns true if a page by date can be merged from the beginnings of several lists, each of which an index has in this order. To
 * find the articles of any of several rare terms, PostgreSQL would else read the archive.
 */
export function canMerge(
  rows: TermRows[],
  { isOfMember = false }: ArticleSort,
  page: { number: number | null },
): boolean {
  const hasFew = rows.length > 1 && rows.length <= MAX_MERGED;
  const isFirst = page.number === null || page.number === 1;
  return hasFew && isOfMember && isFirst && rows.every(({ isOneTerm }) => isOneTerm);
}

/**
 * Builds the condition that an article `a` is in the page of one of the lists. `buildPage` builds the further conditions on `a`,
 * order and limit of a page, by the columns that it is sorted by.
 */
export function isInPageOfAny(
  article: Prisma.Sql,
  rows: TermRows[],
  sort: ArticleSort,
  buildPage: (key: ArticleSort & { id: Prisma.Sql }) => Prisma.Sql,
): Prisma.Sql {
  const page = buildPage({ ...sort, column: sql`f.listed_at`, id: sql`f.article_id` });
  const pages = rows.map(
    ({ table, matches }) =>
      sql`(SELECT f.article_id FROM ${table} f JOIN ${article} a ON a.id = f.article_id WHERE ${matches} ${page})`,
  );
  return sql`a.id IN (${join(pages, ' UNION ALL ')})`;
}
