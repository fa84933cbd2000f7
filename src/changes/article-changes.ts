import type { ChangeKind, ContentChangeRow } from './change-log.js';

/** Changes of an article that readers see on its page and in lists. */
const KINDS: readonly ChangeKind[] = ['PUBLISHED', 'UPDATED', 'CORRECTED', 'MOVED', 'UNPUBLISHED'];

/** Returns true for a change of what an article says or where it is, not of its related articles. */
export function isArticleChange({ nodeType, kind }: Pick<ContentChangeRow, 'nodeType' | 'kind'>): boolean {
  return nodeType === 'Article' && KINDS.includes(kind);
}
