import type { PrismaClient } from './generated/client.js';
import { trimChanges } from './trim-changes.js';

/** Days that the answer to a mutation with an idempotency key is kept for a retry. */
export const ANSWER_DAYS = 7;

/** Takes away what is kept for a time only. `followers` are those of the change log, by name. */
export async function tidy(
  prisma: PrismaClient,
  { changeDays, followers }: { changeDays: number; followers: string[] },
): Promise<void> {
  await trimChanges(prisma, daysAgo(changeDays), followers);
  await prisma.idempotentAnswer.deleteMany({ where: { createdAt: { lt: daysAgo(ANSWER_DAYS) } } });
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
