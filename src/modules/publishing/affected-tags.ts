import { isDeepStrictEqual } from 'node:util';
import { type ArticleListName, cacheTags } from '../../cache/cache-tags.js';
import type { ContentLocation } from '../../changes/change-log.js';
import type { Author, Series, Tag } from '../../database/generated/client.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { buildAuthorPath, buildSeriesPath, buildTagPath } from '../../shared/paths.js';
import { listTermPaths } from '../../shared/translated-texts.js';

/**
 * Returns the cache tags that a change of an article invalidates through its content and its lists. A
 * snapshot is null if the article is not public then.
 */
export function getAffectedTags(
  id: number,
  before: ArticleSnapshot | null,
  after: ArticleSnapshot | null,
): string[] {
  const snapshots = [before, after].filter((snapshot) => snapshot !== null);
  const isSame = (getValue: (snapshot: ArticleSnapshot) => unknown) =>
    before !== null && after !== null && String(getValue(before)) === String(getValue(after));
  // An article that becomes a page leaves the lists, as if its date were another.
  const hasSamePlace = isSame(({ listedAt, isListed }) => [listedAt.getTime(), isListed]);
  const hasSameTitle = isSame(({ title }) => title);
  const hasSamePart = isSame(({ part }) => part);
  const hasSameText = before?.textDigest !== null && isSame(({ textDigest }) => textDigest);
  const hasSameLists = isSame(({ lists }) => [...lists].sort());
  const filterTags = snapshots.map((snapshot) => snapshot.filterTags);
  const isInSameSection = isSame(({ lists }) => lists.filter((list) => list.startsWith('section:')).sort());
  const hasSameSections = isSame(({ ownSections }) => [...ownSections].sort());
  const changedFields = findChangedFields(before, after);
  return [
    cacheTags.article(id),
    ...changedFields.map(cacheTags.filteredByField),
    ...snapshots.flatMap(({ slug, path }) => [cacheTags.slug(slug), cacheTags.path(path)]),
    // Publishing or unpublishing changes the related lists that show the article, and its own list.
    ...(snapshots.length === 2
      ? []
      : [id, ...snapshots.flatMap(({ shownWithIds }) => shownWithIds)].map(cacheTags.related)),
    ...((hasSamePlace && isInSameSection) || !snapshots.some(({ hasViews }) => hasViews)
      ? []
      : [cacheTags.popular]),
    ...filterTags.flat().filter((key) => !hasSamePlace || !filterTags.every((each) => each.includes(key))),
    // Filters and facets tell sections of an article from their ancestors.
    ...(hasSameSections
      ? []
      : snapshots.flatMap(({ ownSections }) =>
          ownSections.map((slug) => cacheTags.filteredBy('section', slug)),
        )),
    ...(hasSamePlace && hasSameTitle ? [] : [cacheTags.names]),
    ...(hasSamePlace && hasSameLists && hasSameSections && hasSameText ? [] : [cacheTags.search]),
    ...(isSame(({ slug }) => slug) ? [] : [cacheTags.slugs]),
    ...(hasSamePlace
      ? []
      : [id, ...snapshots.flatMap(({ neighbourIds }) => neighbourIds)].map(cacheTags.neighbours)),
    ...snapshots
      .flatMap(({ lists }) => lists)
      .flatMap((list) => {
        const isInBoth = snapshots.length === 2 && snapshots.every(({ lists }) => lists.includes(list));
        const hasSamePosition = hasSamePlace && (hasSamePart || !list.startsWith('series:'));
        return hasSamePosition && isInBoth
          ? getStableListTags(list, hasSameTitle)
          : cacheTags.articlesInAnyOrder(list);
      }),
  ];
}

/**
 * Returns the names of filterable fields with values that differ between two snapshots. Publishing and
 * unpublishing invalidate lists by other tags.
 */
function findChangedFields(before: ArticleSnapshot | null, after: ArticleSnapshot | null): string[] {
  if (!before || !after) return [];
  const names = new Set([before, after].flatMap(({ filterValues }) => Object.keys(filterValues)));
  return [...names].filter((name) => !isDeepStrictEqual(before.filterValues[name], after.filterValues[name]));
}

/** Returns the tags of a list in which the article keeps its position by date. */
function getStableListTags(list: ArticleListName, hasSameTitle: boolean): string[] {
  return [cacheTags.articles(list, 'updated'), ...(hasSameTitle ? [] : [cacheTags.articles(list, 'title')])];
}

/**
 * Returns, by article, the cache tags of the tags, authors and series that only one of its two snapshots has. Those without a
 * published article other than these appear or disappear themselves, with the first article that has them. On a site with
 * several languages they may in one of these, whatever articles the others have.
 */
