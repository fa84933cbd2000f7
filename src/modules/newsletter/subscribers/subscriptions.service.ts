import type {
  NewsletterSubscription,
  NewsletterToken,
  PrismaClient,
} from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { readDatabaseClock, type Transaction } from '../../../mutations/write-lock.js';
import {
  type NewsletterSubscriptionPayload,
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { resolveStatus } from './suppression.js';
import { hashToken } from './token.js';

const { ACTIVE, SUPPRESSED, UNSUBSCRIBED } = NewsletterSubscriptionStatus;

/** Performs the actions behind mailed links. All of them are idempotent. */
export class SubscriptionService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Finds the subscription of a token, or null if the token is unknown. Has no side effects. */
  async find(token: string): Promise<SubscriptionDescription | null> {
    const found = await findToken(this.prisma, token);
    return found && describe(this.prisma, found.subscription);
  }

  /** Returns true if a token can confirm now or already has. Has no side effects. */
  async canConfirm(token: string): Promise<boolean> {
    const found = await findToken(this.prisma, token);
    return found !== null && (found.usedAt !== null || (await isUnexpired(this.prisma, found)));
  }

  confirm(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await findToken(tx, token);
      if (!found) return createUnknownTokenPayload();
      const { hash, usedAt, subscription } = found;
      // A token confirms only once, so an old mail does not restore a subscription that was ended since.
      const { status } = await describe(tx, subscription);
      if (usedAt) return buildPayload(subscription, status);
      if (!(await isUnexpired(tx, found))) {
        const message = 'This link has expired. Sign up again to get a new one.';
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

  /** Ends a subscription with any token ever mailed for it. */
  unsubscribe(token: string): Promise<NewsletterSubscriptionPayload> {
    return this.prisma.$transaction(async (tx) => {
      const found = await findToken(tx, token);
      if (!found) return createUnknownTokenPayload();
      const { subscription } = found;
      if (subscription.status !== UNSUBSCRIBED) {
        const data = { status: UNSUBSCRIBED, unsubscribedAt: new Date() };
        await tx.newsletterSubscription.update({ where: { id: subscription.id }, data });
        // Earlier confirmation tokens must not restore the subscription.
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

/** Returns the subscription with its effective status, taking a suppression into account. */
async function describe(
  tx: Transaction | PrismaClient,
  { addressHash, ...subscription }: NewsletterSubscription,
): Promise<SubscriptionDescription> {
  const suppression = await tx.newsletterSuppression.findUnique({ where: { addressHash } });
  const status = resolveStatus(subscription.status, suppression !== null);
  const { reason = null, at = null } = suppression ?? {};
  return { ...subscription, status, suppression: reason, suppressedAt: at };
}

/** Compares with the clock of the database, since those of instances may be wrong. */
async function isUnexpired(
  db: Transaction | PrismaClient,
  { confirmsUntil }: NewsletterToken,
): Promise<boolean> {
  return confirmsUntil !== null && confirmsUntil > (await readDatabaseClock(db));
}

function buildPayload(
  { newsletterId }: { newsletterId: number },
  status: string,
): NewsletterSubscriptionPayload {
  return { newsletterId, status, userErrors: [] };
}

function createUnknownTokenPayload(): NewsletterSubscriptionPayload {
  const message = 'This link is not valid. It may be incomplete.';
  const userErrors = [{ field: ['token'], message, code: UserErrorCode.NOT_FOUND }];
  return { newsletterId: null, status: null, userErrors };
}
