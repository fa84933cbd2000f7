import type {
  NewsletterSubscription,
  NewsletterToken,
  PrismaClient,
} from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import {
  type NewsletterSubscriptionPayload,
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { resolveStatus } from './suppression.js';
import { hashToken } from './token.js';

const { ACTIVE, SUPPRESSED, UNSUBSCRIBED } = NewsletterSubscriptionStatus;

/** What a reader does with the links in their mails. Done twice, each does and says the same. */
export class SubscriptionService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Null for a token that is none of ours. Changes nothing. */
  async find(token: string): Promise<SubscriptionDescription | null> {
    const found = await findToken(this.prisma, token);
    return found && describe(this.prisma, found.subscription);
  }

  /** Whether a token could confirm now, or has. Changes nothing. */
  async canConfirm(token: string): Promise<boolean> {
    const found = await findToken(this.prisma, token);
    return found !== null && (found.usedAt !== null || isUnexpired(found));
  }

  confirm(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await findToken(tx, token);
      if (!found) return createUnknownTokenPayload();
      const { hash, usedAt, subscription } = found;
      // A token confirms once: who has left since is not brought back by an old mail.
      const { status } = await describe(tx, subscription);
      if (usedAt) return buildPayload(subscription, status);
      if (!isUnexpired(found)) {
        const message = 'This link is no longer good. Sign up again, and a new one comes.';
        return {
          ...buildPayload(subscription, status),
          userErrors: [{ field: ['token'], message, code: UserErrorCode.EXPIRED }],
        };
      }
      const now = new Date();
      await tx.newsletterToken.update({ where: { hash }, data: { usedAt: now } });
      if (subscription.status !== ACTIVE) {
        const data = { status: ACTIVE, confirmedAt: now, unsubscribedAt: null };
        await tx.newsletterSubscription.update({ where: { id: subscription.id }, data });
      }
      return buildPayload(subscription, status === SUPPRESSED ? SUPPRESSED : ACTIVE);
    });
  }

  /** By any link that was ever mailed for the subscription. */
  unsubscribe(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await findToken(tx, token);
      if (!found) return createUnknownTokenPayload();
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
      return buildPayload(subscription, UNSUBSCRIBED);
    });
  }
}

function findToken(tx: Transaction | PrismaClient, token: string) {
  return tx.newsletterToken.findUnique({
    where: { hash: hashToken(token) },
    include: { subscription: true },
  });
}

/** The subscription with the status that it has when its address gets no mail. */
async function describe(
  tx: Transaction | PrismaClient,
  { addressHash, ...subscription }: NewsletterSubscription,
): Promise<SubscriptionDescription> {
  const suppression = await tx.newsletterSuppression.findUnique({ where: { addressHash } });
  const status = resolveStatus(subscription.status, suppression !== null);
  return { ...subscription, status, suppression: suppression?.reason ?? null };
}

function isUnexpired({ confirmsUntil }: NewsletterToken): boolean {
  return confirmsUntil !== null && confirmsUntil > new Date();
}

function buildPayload(
  { newsletterId }: { newsletterId: number },
  status: string,
): NewsletterSubscriptionPayload {
  return { newsletterId, status, userErrors: [] };
}

function createUnknownTokenPayload(): NewsletterSubscriptionPayload {
  const message = 'This link is none of ours, or not all of it was copied.';
  const userErrors = [{ field: ['token'], message, code: UserErrorCode.NOT_FOUND }];
  return { newsletterId: null, status: null, userErrors };
}