export async function findMembershipTags(
  tx: Transaction,
  changes: { id: number; before: ArticleSnapshot | null; after: ArticleSnapshot | null }[],
  languages: SiteLanguages | null = null,
): Promise<Map<number, string[]>> {
  const differences = changes.map(({ id, before, after }) => ({
    id,
    isRelisted: before !== null && after !== null && before.isListed !== after.isListed,
    tags: getSymmetricDifference(before?.tags ?? [], after?.tags ?? []),
    authors: getSymmetricDifference(before?.authors ?? [], after?.authors ?? []),
    series: getSymmetricDifference(before?.series ?? [], after?.series ?? []),
  }));
  const listPaths = (buildPath: (slug: string) => string, term: Tag | Author | Series) =>
    listTermPaths(buildPath, term, languages).map(cacheTags.path);
  const ids = changes.map(({ id }) => id);
  const seen = languages ? [] : await findTermsElsewhere(tx, ids, differences);
  const listSeen = (kind: TermElsewhere['kind']) => seen.filter((term) => term.kind === kind);
  const takeUnseenTags = createUnseenFilter<Tag>(listSeen('tag'));
  const takeUnseenAuthors = createUnseenFilter<Author>(listSeen('author'));
  const takeUnseenSeries = createUnseenFilter<Series>(listSeen('series'));
  return new Map(
    differences.map(({ id, isRelisted, tags, authors, series }) => {
      const otherTags = takeUnseenTags(tags);
      const otherAuthors = takeUnseenAuthors(authors);
      const otherSeries = takeUnseenSeries(series);
      return [
        id,
        [
          ...(tags.length > 0 || isRelisted ? [cacheTags.tags] : []),
          ...(otherAuthors.length > 0 ? [cacheTags.authors] : []),
          ...(series.length > 0 || isRelisted ? [cacheTags.seriesList] : []),
          ...(otherTags.length + otherAuthors.length + otherSeries.length > 0 ? [cacheTags.names] : []),
          ...otherTags.flatMap((tag) => [cacheTags.tag(tag.id), ...listPaths(buildTagPath, tag)]),
          ...otherAuthors.flatMap((author) => [
            cacheTags.author(author.id),
            ...listPaths(buildAuthorPath, author),
          ]),
          ...otherSeries.flatMap((one) => [cacheTags.series(one.id), ...listPaths(buildSeriesPath, one)]),
        ],
      ];
    }),
  );
}

interface TermElsewhere {
  kind: 'tag' | 'author' | 'series';
  id: number;
}

/** Finds those of the terms that another published article has than those given. */
async function findTermsElsewhere(
  tx: Transaction,
  articleIds: number[],
  terms: { tags: Tag[]; authors: Author[]; series: Series[] }[],
): Promise<TermElsewhere[]> {
  const listIds = (named: { id: number }[]) => [...new Set(named.map(({ id }) => id))];
  const tags = listIds(terms.flatMap((each) => each.tags));
  const authors = listIds(terms.flatMap((each) => each.authors));
  const series = listIds(terms.flatMap((each) => each.series));
  if (tags.length + authors.length + series.length === 0) return [];
  return tx.$queryRaw`
    SELECT 'tag' AS kind, id FROM unnest(${tags}::int[]) AS term (id)
    WHERE EXISTS (SELECT FROM article_tag WHERE tag_id = term.id AND article_id <> ALL(${articleIds}::int[]))
    UNION ALL SELECT 'author', id FROM unnest(${authors}::int[]) AS term (id)
    WHERE EXISTS (SELECT FROM article_author WHERE author_id = term.id AND article_id <> ALL(${articleIds}::int[]))
    UNION ALL SELECT 'series', id FROM unnest(${series}::int[]) AS term (id)
    WHERE EXISTS (SELECT FROM article WHERE series_id = term.id AND article.id <> ALL(${articleIds}::int[]))`;
}

/** Creates a filter that lets each entry through once, and none of those seen already. */
function createUnseenFilter<Named extends { id: number }>(seen: { id: number }[]) {
  const seenIds = new Set(seen.map(({ id }) => id));
  return (named: Named[]) => {
    const unseen = named.filter(({ id }) => !seenIds.has(id));
    for (const { id } of unseen) seenIds.add(id);
    return unseen;
  };
}

function getSymmetricDifference<Named extends { id: number }>(before: Named[], after: Named[]): Named[] {
  const createMembershipTest = (list: Named[]) => (each: Named) => list.some(({ id }) => id === each.id);
  return [
    ...before.filter((each) => !createMembershipTest(after)(each)),
    ...after.filter((each) => !createMembershipTest(before)(each)),
  ];
}

/** Public state of an article, with its text as a digest. */
export interface ArticleSnapshot extends ContentLocation {
  revision: number;
  /** BCP 47 tag; null for the primary language of the site. */
  language: string | null;
  translationGroup: number | null;
  title: string;
  /**
   * Digest of the searchable text except tag and author names; null while its search index entry is out of
   * date.
   */
  textDigest: string | null;
  listedAt: Date;
  /** Lists that contain the article. */
  lists: ArticleListName[];
  /** Slugs of the sections that the article is in itself, not in a descendant alone. */
  ownSections: string[];
  /** Cache tags of the section, tag and author filters that the article matches: see cache/cache-tags.ts. */
  filterTags: string[];
  tags: Tag[];
  authors: Author[];
  /** The series of the article, or none. */
  series: Series[];
  /** The number of the part in the series. */
  part: number | null;
  /** Filterable values that are not in `filterTags`, by name: values of own and of built-in fields. */
  filterValues: Record<string, unknown>;
  /** True if the site has several languages. */
  hasLanguages: boolean;
  /** True if the article has recent views and so may be in a popular list. */
  hasViews: boolean;
  /** True if lists contain the article by default; false for a page. */
  isListed: boolean;
  /** IDs of the previous and next article by date. */
  neighbourIds: number[];
  /** IDs of articles that list this one as pinned or related. */
  shownWithIds: number[];
}
