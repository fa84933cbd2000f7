import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { ArticleKind } from '../../shared/article/article-kind.js';

const { sql } = Prisma;

/** Types of content with a page that lists articles. */
export interface ArticleListOwner {
  type: 'Section' | 'Tag' | 'Author' | 'Series';
  id: number;
}

/**
 * Counts the published articles of a section with those below it, of a tag, of an author or of a series. Finds which of
 * some articles are not among them. Pages are in no list.
 */
export async function compareListedArticles(
  prisma: PrismaClient,
  { type, id }: ArticleListOwner,
  articleIds: number[],
): Promise<{ count: number; missing: number[] }> {
  const links = {
    Section: sql`
      WITH RECURSIVE tree AS (
        SELECT id FROM section WHERE id = ${id} UNION ALL SELECT s.id FROM section s JOIN tree t ON s.parent_id = t.id
      )
      SELECT l.article_id FROM article_section l JOIN tree t ON t.id = l.section_id`,
    Tag: sql`SELECT article_id FROM article_tag WHERE tag_id = ${id}`,
    Author: sql`SELECT article_id FROM article_author WHERE author_id = ${id}`,
    Series: sql`SELECT id FROM article WHERE series_id = ${id}`,
  };
  const rows = await prisma.$queryRaw<{ id: number }[]>`
    SELECT id FROM article WHERE kind <> ${ArticleKind.PAGE} AND id IN (${links[type]})`;
  const ids = new Set(rows.map((row) => row.id));
  return { count: ids.size, missing: articleIds.filter((each) => !ids.has(each)) };
}
