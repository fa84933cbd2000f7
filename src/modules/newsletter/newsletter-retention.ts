import type { PrismaClient } from '../../database/generated/client.js';
import { readDatabaseClock } from '../../mutations/write-lock.js';

/** Days after which an unconfirmed sign-up is deleted. */
const UNCONFIRMED_DAYS = 30;

/**
 * Deletes old sign-ups, unconfirmed subscriptions and expired rate limits. Links to unsubscribe never expire.
 */
export async function pruneNewsletters(prisma: PrismaClient): Promise<void> {
  const now = await readDatabaseClock(prisma);
  const getDaysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  await prisma.newsletterSignUp.deleteMany({ where: { createdAt: { lt: getDaysAgo(2) } } });
  await prisma.newsletterSubscription.deleteMany({
    where: {
      status: 'PENDING',
      createdAt: { lt: getDaysAgo(UNCONFIRMED_DAYS) },
      tokens: { none: { confirmsUntil: { gt: now } } },
    },
  });
  await prisma.rateLimit.deleteMany({ where: { expire: { lt: Date.now() } } });
}
