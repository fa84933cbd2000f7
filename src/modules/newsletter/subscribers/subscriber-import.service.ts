import { cacheTags } from '../../../cache/cache-tags.js';
import type { PrismaClient } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import { UserErrorException } from '../../../mutations/user-error-exception.js';
import { type Transaction, withWriteLock } from '../../../mutations/write-lock.js';
import { type EmailAddress, parseEmailAddress } from '../../../shared/text/email-address.js';
import { assertValidNewsletter } from '../validate.js';
import {
  combineResults,
  planMerge,
  type SubscriberMergeResult,
  type SubscriptionRequest,
} from './subscriber-merge-rules.js';

/** Default schedule of a new newsletter; an imported one sends nothing until an editor sets a schedule. */
const DEFAULT_SCHEDULE = '0 7 * * 5';

interface ExternalNewsletter {
  slug: string;
  name: string;
  description: string | null;
}

interface ExternalSubscriber {
  email: string;
  newsletters: { slug: string; isWanted: boolean }[];
  signedUpAt: Date | null;
}

interface SubscriberListOrigin {
  source: string;
  asOf: Date | null;
}

/** Imports mailing lists from other systems. Sends no mail. */
export class SubscriberImportService {
  constructor(
    private readonly prisma: PrismaClient,
    /** Time zone of new newsletters. */
    private readonly timeZone = 'UTC',
  ) {}

  async listNewsletterSlugs(): Promise<string[]> {
    const all = await this.prisma.newsletter.findMany({ select: { slug: true }, orderBy: { slug: 'asc' } });
    return all.map(({ slug }) => slug);
  }

  /** Creates missing newsletters. They send nothing until an editor sets a schedule. */
  async importNewsletters(newsletters: ExternalNewsletter[]): Promise<SubscriberMergeResult[]> {
    const results: SubscriberMergeResult[] = [];
    for (const each of newsletters) {
      try {
        results.push(await withWriteLock(this.prisma, (tx) => createNewsletter(tx, each, this.timeZone)));
      } catch (error) {
        if (!(error instanceof UserErrorException)) throw error;
        results.push({ outcome: 'refused', reason: error.message });
      }
    }
    return results;
  }

  async importSubscribers(
    batch: ExternalSubscriber[],
    origin: SubscriberListOrigin,
  ): Promise<SubscriberMergeResult[]> {
    const ids = await this.loadIdsBySlug(batch);
    const entries = batch.map((subscriber) => ({ subscriber, address: parseEmailAddress(subscriber.email) }));
    const requests = entries.flatMap(({ subscriber: { newsletters, signedUpAt }, address }) =>
      newsletters.flatMap(({ slug, isWanted }) => {
        const newsletterId = ids.get(slug);
        return address && newsletterId ? [{ newsletterId, address, isWanted, signedUpAt }] : [];
      }),
    );
    const results = await this.prisma.$transaction((tx) => applyRequests(tx, requests, origin));
    return entries.map(({ subscriber: { newsletters }, address }) => {
      if (!address) return { outcome: 'refused', reason: 'not a valid email address' };
      const own = newsletters.flatMap(
        ({ slug }) => results.get(getRequestKey(ids.get(slug) ?? 0, address)) ?? [],
      );
      return combineResults(own);
    });
  }

  private async loadIdsBySlug(batch: ExternalSubscriber[]): Promise<Map<string, number>> {
    const slugs = [...new Set(batch.flatMap(({ newsletters }) => newsletters.map(({ slug }) => slug)))];
    const found = await this.prisma.newsletter.findMany({ where: { slug: { in: slugs } } });
    return new Map(found.map(({ slug, id }) => [slug, id]));
  }
}

async function createNewsletter(
  tx: Transaction,
  { slug, name, description }: ExternalNewsletter,
  timeZone: string,
): Promise<SubscriberMergeResult> {
  if ((await tx.newsletter.count({ where: { slug } })) > 0) return { outcome: 'unchanged', reason: '' };
  const times = { schedule: DEFAULT_SCHEDULE, timeZone };
  assertValidNewsletter({ slug, name, description, ...times });
  const data = { slug, name: name.trim(), description, ...times, nextAt: null };
  const { id } = await tx.newsletter.create({ data });
  const changed = [cacheTags.newsletters, cacheTags.newsletter(id)];
  await appendChange(tx, { kind: 'CREATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
  return { outcome: 'created', reason: 'not scheduled; set a schedule with updateNewsletter' };
}

/** Applies requests with four statements and one for each kind of change, whatever their number. */
async function applyRequests(
  tx: Transaction,
  requests: SubscriptionRequest[],
  origin: SubscriberListOrigin,
): Promise<Map<string, SubscriberMergeResult>> {
  const hashes = requests.map(({ address }) => address.hash);
  const suppressed = await tx.newsletterSuppression.findMany({ where: { addressHash: { in: hashes } } });
  const known = await tx.newsletterSubscription.findMany({ where: { addressHash: { in: hashes } } });
  const suppressedHashes = new Set(suppressed.map(({ addressHash }) => toHex(addressHash)));
  const subscriptions = new Map(
    known.map((each) => [buildSubscriptionKey(each.newsletterId, each.addressHash), each]),
  );
  const { results, create, activate, unsubscribe } = planMerge([...mergeRequests(requests)], origin, {
    isSuppressed: ({ hash }) => suppressedHashes.has(toHex(hash)),
    findSubscription: (key) => subscriptions.get(key) ?? null,
  });
  const now = new Date();
  await tx.newsletterSubscription.createMany({ data: create, skipDuplicates: true });
  // Activates pending subscriptions only: a reader may unsubscribe meanwhile.
  await tx.newsletterSubscription.updateMany({
    where: { id: { in: activate }, status: 'PENDING' },
    data: { status: 'ACTIVE', confirmedAt: now, source: origin.source },
  });
  await tx.newsletterSubscription.updateMany({
    where: { id: { in: unsubscribe } },
    data: { status: 'UNSUBSCRIBED', unsubscribedAt: now },
  });
  await tx.newsletterToken.updateMany({
    where: { subscriptionId: { in: unsubscribe }, usedAt: null, confirmsUntil: { not: null } },
    data: { usedAt: now },
  });
  return results;
}

/** Merges duplicates of an address on a list. If one of them is unsubscribed, the address is unsubscribed. */
function mergeRequests(requests: SubscriptionRequest[]): Map<string, SubscriptionRequest> {
  const all = new Map<string, SubscriptionRequest>();
  for (const request of requests) {
    const key = getRequestKey(request.newsletterId, request.address);
    all.set(key, { ...request, isWanted: request.isWanted && (all.get(key)?.isWanted ?? true) });
  }
  return all;
}

function getRequestKey(newsletterId: number, { hash }: EmailAddress): string {
  return buildSubscriptionKey(newsletterId, hash);
}

function buildSubscriptionKey(newsletterId: number, hash: Uint8Array): string {
  return `${newsletterId} ${toHex(hash)}`;
}

function toHex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
