import type { ArticleFilter } from '../../../fields/article-filter/article-filter.js';
import type { SectionIdLookup } from '../../../fields/article-filter/article-filter.sql.js';
import type { SearchFilter } from './search-provider.js';

/** Converts the filter of the graph to that of a provider. What a provider cannot know is left to the gateway. */
export async function buildSearchFilter(
  filter: ArticleFilter | null | undefined,
  sectionIds: SectionIdLookup,
): Promise<SearchFilter> {
  const { section, tag, author, publishedAfter, publishedBefore } = filter ?? {};
  return {
    sectionIds: section ? await sectionIds.findBySlugs(section) : null,
    tags: tag ?? null,
    authors: author ?? null,
    publishedAfter: publishedAfter ?? null,
    publishedBefore: publishedBefore ?? null,
  };
}
