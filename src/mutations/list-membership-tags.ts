import { type ArticleListName, cacheTags } from '../cache/cache-tags.js';
import { buildAuthorPath, buildTagPath } from '../shared/paths.js';
import type { ArticleSnapshot } from './affected-tags.js';
import type { Transaction } from './write-lock.js';

/** What an article touches by what it is, and by where it stands. Null: readers see nothing of it. */
export function getAffectedTags(
  id: number,
  before: ArticleSnapshot | null,
  after: ArticleSnapshot | null,
): string[] {
  const snapshots = [before, after].filter((snapshot) => snapshot !== null);
  const isSame = (getValue: (snapshot: ArticleSnapshot) => unknown) =>
    before !== null && after !== null && String(getValue(before)) === String(getValue(after));
  const hasSameDate = isSame(({ listedAt }) => listedAt.getTime());
  const hasSameTitle = isSame(({ title }) => title);
  const hasSameText = before?.textDigest !== null && isSame(({ textDigest }) => textDigest);
  const hasSameLists = isSame(({ lists }) => [...lists].sort());
  const filterTags = snapshots.map((snapshot) => snapshot.filterTags);
  const isInSameSection = isSame(({ lists }) => lists.filter((list) => list.startsWith('section:')).sort());
  return [
    cacheTags.article(id),
    ...snapshots.flatMap(({ slug, path }) => [cacheTags.slug(slug), cacheTags.path(path)]),
    // What it is shown with, and its own list, which goes with it and comes back empty.
    ...(snapshots.length === 2
      ? []
      : [id, ...snapshots.flatMap(({ shownWithIds }) => shownWithIds)].map(cacheTags.related)),
    ...((hasSameDate && isInSameSection) || !snapshots.some(({ hasViews }) => hasViews)
      ? []
      : [cacheTags.popular]),
    ...filterTags.flat().filter((key) => !hasSameDate || !filterTags.every((each) => each.includes(key))),
    ...(hasSameDate && hasSameTitle ? [] : [cacheTags.names]),
    ...(hasSameDate && hasSameLists && hasSameText ? [] : [cacheTags.search]),
    ...(isSame(({ slug }) => slug) ? [] : [cacheTags.slugs]),
    ...(hasSameDate
      ? []
      : [id, ...snapshots.flatMap(({ neighbourIds }) => neighbourIds)].map(cacheTags.neighbours)),
    ...snapshots
      .flatMap(({ lists }) => lists)
      .flatMap((list) => {
        const isInBoth = snapshots.length === 2 && snapshots.every(({ lists }) => lists.includes(list));
        return hasSameDate && isInBoth
          ? getStableListTags(list, hasSameTitle)
          : cacheTags.articlesInAnyOrder(list);
      }),
  ];
}

/** Of a list in which an article keeps its place by date. */
function getStableListTags(list: ArticleListName, hasSameTitle: boolean): string[] {
  return [cacheTags.articles(list, 'updated'), ...(hasSameTitle ? [] : [cacheTags.articles(list, 'title')])];
}

/**
 * Readers see tags and authors from the first published article that names them to the last. Of those that only
 * one of two footprints has: the list of tags, which counts their articles, and whoever comes or goes.
 */
export async function findMembershipTags(
  tx: Transaction,
  id: number,
  before: ArticleSnapshot | null,
  after: ArticleSnapshot | null,
): Promise<string[]> {
  const tags = getSymmetricDifference(before?.tags ?? [], after?.tags ?? []);
  const authors = getSymmetricDifference(before?.authors ?? [], after?.authors ?? []);
  const seenTags = await tx.tag.findMany({
    where: { id: { in: tags.map(({ id }) => id) }, articles: { some: { articleId: { not: id } } } },
  });
  const seenAuthors = await tx.author.findMany({
    where: { id: { in: authors.map(({ id }) => id) }, articles: { some: { articleId: { not: id } } } },
  });
  const findUnseen = <Named extends { id: number }>(named: Named[], seen: Named[]) =>
    named.filter((each) => !seen.some(({ id }) => id === each.id));
  const otherTags = findUnseen(tags, seenTags);
  const otherAuthors = findUnseen(authors, seenAuthors);
  return [
    ...(tags.length > 0 ? [cacheTags.tags] : []),
    ...(otherAuthors.length > 0 ? [cacheTags.authors] : []),
    ...(otherTags.length + otherAuthors.length > 0 ? [cacheTags.names] : []),
    ...otherTags.flatMap(({ id, slug }) => [cacheTags.tag(id), cacheTags.path(buildTagPath(slug))]),
    ...otherAuthors.flatMap(({ id, slug }) => [cacheTags.author(id), cacheTags.path(buildAuthorPath(slug))]),
  ];
}

function getSymmetricDifference<Named extends { id: number }>(before: Named[], after: Named[]): Named[] {
  const createMembershipTest = (list: Named[]) => (each: Named) => list.some(({ id }) => id === each.id);
  return [
    ...before.filter((each) => !createMembershipTest(after)(each)),
    ...after.filter((each) => !createMembershipTest(before)(each)),
  ];
}
