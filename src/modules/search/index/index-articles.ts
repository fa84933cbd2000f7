import type { Transaction } from '../../../mutations/write-lock.js';

/**
 * Indexes saved articles for search, in few statements. Without it, triggers index each of them for itself before the
 * transaction commits.
 */
export async function indexArticles(tx: Transaction, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  // The words of a published article are copied from the index of its draft.
  await tx.$executeRaw`
    SELECT public.index_documents('draft', ${ids}::int[]), public.index_documents('article', ${ids}::int[])`;
}

/**
 * Tells the triggers of the search index that this transaction adds articles, changes none and ends with indexArticles,
 * so that they need not look for each tag and author whether the article is stale.
 */
export async function announceNewArticles(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('dateline.adds_articles', 'on', true)`;
}

/** Does the same for a transaction with articles that are indexed after it: see DeferredIndexer. */
export async function announceDeferredArticles(tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config('dateline.adds_articles', 'on', true), set_config('dateline.indexes_later', 'on', true)`;
}
