/**
 * Views with rows of articles, which a preview link reads of its draft, each with the column of the article's ID; and that
 * of series, which shows the series of the draft too.
 */
const ARTICLE_ID_COLUMNS = {
  address: 'article_id',
  article: 'id',
  article_body: 'article_id',
  article_preview: 'article_id',
  article_section: 'article_id',
  author_of_article: 'article_id',
  author_of_entry: 'article_id',
  correction: 'article_id',
  live_blog: 'article_id',
  live_blog_entry: 'article_id',
  live_blog_entry_body: 'article_id',
  series: 'id',
  tag_of_article: 'article_id',
} as const;

export type DraftTable = keyof typeof ARTICLE_ID_COLUMNS;

export function isDraftTable(table: string): table is DraftTable {
  return Object.hasOwn(ARTICLE_ID_COLUMNS, table);
}

/**
 * Returns a subquery of a view's rows in which those of one article come from the preview perspective. Former paths
 * of the article still lead to it, so its public addresses stay. The draft is read in any language.
 */
export function buildRowsWithDraft(
  schema: string,
  table: DraftTable,
  columns: readonly string[],
  articleId: number,
): string {
  const list = columns.map((column) => `"${column}"`).join(', ');
  if (table === 'series')
    return `(SELECT ${list} FROM "preview"."series" WHERE id IN (SELECT id FROM "${schema}"."series")
      OR id = (SELECT series_id FROM "preview"."article" WHERE id = ${articleId}))`;
  const id = ARTICLE_ID_COLUMNS[table];
  const [replaced, added] =
    table === 'address' ? ['true', 'AND NOT is_public'] : [`${id} <> ${articleId}`, ''];
  return `(SELECT ${list} FROM "${schema}"."${table}" WHERE ${replaced}
    UNION ALL SELECT ${list} FROM "preview"."${table}" WHERE ${id} = ${articleId} ${added})`;
}
