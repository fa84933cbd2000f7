import { type ArticleListName, keys } from '../../database/keys.js';
import { authorPath, tagPath } from '../../shared/paths.js';
import type { Footprint } from './change-log.js';
import type { Transaction } from './turns.js';

/** What an article touches by what it is, and by where it stands. Null: readers see nothing of it. */
export function articleKeys(id: number, before: Footprint | null, after: Footprint | null): string[] {
  const seen = [before, after].filter((footprint) => footprint !== null);
  const isSame = (fact: (footprint: Footprint) => unknown) =>
    before !== null && after !== null && String(fact(before)) === String(fact(after));
  const hasSameDate = isSame(({ listedAt }) => listedAt.getTime());
  const hasSameTitle = isSame(({ title }) => title);
  const hasSameWords = before?.words !== null && isSame(({ words }) => words);
  const isFiledAlike = isSame(({ lists }) => [...lists].sort());
  const filed = seen.map((footprint) => footprint.filed);
  const isInSameSection = isSame(({ lists }) => lists.filter((list) => list.startsWith('section:')).sort());
  return [
    keys.article(id),
    ...seen.flatMap(({ slug, path }) => [keys.slug(slug), keys.path(path)]),
    // What it is shown with, and its own list, which goes with it and comes back empty.
    ...(seen.length === 2 ? [] : [id, ...seen.flatMap(({ shownWith }) => shownWith)].map(keys.related)),
    ...((hasSameDate && isInSameSection) || !seen.some(({ isRead }) => isRead) ? [] : [keys.popular]),
    ...filed.flat().filter((key) => !hasSameDate || !filed.every((each) => each.includes(key))),
    ...(hasSameDate && hasSameTitle ? [] : [keys.names]),
    ...(hasSameDate && isFiledAlike && hasSameWords ? [] : [keys.search]),
    ...(isSame(({ slug }) => slug) ? [] : [keys.slugs]),
    ...(hasSameDate ? [] : [id, ...seen.flatMap(({ neighbours }) => neighbours)].map(keys.neighbours)),
    ...seen
      .flatMap(({ lists }) => lists)
      .flatMap((list) => {
        const isInBoth = seen.length === 2 && seen.every(({ lists }) => lists.includes(list));
        return hasSameDate && isInBoth ? keysInPlace(list, hasSameTitle) : keys.articlesInAnyOrder(list);
      }),
  ];
}

/** Of a list in which an article keeps its place by date. */
function keysInPlace(list: ArticleListName, hasSameTitle: boolean): string[] {
  return [keys.articles(list, 'updated'), ...(hasSameTitle ? [] : [keys.articles(list, 'title')])];
}

/**
 * Readers see tags and authors from the first published article that names them to the last. Of those that only
 * one of two footprints has: the list of tags, which counts their articles, and whoever comes or goes.
 */
export async function comingAndGoing(
  tx: Transaction,
  id: number,
  before: Footprint | null,
  after: Footprint | null,
): Promise<string[]> {
  const tags = inOneOnly(before?.tags ?? [], after?.tags ?? []);
  const authors = inOneOnly(before?.authors ?? [], after?.authors ?? []);
  const seenTags = await tx.tag.findMany({
    where: { id: { in: tags.map(({ id }) => id) }, articles: { some: { articleId: { not: id } } } },
  });
  const seenAuthors = await tx.author.findMany({
    where: { id: { in: authors.map(({ id }) => id) }, articles: { some: { articleId: { not: id } } } },
  });
  const comeOrGo = <Named extends { id: number }>(named: Named[], seen: Named[]) =>
    named.filter((each) => !seen.some(({ id }) => id === each.id));
  const otherTags = comeOrGo(tags, seenTags);
  const otherAuthors = comeOrGo(authors, seenAuthors);
  return [
    ...(tags.length > 0 ? [keys.tags] : []),
    ...(otherAuthors.length > 0 ? [keys.authors] : []),
    ...(otherTags.length + otherAuthors.length > 0 ? [keys.names] : []),
    ...otherTags.flatMap(({ id, slug }) => [keys.tag(id), keys.path(tagPath(slug))]),
    ...otherAuthors.flatMap(({ id, slug }) => [keys.author(id), keys.path(authorPath(slug))]),
  ];
}

function inOneOnly<Named extends { id: number }>(before: Named[], after: Named[]): Named[] {
  const isIn = (list: Named[]) => (each: Named) => list.some(({ id }) => id === each.id);
  return [...before.filter((each) => !isIn(after)(each)), ...after.filter((each) => !isIn(before)(each))];
}
