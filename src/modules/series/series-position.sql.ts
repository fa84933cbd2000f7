/**
 * Builds the columns that order the articles of a series: the part, those without one last, then the date and the ID.
 * The index article_series_order has them.
 */
export function buildSeriesPosition(table: 'a' | 'k', direction: 'ASC' | 'DESC' = 'ASC'): string {
  const columns = [`coalesce(${table}.series_part, 2147483647)`, `${table}.listed_at`, `${table}.id`];
  return columns.map((column) => (direction === 'DESC' ? `${column} DESC` : column)).join(', ');
}
