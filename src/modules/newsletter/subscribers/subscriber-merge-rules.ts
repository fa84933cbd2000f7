import type { NewsletterSubscription } from '../../../database/generated/client.js';
import type { EmailAddress } from '../../../shared/text/email-address.js';

/** State of one address and newsletter on an imported list. */
export interface SubscriptionRequest {
  newsletterId: number;
  address: EmailAddress;
  isWanted: boolean;
  signedUpAt: Date | null;
}

/** Outcome for an address on the list; `reason` is '' if there is nothing to report. */
export interface SubscriberMergeResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused' | 'left out';
  reason: string;
}

interface SubscriberLookup {
  /** Returns true if the address bounced, complained or was erased. */
  isSuppressed(address: EmailAddress): boolean;
  findSubscription(key: string): NewsletterSubscription | null;
}

interface MergePlan {
  results: Map<string, SubscriberMergeResult>;
  create: Omit<NewsletterSubscription, 'id' | 'updatedAt'>[];
  /** IDs of the subscriptions to activate. */
  activate: number[];
  /** IDs of the subscriptions to end. */
  unsubscribe: number[];
}

const SUPPRESSED: SubscriberMergeResult = {
  outcome: 'left out',
  reason: 'suppressed address; to remove the suppression, use dateline newsletter allow',
};
const UNSUBSCRIBED_HERE: SubscriberMergeResult = {
  outcome: 'kept',
  reason: 'unsubscribed in Dateline; only the reader can sign up again',
};
const SUBSCRIBED_SINCE: SubscriberMergeResult = {
  outcome: 'kept',
  reason: 'signed up in Dateline after the list was exported',
};
const AWAITING_CONFIRMATION: SubscriberMergeResult = {
  outcome: 'unchanged',
  reason: 'signed up in Dateline, not yet confirmed',
};

/**
 * Plans the changes for the requests of a list. Unsubscribing always counts; subscribing only if nothing here
 * contradicts it.
 */
export function planMerge(
  requests: [key: string, SubscriptionRequest][],
  { source, asOf }: { source: string; asOf: Date | null },
  lookup: SubscriberLookup,
): MergePlan {
  const plan: MergePlan = { results: new Map(), create: [], activate: [], unsubscribe: [] };
  for (const [key, request] of requests) plan.results.set(key, planRequest(key, request));
  return plan;

  function planRequest(
    key: string,
    { newsletterId, address, isWanted, signedUpAt }: SubscriptionRequest,
  ): SubscriberMergeResult {
    if (lookup.isSuppressed(address)) return SUPPRESSED;
    const before = lookup.findSubscription(key);
    if (!before) {
      const since = signedUpAt ?? new Date();
      plan.create.push({
        newsletterId,
        email: address.email,
        addressHash: address.hash,
        source,
        createdAt: since,
        language: null,
        ...(isWanted
          ? { status: 'ACTIVE', confirmedAt: since, unsubscribedAt: null }
          : { status: 'UNSUBSCRIBED', confirmedAt: null, unsubscribedAt: new Date() }),
      });
      return { outcome: 'created', reason: isWanted ? '' : 'imported as unsubscribed' };
    }
    if (isWanted) {
      if (before.status === 'UNSUBSCRIBED') return UNSUBSCRIBED_HERE;
      if (before.status === 'ACTIVE') return { outcome: 'unchanged', reason: '' };
      plan.activate.push(before.id);
      return { outcome: 'updated', reason: 'subscribed in the imported list' };
    }
    if (before.status === 'UNSUBSCRIBED') return { outcome: 'unchanged', reason: '' };
    if (before.status === 'PENDING') return AWAITING_CONFIRMATION;
    if (before.source === null && asOf && before.confirmedAt && before.confirmedAt > asOf)
      return SUBSCRIBED_SINCE;
    plan.unsubscribe.push(before.id);
    return { outcome: 'updated', reason: 'unsubscribed in the imported list' };
  }
}

const OUTCOME_PRIORITY: SubscriberMergeResult['outcome'][] = [
  'created',
  'updated',
  'kept',
  'left out',
  'refused',
  'unchanged',
];

/** Combines the results of a reader's newsletters into one. */
export function combineResults(results: SubscriberMergeResult[]): SubscriberMergeResult {
  const outcome = OUTCOME_PRIORITY.find((each) => results.some((result) => result.outcome === each));
  if (!outcome) return { outcome: 'left out', reason: 'not subscribed to an imported newsletter' };
  // A reader who unsubscribed from some newsletters and gets others is not reported separately.
  const reasons = new Set(results.filter((each) => each.outcome === outcome).map(({ reason }) => reason));
  return { outcome, reason: reasons.has('') ? '' : [...reasons].join('; ') };
}
