import { parseReferenceArgument } from '../../../shared/references/reference.js';
import type { ArticleFilter } from '../../article/filter/article-filter.js';
import { excludesDescendants } from '../../article/filter/filter.inputs.js';
import type { SectionIdLookup } from '../../article/filter/section-condition.sql.js';
import type { SearchFilter } from './search-provider.js';

/**
 * Selects the conditions of a filter that a provider can apply; each narrows the result. PostgreSQL checks the hits
 * against the whole filter.
 */
export async function buildSearchFilter(
  filter: ArticleFilter | null | undefined,
  sectionIds: SectionIdLookup,
): Promise<SearchFilter> {
  const { sections, tags, authors, publishedAt } = filter ?? {};
  return {
    sectionIds: sections?.any
      ? await sectionIds.find(
          sections.any.map((value) => parseReferenceArgument('Section', value, 'filter.sections.any')),
          excludesDescendants(sections),
        )
      : null,
    tags: tags?.any ? listSlugs('Tag', tags.any) : null,
    authors: authors?.any ? listSlugs('Author', authors.any) : null,
    publishedAfter: publishedAt?.after ?? null,
    publishedBefore: publishedAt?.before ?? null,
  };
}

/** Returns null if a value is an ID, by which documents have no tags and authors. */
function listSlugs(type: 'Tag' | 'Author', values: string[]): string[] | null {
  const references = values.map((value) => parseReferenceArgument(type, value, 'filter'));
  return references.every((reference) => 'slug' in reference) ? values : null;
}
