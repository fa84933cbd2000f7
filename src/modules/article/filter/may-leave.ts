import { cacheTags } from '../../../cache/cache-tags.js';
import type { ArticleFilter } from './article-filter.js';
import type { FilterTags } from './condition.js';
import { listConditions } from './conditions.js';

/** Returns true if an article may no longer match a filter that it matched before a change with cache tags. */
export type LeaveTest = (change: { keys: readonly string[]; isUnpublished: boolean }) => boolean;

/** Creates the test of a filter with its tags. */
export function createLeaveTest(
  filter: ArticleFilter,
  { changes, members, dependsOnDate }: FilterTags,
): LeaveTest {
  const anyChange = new Set([...changes, ...(dependsOnDate ? [cacheTags.articles('site')] : [])]);
  const anyMember = members && new Set(members);
  // Conditions for editors have no tags.
  const isUntracked = hasConditionForEditors(filter);
  return ({ keys, isUnpublished }) => {
    if (isUnpublished) return anyMember === null || keys.some((key) => anyMember.has(key));
    return isUntracked || keys.some((key) => anyChange.has(key));
  };
}

/** Returns true if the filter, or one within it, has a condition that needs a scope. */
export function hasConditionForEditors(filter: ArticleFilter): boolean {
  const { and, or, not } = filter;
  return (
    listConditions(filter).some(({ condition }) => condition.isForEditors) ||
    [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])].some(hasConditionForEditors)
  );
}
