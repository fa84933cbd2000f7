import { Prisma } from '../../../database/generated/client.js';
import { NewsletterSubscriptionStatus } from './newsletter-subscription.type.js';

const { sql } = Prisma;
const { PENDING, ACTIVE, SUPPRESSED } = NewsletterSubscriptionStatus;

/** Joins the suppression `x` of the address of subscription `s`, if there is one. */
export const SUPPRESSION = sql`LEFT JOIN newsletter_suppression x ON x.address_hash = s.address_hash`;

/** The status of subscription `s`, where SUPPRESSION is joined. */
export const STATUS = sql`
  CASE WHEN x.address_hash IS NOT NULL AND s.status IN (${PENDING}, ${ACTIVE}) THEN ${SUPPRESSED} ELSE s.status END`;

/** The condition that subscription `s` has a status, where SUPPRESSION is joined. */
export function hasStatus(status: string): Prisma.Sql {
  if (status === SUPPRESSED) {
    return sql`(s.status IN (${PENDING}, ${ACTIVE}) AND x.address_hash IS NOT NULL)`;
  }
  if (status === PENDING || status === ACTIVE) return sql`(s.status = ${status} AND x.address_hash IS NULL)`;
  return sql`s.status = ${status}`;
}

/** Returns the status of a subscription whose row says `status`. One who has left stays so. */
export function resolveStatus(status: string, isSuppressed: boolean): string {
  return isSuppressed && (status === PENDING || status === ACTIVE) ? SUPPRESSED : status;
}
