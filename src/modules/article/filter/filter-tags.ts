import type { ArticleListName } from '../../../cache/cache-tags.js';
import type { ArticleModel } from '../../own-fields/own-fields.service.js';
import type { ArticleFilter } from './article-filter.js';
import type { FilterTags, StoredArticle } from './condition.js';
import { CONDITIONS, listConditions } from './conditions.js';

const NO_FILTER: FilterTags = Object.freeze({ changes: [], members: null, dependsOnDate: false });

/** Returns the cache tags of a filter on a list. */
export function getFilterTags(
  filter: ArticleFilter | null | undefined,
  list: ArticleListName,
  model: ArticleModel,
): FilterTags {
  if (filter == null) return NO_FILTER;
  const { and, or, not } = filter;
  const getTags = (each: ArticleFilter) => getFilterTags(each, list, model);
  const own = listConditions(filter).map(({ value, condition }) => ({
    ...NO_FILTER,
    ...condition.tags.get(value, list, model),
  }));
  const all = [...own, ...(and ?? []).map(getTags)];
  const alternatives = (or ?? []).map(getTags);
  const excluded = not ? [getTags(not)] : [];
  const either = alternatives.map(({ members }) => members);
  const candidates = [
    ...all.map(({ members }) => members),
    or && either.every((members) => members !== null) ? either.flat() : null,
  ].filter((members) => members !== null);
  const parts = [...all, ...alternatives, ...excluded];
  return {
    changes: [...new Set(parts.flatMap(({ changes }) => changes))],
    members: findShortest(candidates),
    dependsOnDate: parts.some(({ dependsOnDate }) => dependsOnDate),
  };
}

/**
 * Returns the values on which conditions depend besides sections, tags, authors and dates, by name. A changed
 * value invalidates the tag `cacheTags.filteredByField(name)`.
 */
export function getFilterValues(article: StoredArticle): Record<string, unknown> {
  return Object.assign({}, ...Object.values(CONDITIONS).map(({ tags }) => tags.getStored?.(article)));
}

function findShortest(lists: string[][]): string[] | null {
  return lists.reduce<string[] | null>(
    (best, list) => (best === null || list.length < best.length ? list : best),
    null,
  );
}
