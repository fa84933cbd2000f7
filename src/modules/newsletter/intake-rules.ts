import type { NewsletterSubscription } from '../../database/generated/client.js';
import type { Address } from './address.js';

/** What one list says of one address and one newsletter. */
export interface Wish {
  newsletterId: number;
  address: Address;
  isWanted: boolean;
  signedUpAt: Date | null;
}

/** What became of one who is on a list; '' where there is nothing to say. */
export interface Verdict {
  outcome: 'created' | 'updated' | 'unchanged' | 'kept' | 'refused' | 'left out';
  reason: string;
}

interface Known {
  /** Whether no mail may go there: it bounced, complained or was to be forgotten. */
  isSilent(address: Address): boolean;
  subscriptionOf(key: string): NewsletterSubscription | null;
}

interface Decisions {
  verdicts: Map<string, Verdict>;
  create: Omit<NewsletterSubscription, 'id'>[];
  /** Ids. */
  activate: number[];
  /** Ids. */
  leave: number[];
}

const SILENT: Verdict = {
  outcome: 'left out',
  reason: 'no mail may go there: see dateline newsletter allow',
};
const LEFT: Verdict = { outcome: 'kept', reason: 'has left here: only the reader can sign up again' };
const SINCE: Verdict = { outcome: 'kept', reason: 'has signed up here since the list was made' };
const WAITS: Verdict = { outcome: 'unchanged', reason: 'has signed up here and is yet to confirm' };

/** What is to be done for each wish of a list. Leaving always counts; coming only where nothing speaks against it. */
export function decide(
  wishes: [key: string, Wish][],
  { source, asOf }: { source: string; asOf: Date | null },
  known: Known,
): Decisions {
  const decisions: Decisions = { verdicts: new Map(), create: [], activate: [], leave: [] };
  for (const [key, wish] of wishes) decisions.verdicts.set(key, decideOne(key, wish));
  return decisions;

  function decideOne(key: string, { newsletterId, address, isWanted, signedUpAt }: Wish): Verdict {
    if (known.isSilent(address)) return SILENT;
    const before = known.subscriptionOf(key);
    if (!before) {
      const since = signedUpAt ?? new Date();
      decisions.create.push({
        ...{ newsletterId, email: address.email, addressHash: address.hash, source, createdAt: since },
        ...(isWanted
          ? { status: 'ACTIVE', confirmedAt: since, unsubscribedAt: null }
          : { status: 'UNSUBSCRIBED', confirmedAt: null, unsubscribedAt: new Date() }),
      });
      return { outcome: 'created', reason: isWanted ? '' : 'as one who has left' };
    }
    if (isWanted) {
      if (before.status === 'UNSUBSCRIBED') return LEFT;
      if (before.status === 'ACTIVE') return { outcome: 'unchanged', reason: '' };
      decisions.activate.push(before.id);
      return { outcome: 'updated', reason: 'has confirmed there' };
    }
    if (before.status === 'UNSUBSCRIBED') return { outcome: 'unchanged', reason: '' };
    if (before.status === 'PENDING') return WAITS;
    if (before.source === null && asOf && before.confirmedAt && before.confirmedAt > asOf) return SINCE;
    decisions.leave.push(before.id);
    return { outcome: 'updated', reason: 'has left there' };
  }
}

const WEIGHTS: Verdict['outcome'][] = ['created', 'updated', 'kept', 'left out', 'refused', 'unchanged'];

/** One verdict for all newsletters of a reader. */
export function verdictOn(verdicts: Verdict[]): Verdict {
  const outcome = WEIGHTS.find((each) => verdicts.some((verdict) => verdict.outcome === each));
  if (!outcome) return { outcome: 'left out', reason: 'on no newsletter that is here' };
  // One who left some newsletters and gets others is no case of its own.
  const reasons = new Set(verdicts.filter((each) => each.outcome === outcome).map(({ reason }) => reason));
  return { outcome, reason: reasons.has('') ? '' : [...reasons].join('; ') };
}
