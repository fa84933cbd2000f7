import { type ArticleListName, cacheTags } from '../../../cache/cache-tags.js';
import { parseGlobalId } from '../../../shared/references/global-id.js';
import {
  type ArticleFilter,
  pickColumnConditions,
  type ReferenceFilter,
  type SectionsFilter,
} from './article-filter.js';
import { isKindCondition } from './own-condition.sql.js';

/** Cache tags of a filter. */
export interface FilterTags {
  /** Tags of changes by which a published article begins or ceases to match, except of its publication date. */
  changes: string[];
  /**
   * Tags of every article that can match, invalidated when one is published, unpublished or gets another date; null
   * if any article can.
   */
  members: string[] | null;
  /** True if the publication date decides whether an article matches. */
  dependsOnDate: boolean;
}

const NO_FILTER: FilterTags = Object.freeze({ changes: [], members: null, dependsOnDate: false });

/** Returns the cache tags of a filter on a list. */
export function getFilterTags(
  filter: ArticleFilter | null | undefined,
  list: ArticleListName = 'site',
): FilterTags {
  if (filter == null) return NO_FILTER;
  const { and, or, not, ...own } = filter;
  const all = [getOwnTags(own, list), ...(and ?? []).map((each) => getFilterTags(each, list))];
  const alternatives = (or ?? []).map((each) => getFilterTags(each, list));
  const excluded = not ? [getFilterTags(not, list)] : [];
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
 * Returns the tags of a filtered list that is no list of articles: those of changes, and of the date of any
 * article if the filter has one.
 */
export function getSelectionTags(filter: ArticleFilter | null | undefined): string[] {
  const { changes, dependsOnDate } = getFilterTags(filter);
  return [...changes, ...(dependsOnDate ? [cacheTags.articles('site')] : [])];
}

/** Returns the tags of a filter without those of the filters within it. */
function getOwnTags(filter: Omit<ArticleFilter, 'and' | 'or' | 'not'>, list: ArticleListName): FilterTags {
  const { ids, slugs, paths, kinds, sections, hasImage, publishedAt, updatedAt, wordCount, fields } = filter;
  const references = [
    getSectionTags(sections),
    getReferenceTags('tag', filter.tags),
    getReferenceTags('author', filter.authors),
    { changes: slugs?.map(cacheTags.slug) ?? [], members: slugs?.map(cacheTags.slug) ?? null },
    { changes: paths?.map(cacheTags.path) ?? [], members: paths?.map(cacheTags.path) ?? null },
    // The ID of an article never changes.
    { changes: [], members: ids ? ids.map(getArticleTag) : null },
  ];
  const fieldNames = [
    ...(kinds ? ['kind'] : []),
    ...(filter.series ? ['series'] : []),
    ...(filter.languages ? ['language'] : []),
    ...(hasImage == null ? [] : ['image']),
    ...(wordCount ? ['wordCount'] : []),
    ...Object.keys(pickColumnConditions(filter)),
    ...Object.keys(fields ?? {}),
    // The fields of a kind count only for its articles.
    ...(Object.values(fields ?? {}).some((each) => isObject(each) && isKindCondition(each)) ? ['kind'] : []),
  ];
  return {
    changes: [
      ...references.flatMap(({ changes }) => changes),
      ...fieldNames.map(cacheTags.filteredByField),
      ...(updatedAt ? [cacheTags.articles(list, 'updated')] : []),
    ],
    members: findShortest(references.flatMap(({ members }) => (members === null ? [] : [members]))),
    dependsOnDate: Boolean(publishedAt),
  };
}

type ReferenceTags = Pick<FilterTags, 'changes' | 'members'>;

/** An article that moves to a descendant stays in the section, but no longer exactly. */
function getSectionTags(filter: SectionsFilter | null | undefined): ReferenceTags {
  const { any, none, exact } = filter ?? {};
  if (!any && !none) return { changes: [], members: null };
  const isIn = [...(any ?? []), ...(none ?? [])].map((value) => getValueTag('section', value));
  return {
    changes: [...isIn, cacheTags.sections, ...(exact ? [cacheTags.filteredByField('section')] : [])],
    members: any ? any.map((value) => getValueTag('section', value)) : null,
  };
}

function getReferenceTags(of: 'tag' | 'author', filter: ReferenceFilter | null | undefined): ReferenceTags {
  const { any, all, none } = filter ?? {};
  const getTags = (values: string[]) => values.map((value) => getValueTag(of, value));
  const required = all && all.length > 0 ? getTags(all.slice(0, 1)) : null;
  return {
    changes: [any, all, none].flatMap((values) => getTags(values ?? [])),
    members: required ?? (any ? getTags(any) : null),
  };
}

/** Returns the tag of a slug, or of the list of the content with an ID, since the slug may change. */
function getValueTag(of: 'section' | 'tag' | 'author', value: string): string {
  const id = parseGlobalId(value)?.id;
  return id === undefined ? cacheTags.filteredBy(of, value) : cacheTags.articles(`${of}:${id}`);
}

/** The ID of another type is refused when the list is read. */
function getArticleTag(globalId: string): string {
  return cacheTags.article(parseGlobalId(globalId)?.id ?? 0);
}

function findShortest(lists: string[][]): string[] | null {
  return lists.reduce<string[] | null>(
    (best, list) => (best === null || list.length < best.length ? list : best),
    null,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
