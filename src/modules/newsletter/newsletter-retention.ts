import type { PrismaClient } from '../../database/generated/client.js';

/** Days after which a sign-up that nobody confirmed is forgotten. */
const UNCONFIRMED_DAYS = 30;

/** Takes away what is kept for a time only. Links to unsubscribe are good for ever. */
export async function pruneNewsletters(prisma: PrismaClient): Promise<void> {
  const getDaysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  await prisma.newsletterSignUp.deleteMany({ where: { createdAt: { lt: getDaysAgo(2) } } });
  await prisma.newsletterSubscription.deleteMany({
    where: {
      status: 'PENDING',
      createdAt: { lt: getDaysAgo(UNCONFIRMED_DAYS) },
      tokens: { none: { confirmsUntil: { gt: new Date() } } },
    },
  });
  await prisma.rateLimit.deleteMany({ where: { expire: { lt: Date.now() } } });
}
