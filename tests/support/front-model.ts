/** An article as the model of a front knows it. */
export interface ModelArticle {
  slug: string;
  number: number;
  section: string;
  tag: string;
  publishedAt: number;
  isPublished: boolean;
}

export interface ModelRule {
  section?: string;
  tag?: string;
  isOldestFirst: boolean;
}

export interface ModelCard {
  id: string;
  slug: string;
  sublinks: string[];
}

export interface ModelContainer {
  id: string;
  size: number;
  allowsRepeats: boolean;
  rule: ModelRule | null;
  cards: ModelCard[];
}

/** Computes what each container shows, such as `PINNED eels (lampreys)`, by trying every article for every place. */
export function computeFront(containers: ModelContainer[], articles: ModelArticle[]): string[][] {
  const isShown = (slug: string) => articles.some((article) => article.slug === slug && article.isPublished);
  const listPins = ({ cards }: ModelContainer) =>
    cards
      .filter(({ slug }) => isShown(slug))
      .map(({ slug, sublinks }) => ({ slug, sublinks: sublinks.filter(isShown) }));
  const listPinnedStories = (container: ModelContainer) =>
    listPins(container).flatMap(({ slug, sublinks }) => [slug, ...sublinks]);
  const filled: string[][] = [];
  for (const [i, container] of containers.entries()) {
    const others = containers.filter(({ allowsRepeats }) => !allowsRepeats);
    const above = filled.slice(0, i).flatMap((slugs, j) => (containers[j]?.allowsRepeats ? [] : slugs));
    const excluded = container.allowsRepeats
      ? listPinnedStories(container)
      : [...others.flatMap(listPinnedStories), ...above];
    const room = container.size - listPins(container).length;
    filled.push(
      listCandidates(container.rule, articles)
        .filter((slug) => !excluded.includes(slug))
        .slice(0, Math.max(room, 0)),
    );
  }
  return containers.map((container, i) => [
    ...listPins(container).map(({ slug, sublinks }) => formatCard('PINNED', slug, sublinks)),
    ...(filled[i] ?? []).map((slug) =>
      formatCard(container.rule?.isOldestFirst ? 'RULE' : 'LATEST', slug, []),
    ),
  ]);
}

export function formatCard(reason: string, slug: string, sublinks: string[]): string {
  return [reason, slug, ...(sublinks.length > 0 ? [`(${sublinks.join(' ')})`] : [])].join(' ');
}

function listCandidates(rule: ModelRule | null, articles: ModelArticle[]): string[] {
  if (!rule) return [];
  const sorted = articles
    .filter(({ isPublished }) => isPublished)
    .filter(({ section }) => rule.section === undefined || section === rule.section)
    .filter(({ tag }) => rule.tag === undefined || tag === rule.tag)
    .sort((one, other) => other.publishedAt - one.publishedAt || other.number - one.number)
    .map(({ slug }) => slug);
  return rule.isOldestFirst ? sorted.reverse() : sorted;
}

/** Moves an entry of a list before another one, or to its end. */
export function insertBefore<Entry extends { id: string }>(
  entries: Entry[],
  entry: Entry,
  before: string | null,
): Entry[] {
  const index = before === null ? entries.length : entries.findIndex(({ id }) => id === before);
  return [...entries.slice(0, index), entry, ...entries.slice(index)];
}
