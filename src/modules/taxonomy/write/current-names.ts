import type { Transaction } from '../../../mutations/write-lock.js';
import { slugify } from '../../../shared/text/slug.js';
import type { ArticleContent } from '../../editing/article-content.js';
import {
  getLocation,
  loadSectionLocations,
  type SectionLocation,
  type SectionLocations,
} from './section-positions.js';

/**
 * Replaces the names in an article's latest revision with its current sections, tags and authors, which
 * editors may have renamed, moved or merged. Names that still resolve to them stay as they are.
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
  const sections = await tx.draftSection.findMany({
    where: { articleId, position: { not: null } },
    orderBy: { position: 'asc' },
  });
  const locations = sections.length > 0 ? await loadSectionLocations(tx) : (new Map() as SectionLocations);
  const sectionNames = [content.section, ...content.otherSections].flat();
  const [section = [], ...otherSections] = sections.map(({ sectionId }) =>
    restoreNames(toSlugs(getLocation(locations, sectionId)), sectionNames),
  );
  return {
    ...content,
    section,
    otherSections,
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

function toSlugs({ path }: SectionLocation): { slug: string }[] {
  return path
    .split('/')
    .slice(1)
    .map((slug) => ({ slug }));
}

/** Restores the name of each row if it still yields the slug, else uses the slug. */
function restoreNames(rows: { slug: string }[], names: string[]): string[] {
  const bySlug = new Map(names.map((name) => [slugify(name), name]));
  return rows.map(({ slug }) => bySlug.get(slug) ?? slug);
}
