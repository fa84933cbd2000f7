import type { IncomingHttpHeaders } from 'node:http';
import type { PrismaClient } from '../../database/generated/client.js';
import { retryLost } from '../../database/retry-on-lost-connection.js';
import { parseServerClock, RECONCILE_MINUTES } from './sync-mark.js';

/**
 * Loads the headers of a conditional request for an address that was synced before. Returns none after
 * `reconcileMinutes`, so that a server's wrong validator has no lasting effect.
 */
export async function loadConditionalHeaders(
  prisma: PrismaClient,
  address: string,
  reconcileMinutes = RECONCILE_MINUTES,
): Promise<Record<string, string>> {
  const known = await retryLost(() => prisma.followedFeed.findUnique({ where: { address } }));
  const age = known?.readAt ? Date.now() - known.readAt.getTime() : Number.POSITIVE_INFINITY;
  if (!known || age < 0 || age >= reconcileMinutes * 60_000) return {};
  const { etag, lastModified } = known;
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && isAtMost(lastModified, new Date()) && { 'if-modified-since': lastModified }),
  };
}

/** Saves the validators of a response whose content was imported. */
export async function saveValidators(
  prisma: PrismaClient,
  address: string,
  { etag, date, 'last-modified': modified }: IncomingHttpHeaders,
): Promise<void> {
  // A date after the server's own clock would hide changes until then (RFC 9110, 8.8.2.1).
  const isPast = isAtMost(modified, parseServerClock(date));
  const data = { etag: etag ?? null, lastModified: isPast ? (modified ?? null) : null, readAt: new Date() };
  const row = { where: { address }, create: { address, ...data }, update: data };
  await retryLost(() => prisma.followedFeed.upsert(row));
}

function isAtMost(written: string | undefined, time: Date): boolean {
  return Date.parse(written ?? '') <= time.getTime();
}
