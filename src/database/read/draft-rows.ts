/** The draft that a preview link shows. */
export interface Draft {
  type: 'Article' | 'Front';
  /** Database ID. */
  id: number;
}

/**
 * Views with rows that a preview link reads of its draft, each with the column of its ID; and those of sections and series,
 * which show those of an article's draft too.
 */
const ID_COLUMNS = {
  address: 'article_id',
  article: 'id',
  article_body: 'article_id',
  article_preview: 'article_id',
  article_section: 'article_id',
  author_of_article: 'article_id',
  author_of_entry: 'article_id',
  correction: 'article_id',
  front: 'id',
  live_blog: 'article_id',
  live_blog_entry: 'article_id',
  live_blog_entry_body: 'article_id',
  section: 'id',
  series: 'id',
  tag_of_article: 'article_id',
} as const;

export type DraftTable = keyof typeof ID_COLUMNS;

export function isDraftTable(table: string): table is DraftTable {
  return Object.hasOwn(ID_COLUMNS, table);
}

/** Returns true if a view has rows of a draft. */
export function hasRowsOf(draft: Draft | null, table: DraftTable): draft is Draft {
  return draft?.type === (table === 'front' ? 'Front' : 'Article');
}

/**
 * Returns a subquery of a view's rows in which those of a draft come from the preview perspective. Former paths
 * of an article still lead to it, so its public addresses stay. The draft is read in any language.
 */
export function buildRowsWithDraft(
  schema: string,
  table: DraftTable,
  columns: readonly string[],
  draftId: number,
): string {
  const list = columns.map((column) => `"${column}"`).join(', ');
  if (table === 'series')
    return `(SELECT ${list} FROM "preview"."series" WHERE id IN (SELECT id FROM "${schema}"."series")
      OR id = (SELECT series_id FROM "preview"."article" WHERE id = ${draftId}))`;
  if (table === 'section')
    return `(SELECT ${list} FROM "${schema}"."section" UNION ALL SELECT ${list} FROM "preview"."section"
      WHERE is_hidden AND id IN (SELECT section_id FROM "preview"."article_section" WHERE article_id = ${draftId}))`;
  const id = ID_COLUMNS[table];
  const [replaced, added] = table === 'address' ? ['true', 'AND NOT is_public'] : [`${id} <> ${draftId}`, ''];
  return `(SELECT ${list} FROM "${schema}"."${table}" WHERE ${replaced}
    UNION ALL SELECT ${list} FROM "preview"."${table}" WHERE ${id} = ${draftId} ${added})`;
}
