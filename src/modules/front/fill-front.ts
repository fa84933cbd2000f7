import { type CardContent, type ContainerContent, listStoryIds } from './front-content.js';

/** Content of a container for readers: pinned cards, then articles of its rule. */
export interface FilledContainer {
  pins: CardContent[];
  articleIds: number[];
}

/** Articles from which containers are filled. */
export interface FrontArticles {
  /** Returns whether readers may see an article. */
  isShown(articleId: number): boolean;
  /** Returns articles that the rule of a container finds, in its order. Readers may see all of them. */
  getCandidates(container: ContainerContent): readonly number[];
}

/**
 * Fills the containers of a front in their order. A story that is pinned in any of them is in no rule's cards, and a
 * story that two rules find is in the upper container. Containers that allow repeats neither give way nor take.
 */
export function fillFront(
  containers: readonly ContainerContent[],
  { isShown, getCandidates }: FrontArticles,
): Map<string, FilledContainer> {
  const pins = new Map(containers.map((each) => [each, listShownPins(each, isShown)]));
  const taken = new Set(
    [...pins].flatMap(([{ allowsRepeats }, stories]) => (allowsRepeats ? [] : listStories(stories))),
  );
  const filled = new Map<string, FilledContainer>();
  for (const [container, shown] of pins) {
    const { id, size, allowsRepeats } = container;
    const excluded = allowsRepeats ? new Set(listStories(shown)) : taken;
    const articleIds = getCandidates(container)
      .filter((articleId) => !excluded.has(articleId))
      .slice(0, Math.max(size - shown.length, 0));
    for (const articleId of articleIds) excluded.add(articleId);
    filled.set(id, { pins: shown, articleIds });
  }
  return filled;
}

/**
 * Returns how many articles each container's rule has to find, so that enough are left: as many as the container has
 * places, and as many as the stories that can be excluded.
 */
export function countNeeded(containers: readonly ContainerContent[]): Map<string, number> {
  let excluded = listStories(
    containers.flatMap(({ allowsRepeats, cards }) => (allowsRepeats ? [] : cards)),
  ).length;
  const needed = new Map<string, number>();
  for (const { id, size, allowsRepeats, rule, cards } of containers) {
    if (!rule) continue;
    needed.set(id, size + (allowsRepeats ? listStories(cards).length : excluded));
    if (!allowsRepeats) excluded += size;
  }
  return needed;
}

/** Returns the pinned cards of articles that readers may see, with the sublinks that they may see. */
function listShownPins({ cards }: ContainerContent, isShown: (articleId: number) => boolean): CardContent[] {
  return cards
    .filter(({ articleId }) => isShown(articleId))
    .map((card) => ({ ...card, sublinkIds: card.sublinkIds.filter(isShown) }));
}

function listStories(cards: readonly CardContent[]): number[] {
  return cards.flatMap(listStoryIds);
}
