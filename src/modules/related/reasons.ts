import type { Loaders } from '../../graphql/loaders.js';
import { type RelatedArticle, type RelatedReason, RelatedReasonKind } from './related.type.js';

export async function loadReasons(
  { article, isPinned, of }: RelatedArticle,
  { related }: Loaders,
): Promise<RelatedReason[]> {
  const inCommon = (await related.inCommon.load(of.id)).find(({ relatedId }) => relatedId === article.id);
  const { series = null, terms = [], tags = [], authors = [] } = inCommon ?? {};
  const reasons: [RelatedReasonKind, string[]][] = [
    [RelatedReasonKind.PINNED, isPinned ? ["editor's choice"] : []],
    [RelatedReasonKind.SAME_SERIES, series ? [series.name] : []],
    [RelatedReasonKind.SIMILAR_TEXT, terms],
    [RelatedReasonKind.SHARED_TAGS, tags],
    [RelatedReasonKind.SAME_AUTHOR, authors],
  ];
  return reasons
    .map(([kind, evidence]) => ({ kind, evidence: evidence.filter(Boolean).join(', ') }))
    .filter(({ evidence }) => evidence !== '');
}
