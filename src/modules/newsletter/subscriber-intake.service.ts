import type { PrismaClient } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import { ContentRejected } from '../editing/article-content.js';
import { appendChange } from '../editing/change-log.js';
import { inTurn, type Transaction } from '../editing/turns.js';
import { type Address, parseAddress } from './address.js';
import { decide, type Verdict, verdictOn, type Wish } from './intake-rules.js';
import { refuseNewsletterErrors } from './validate.js';

/** As a new newsletter has it; an imported one keeps still until an editor sets one. */
const TIMES = { schedule: '0 7 * * 5', timeZone: 'UTC' };

interface ForeignNewsletter {
  slug: string;
  name: string;
  description: string | null;
}

interface ForeignSubscriber {
  email: string;
  newsletters: { slug: string; isWanted: boolean }[];
  signedUpAt: Date | null;
}

interface Origin {
  source: string;
  asOf: Date | null;
}

/** Takes mailing lists over from elsewhere. No mail goes out for it. */
export class SubscriberIntake {
  constructor(private readonly prisma: PrismaClient) {}

  async newsletters(): Promise<string[]> {
    const all = await this.prisma.newsletter.findMany({ select: { slug: true }, orderBy: { slug: 'asc' } });
    return all.map(({ slug }) => slug);
  }

  /** Makes those that are missing. They send nothing by themselves before an editor gives them a schedule. */
  async importNewsletters(newsletters: ForeignNewsletter[]): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const each of newsletters) {
      try {
        verdicts.push(await inTurn(this.prisma, (tx) => makeNewsletter(tx, each)));
      } catch (error) {
        if (!(error instanceof ContentRejected)) throw error;
        verdicts.push({ outcome: 'refused', reason: error.message });
      }
    }
    return verdicts;
  }

  async importSubscribers(batch: ForeignSubscriber[], origin: Origin): Promise<Verdict[]> {
    const ids = await this.#idsBySlug(batch);
    const people = batch.map((subscriber) => ({ subscriber, address: parseAddress(subscriber.email) }));
    const wishes = people.flatMap(({ subscriber: { newsletters, signedUpAt }, address }) =>
      newsletters.flatMap(({ slug, isWanted }) => {
        const newsletterId = ids.get(slug);
        return address && newsletterId ? [{ newsletterId, address, isWanted, signedUpAt }] : [];
      }),
    );
    const verdicts = await this.prisma.$transaction((tx) => fulfil(tx, wishes, origin));
    return people.map(({ subscriber: { newsletters }, address }) => {
      if (!address) return { outcome: 'refused', reason: 'not an address that mail can be sent to' };
      const own = newsletters.flatMap(({ slug }) => verdicts.get(keyOf(ids.get(slug) ?? 0, address)) ?? []);
      return verdictOn(own);
    });
  }

  async #idsBySlug(batch: ForeignSubscriber[]): Promise<Map<string, number>> {
    const slugs = [...new Set(batch.flatMap(({ newsletters }) => newsletters.map(({ slug }) => slug)))];
    const found = await this.prisma.newsletter.findMany({ where: { slug: { in: slugs } } });
    return new Map(found.map(({ slug, id }) => [slug, id]));
  }
}

async function makeNewsletter(
  tx: Transaction,
  { slug, name, description }: ForeignNewsletter,
): Promise<Verdict> {
  if ((await tx.newsletter.count({ where: { slug } })) > 0) return { outcome: 'unchanged', reason: '' };
  refuseNewsletterErrors({ slug, name, description, ...TIMES });
  const data = { slug, name: name.trim(), description, ...TIMES, nextAt: null };
  const { id } = await tx.newsletter.create({ data });
  const changed = [keys.newsletters, keys.newsletter(id)];
  await appendChange(tx, { kind: 'CREATED', nodeType: 'Newsletter', nodeId: id, keys: changed });
  return { outcome: 'created', reason: 'sends nothing by itself before updateNewsletter sets its schedule' };
}

/** Four statements and one for each kind of change, whatever the number of wishes. */
async function fulfil(tx: Transaction, wishes: Wish[], origin: Origin): Promise<Map<string, Verdict>> {
  const hashes = wishes.map(({ address }) => address.hash);
  const suppressed = await tx.newsletterSuppression.findMany({ where: { addressHash: { in: hashes } } });
  const known = await tx.newsletterSubscription.findMany({ where: { addressHash: { in: hashes } } });
  const silent = new Set(suppressed.map(({ addressHash }) => hex(addressHash)));
  const subscriptions = new Map(known.map((each) => [keyBy(each.newsletterId, each.addressHash), each]));
  const { verdicts, create, activate, leave } = decide([...merged(wishes)], origin, {
    isSilent: ({ hash }) => silent.has(hex(hash)),
    subscriptionOf: (key) => subscriptions.get(key) ?? null,
  });
  const now = new Date();
  await tx.newsletterSubscription.createMany({ data: create, skipDuplicates: true });
  // Only what still waits: who leaves while this runs has left.
  await tx.newsletterSubscription.updateMany({
    where: { id: { in: activate }, status: 'PENDING' },
    data: { status: 'ACTIVE', confirmedAt: now, source: origin.source },
  });
  await tx.newsletterSubscription.updateMany({
    where: { id: { in: leave } },
    data: { status: 'UNSUBSCRIBED', unsubscribedAt: now },
  });
  await tx.newsletterToken.updateMany({
    where: { subscriptionId: { in: leave }, usedAt: null, confirmsUntil: { not: null } },
    data: { usedAt: now },
  });
  return verdicts;
}

/** An address that stands twice on a list and once has left, has left. */
function merged(wishes: Wish[]): Map<string, Wish> {
  const all = new Map<string, Wish>();
  for (const wish of wishes) {
    const key = keyOf(wish.newsletterId, wish.address);
    all.set(key, { ...wish, isWanted: wish.isWanted && (all.get(key)?.isWanted ?? true) });
  }
  return all;
}

function keyOf(newsletterId: number, { hash }: Address): string {
  return keyBy(newsletterId, hash);
}

function keyBy(newsletterId: number, hash: Uint8Array): string {
  return `${newsletterId} ${hex(hash)}`;
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
