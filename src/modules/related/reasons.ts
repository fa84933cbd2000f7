import type { Awaitable } from '../../shared/awaitable.js';
import { type RelatedArticle, type RelatedReason, RelatedReasonKind } from './related.type.js';

/** Where tags and authors have their names. */
export interface NamesContext {
  tags: { byId: Named };
  authors: { byId: Named };
}
interface Named {
  loadMany(ids: number[]): Awaitable<({ name: string } | null)[]>;
}

export async function reasonsOf(
  { inCommon, series }: RelatedArticle,
  { tags, authors }: NamesContext,
): Promise<RelatedReason[]> {
  const { isPinned, sameSeries, terms, tagIds, authorIds } = inCommon;
  const [subjects, byline] = await Promise.all([
    tags.byId.loadMany(tagIds),
    authors.byId.loadMany(authorIds),
  ]);
  const reasons: [RelatedReasonKind, (string | null | undefined)[]][] = [
    [RelatedReasonKind.PINNED, isPinned ? ["editor's choice"] : []],
    [RelatedReasonKind.SAME_SERIES, sameSeries ? [series] : []],
    [RelatedReasonKind.SIMILAR_TEXT, terms],
    [RelatedReasonKind.SHARED_TAGS, subjects.map((tag) => tag?.name)],
    [RelatedReasonKind.SAME_AUTHOR, byline.map((author) => author?.name)],
  ];
  return reasons
    .map(([kind, evidence]) => ({ kind, evidence: evidence.filter(Boolean).join(', ') }))
    .filter(({ evidence }) => evidence !== '');
}
