import type { LeaveTest } from '../article/filter/may-leave.js';
import type { ArticleChange } from './article-event.js';
import { ArticleEvent, ArticleEventKind } from './article-events.type.js';

/** Returns the events of those changes whose article matches a filter, or may have matched before. */
export async function compareArticles(
  changes: ArticleChange[],
  /** Returns those of the articles that match. */
  findMatching: (articleIds: number[]) => Promise<Set<number>>,
  mayLeave: LeaveTest,
): Promise<ReadonlyMap<ArticleChange, ArticleEvent>> {
  const matching = await findMatching([...new Set(changes.map(({ event }) => event.articleNumber))]);
  const events = changes.flatMap((change): [ArticleChange, ArticleEvent][] => {
    const { event, keys } = change;
    const isMatch = matching.has(event.articleNumber);
    const isUnpublished = event.kind === ArticleEventKind.UNPUBLISHED;
    if (!isMatch && !mayLeave({ keys, isUnpublished })) return [];
    return [[change, Object.assign(new ArticleEvent(), event, { isMatch })]];
  });
  return new Map(events);
}
