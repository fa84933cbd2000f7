import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import {
  type RelatedArticle,
  type RelatedReason,
  RelatedReasonKind,
  type SharedFeatures,
} from './related.type.js';

/** The part of the request context that loads the features that articles share. */
export interface ReasonsContext {
  related: { inCommon: { load(articleId: number): MaybePromise<SharedFeatures[]> } };
}

export async function loadReasons(
  { article, isPinned, of }: RelatedArticle,
  { related }: ReasonsContext,
): Promise<RelatedReason[]> {
  const inCommon = (await related.inCommon.load(of.id)).find(({ relatedId }) => relatedId === article.id);
  const { sameSeries = false, terms = [], tags = [], authors = [] } = inCommon ?? {};
  const reasons: [RelatedReasonKind, (string | null)[]][] = [
    [RelatedReasonKind.PINNED, isPinned ? ["editor's choice"] : []],
    [RelatedReasonKind.SAME_SERIES, sameSeries ? [of.series] : []],
    [RelatedReasonKind.SIMILAR_TEXT, terms],
    [RelatedReasonKind.SHARED_TAGS, tags],
    [RelatedReasonKind.SAME_AUTHOR, authors],
  ];
  return reasons
    .map(([kind, evidence]) => ({ kind, evidence: evidence.filter(Boolean).join(', ') }))
    .filter(({ evidence }) => evidence !== '');
}
