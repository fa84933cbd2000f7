import { GraphQLError } from 'graphql';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { Webhook } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { LeaveTest } from '../article/filter/may-leave.js';
import { readFilter } from '../article/filter/stored-filter.js';
import { disableWebhook } from './webhook-deliverer.service.js';

/** Returns whether the article of a change matches a filter; null if the filter leaves the change out. */
export type ChangeMatch = (change: ContentChangeRow) => boolean | null;

/** Articles compared with the filter of a webhook. */
interface Comparison {
  matching: ReadonlySet<number>;
  mayLeave: LeaveTest;
}

/**
 * Compares the articles of changes with the filters of webhooks, with one statement for each, and returns the results by
 * the IDs of webhooks. A webhook with a filter that is no longer valid is disabled.
 */
export async function compareWithFilters(
  tx: Transaction,
  webhooks: Webhook[],
  changes: { nodeType: string; nodeId: number }[],
  { articles, conditions }: Loaders,
): Promise<Map<number, Comparison>> {
  const ofArticles = changes.filter(({ nodeType }) => nodeType === 'Article');
  const ids = [...new Set(ofArticles.map(({ nodeId }) => nodeId))];
  const comparisons = new Map<number, Comparison>();
  for (const { id, filter: stored } of webhooks) {
    if (stored === null || ids.length === 0) continue;
    const filter = readFilter(stored);
    try {
      const matching = await articles.selectMatching(ids, filter);
      comparisons.set(id, { matching, mayLeave: conditions.createLeaveTest(filter) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      await disableWebhook(tx, id, `The filter is no longer valid: ${error.message}`);
    }
  }
  return comparisons;
}

/** Compares public changes with the filters of webhooks. Changes of other things than articles are left out. */
export async function matchByFilters(
  tx: Transaction,
  webhooks: Webhook[],
  changes: ContentChangeRow[],
  loaders: Loaders,
): Promise<Map<number, ChangeMatch>> {
  const comparisons = await compareWithFilters(tx, webhooks, changes, loaders);
  return new Map([...comparisons].map(([id, comparison]) => [id, createMatch(comparison)]));
}

function createMatch({ matching, mayLeave }: Comparison): ChangeMatch {
  return ({ nodeType, nodeId, kind, keys }) => {
    if (nodeType !== 'Article') return null;
    if (matching.has(nodeId)) return true;
    if (kind === 'PUBLISHED') return null; // it was not public before
    const isUnpublished = kind === 'UNPUBLISHED' || kind === 'DELETED';
    return mayLeave({ keys, isUnpublished }) ? false : null;
  };
}
