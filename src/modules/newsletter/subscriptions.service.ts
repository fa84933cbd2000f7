import type {
  NewsletterSubscription,
  NewsletterToken,
  PrismaClient,
} from '../../database/generated/client.js';
import type { Transaction } from '../editing/turns.js';
import { UserErrorCode } from '../editing/user-error-code.js';
import {
  type NewsletterSubscriptionPayload,
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { statusOf } from './suppression.js';
import { hashOf } from './token.js';

const { ACTIVE, SUPPRESSED, UNSUBSCRIBED } = NewsletterSubscriptionStatus;

/** What a reader does with the links in their mails. Done twice, each does and says the same. */
export class SubscriptionService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Null for a token that is none of ours. Changes nothing. */
  async find(token: string): Promise<SubscriptionDescription | null> {
    const found = await find(this.prisma, token);
    return found && describe(this.prisma, found.subscription);
  }

  /** Whether a token could confirm now, or has. Changes nothing. */
  async canConfirm(token: string): Promise<boolean> {
    const found = await find(this.prisma, token);
    return found !== null && (found.usedAt !== null || isGood(found));
  }

  confirm(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await find(tx, token);
      if (!found) return unknown();
      const { hash, usedAt, subscription } = found;
      // A token confirms once: who has left since is not brought back by an old mail.
      const { status } = await describe(tx, subscription);
      if (usedAt) return payload(subscription, status);
      if (!isGood(found)) {
        const message = 'This link is no longer good. Sign up again, and a new one comes.';
        return {
          ...payload(subscription, status),
          userErrors: [{ field: ['token'], message, code: UserErrorCode.EXPIRED }],
        };
      }
      const now = new Date();
      await tx.newsletterToken.update({ where: { hash }, data: { usedAt: now } });
      if (subscription.status !== ACTIVE) {
        const data = { status: ACTIVE, confirmedAt: now, unsubscribedAt: null };
        await tx.newsletterSubscription.update({ where: { id: subscription.id }, data });
      }
      return payload(subscription, status === SUPPRESSED ? SUPPRESSED : ACTIVE);
    });
  }

  /** By any link that was ever mailed for the subscription. */
  unsubscribe(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await find(tx, token);
      if (!found) return unknown();
      const { subscription } = found;
      if (subscription.status !== UNSUBSCRIBED) {
        const data = { status: UNSUBSCRIBED, unsubscribedAt: new Date() };
        await tx.newsletterSubscription.update({ where: { id: subscription.id }, data });
        // What asked to be confirmed before is not to bring the reader back.
        await tx.newsletterToken.updateMany({
          where: { subscriptionId: subscription.id, usedAt: null, confirmsUntil: { not: null } },
          data: { usedAt: new Date() },
        });
      }
      return payload(subscription, UNSUBSCRIBED);
    });
  }
}

function find(tx: Transaction | PrismaClient, token: string) {
  return tx.newsletterToken.findUnique({
    where: { hash: hashOf(token) },
    include: { subscription: true },
  });
}

/** The subscription with the status that it has when its address gets no mail. */
async function describe(
  tx: Transaction | PrismaClient,
  { addressHash, ...subscription }: NewsletterSubscription,
): Promise<SubscriptionDescription> {
  const suppression = await tx.newsletterSuppression.findUnique({ where: { addressHash } });
  const status = statusOf(subscription.status, suppression !== null);
  return { ...subscription, status, suppression: suppression?.reason ?? null };
}

function isGood({ confirmsUntil }: NewsletterToken): boolean {
  return confirmsUntil !== null && confirmsUntil > new Date();
}

function payload({ newsletterId }: { newsletterId: number }, status: string): NewsletterSubscriptionPayload {
  return { newsletterId, status, userErrors: [] };
}

function unknown(): NewsletterSubscriptionPayload {
  const message = 'This link is none of ours, or not all of it was copied.';
  const userErrors = [{ field: ['token'], message, code: UserErrorCode.NOT_FOUND }];
  return { newsletterId: null, status: null, userErrors };
}
