import type { NewsletterSubscription } from '../../../database/generated/client.js';
import type { EmailAddress } from './email-address.js';

/** What one list says of one address and one newsletter. */
export interface SubscriptionRequest {
  newsletterId: number;
  address: EmailAddress;
  isWanted: boolean;
  signedUpAt: Date | null;
}

/** What became of one who is on a list; '' where there is nothing to say. */
export interface SubscriberMergeResult {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused' | 'left out';
  reason: string;
}

interface SubscriberLookup {
  /** Whether no mail may go there: it bounced, complained or was to be forgotten. */
  isSuppressed(address: EmailAddress): boolean;
  findSubscription(key: string): NewsletterSubscription | null;
}

interface MergePlan {
  results: Map<string, SubscriberMergeResult>;
  create: Omit<NewsletterSubscription, 'id'>[];
  /** Ids. */
  activate: number[];
  /** Ids. */
  unsubscribe: number[];
}

const SUPPRESSED: SubscriberMergeResult = {
  outcome: 'left out',
  reason: 'no mail may go there: see dateline newsletter allow',
};
const UNSUBSCRIBED_HERE: SubscriberMergeResult = {
  outcome: 'kept',
  reason: 'has left here: only the reader can sign up again',
};
const SUBSCRIBED_SINCE: SubscriberMergeResult = {
  outcome: 'kept',
  reason: 'has signed up here since the list was made',
};
const AWAITING_CONFIRMATION: SubscriberMergeResult = {
  outcome: 'unchanged',
  reason: 'has signed up here and is yet to confirm',
};

/** What is to be done for each wish of a list. Leaving always counts; coming only where nothing speaks against it. */
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
        ...{ newsletterId, email: address.email, addressHash: address.hash, source, createdAt: since },
        ...(isWanted
          ? { status: 'ACTIVE', confirmedAt: since, unsubscribedAt: null }
          : { status: 'UNSUBSCRIBED', confirmedAt: null, unsubscribedAt: new Date() }),
      });
      return { outcome: 'created', reason: isWanted ? '' : 'as one who has left' };
    }
    if (isWanted) {
      if (before.status === 'UNSUBSCRIBED') return UNSUBSCRIBED_HERE;
      if (before.status === 'ACTIVE') return { outcome: 'unchanged', reason: '' };
      plan.activate.push(before.id);
      return { outcome: 'updated', reason: 'has confirmed there' };
    }
    if (before.status === 'UNSUBSCRIBED') return { outcome: 'unchanged', reason: '' };
    if (before.status === 'PENDING') return AWAITING_CONFIRMATION;
    if (before.source === null && asOf && before.confirmedAt && before.confirmedAt > asOf)
      return SUBSCRIBED_SINCE;
    plan.unsubscribe.push(before.id);
    return { outcome: 'updated', reason: 'has left there' };
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

/** One verdict for all newsletters of a reader. */
export function combineResults(results: SubscriberMergeResult[]): SubscriberMergeResult {
  const outcome = OUTCOME_PRIORITY.find((each) => results.some((result) => result.outcome === each));
  if (!outcome) return { outcome: 'left out', reason: 'on no newsletter that is here' };
  // One who left some newsletters and gets others is no case of its own.
  const reasons = new Set(results.filter((each) => each.outcome === outcome).map(({ reason }) => reason));
  return { outcome, reason: reasons.has('') ? '' : [...reasons].join('; ') };
}
