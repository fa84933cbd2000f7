import { GraphQLError } from 'graphql';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { Webhook } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { readFilter } from '../article/filter/stored-filter.js';
import { disableWebhook } from './webhook-deliverer.service.js';

/** Returns whether the article of a change matches a filter; null if the filter leaves the change out. */
export type ChangeMatch = (change: ContentChangeRow) => boolean | null;

/**
 * Compares changes with the filters of webhooks, with one statement for each. Changes of other things than articles are
 * left out. A webhook with a filter that is no longer valid is disabled.
 */
export async function matchByFilters(
  tx: Transaction,
  webhooks: Webhook[],
  changes: ContentChangeRow[],
  loaders: Loaders,
): Promise<Map<number, ChangeMatch>> {
  const ofArticles = changes.filter(({ nodeType }) => nodeType === 'Article');
  const ids = [...new Set(ofArticles.map(({ nodeId }) => nodeId))];
  const matches = new Map<number, ChangeMatch>();
  for (const { id, filter: stored } of webhooks) {
    if (stored === null || ids.length === 0) continue;
    const filter = readFilter(stored);
    try {
      const matching = await loaders.articles.selectMatching(ids, filter);
      const mayLeave = loaders.conditions.createLeaveTest(filter);
      matches.set(id, ({ nodeType, nodeId, kind, keys }) => {
        if (nodeType !== 'Article') return null;
        if (matching.has(nodeId)) return true;
        if (kind === 'PUBLISHED') return null; // it was not public before
        const isUnpublished = kind === 'UNPUBLISHED' || kind === 'DELETED';
        return mayLeave({ keys, isUnpublished }) ? false : null;
      });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      await disableWebhook(tx, id, `The filter is no longer valid: ${error.message}`);
    }
  }
  return matches;
}
