import type { ArticleContent } from '../../../mutations/article-content.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { slugify } from '../../../shared/text/slug.js';

/**
 * The content of an article's latest revision, with the section, tags and authors that the article has now:
 * editors may have renamed, moved or merged what its names named. Names that still lead there stay as they are.
 */
export async function applyCurrentNames(
  tx: Transaction,
  articleId: number,
  content: ArticleContent,
): Promise<ArticleContent> {
  const tags = await tx.draftTag.findMany({
    where: { articleId },
    orderBy: { position: 'asc' },
    select: { tag: { select: { slug: true } } },
  });
  const authors = await tx.draftAuthor.findMany({
    where: { articleId },
    orderBy: { position: 'asc' },
    select: { author: { select: { slug: true } } },
  });
  const sectionPath = await tx.$queryRaw<{ slug: string }[]>`
    WITH RECURSIVE above AS (
      SELECT s.slug, s.parent_id, 1 AS height FROM section s JOIN draft d ON d.section_id = s.id
      WHERE d.id = ${articleId}::int
      UNION ALL SELECT s.slug, s.parent_id, a.height + 1 FROM section s JOIN above a ON a.parent_id = s.id
    ) SELECT slug FROM above ORDER BY height DESC`;
  return {
    ...content,
    section: restoreNames(sectionPath, content.section),
    tags: restoreNames(
      tags.map(({ tag }) => tag),
      content.tags,
    ),
    authors: restoreNames(
      authors.map(({ author }) => author),
      content.authors,
    ),
  };
}

/** Each by the name it went by, where that still makes its slug; else by its slug. */
function restoreNames(rows: { slug: string }[], names: string[]): string[] {
  const bySlug = new Map(names.map((name) => [slugify(name), name]));
  return rows.map(({ slug }) => bySlug.get(slug) ?? slug);
}
