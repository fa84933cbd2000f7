import { Prisma } from '../../../database/generated/client.js';
import { NewsletterSubscriptionStatus } from './newsletter-subscription.type.js';

const { sql } = Prisma;
const { PENDING, ACTIVE, SUPPRESSED } = NewsletterSubscriptionStatus;

/** SQL that joins the suppression `x` of the address of subscription `s`, if any. */
export const SUPPRESSION = sql`LEFT JOIN newsletter_suppression x ON x.address_hash = s.address_hash`;

/** SQL expression for the status of subscription `s`; requires SUPPRESSION to be joined. */
export const STATUS = sql`
  CASE WHEN x.address_hash IS NOT NULL AND s.status IN (${PENDING}, ${ACTIVE}) THEN ${SUPPRESSED} ELSE s.status END`;

/** Builds the condition that subscription `s` has a status; requires SUPPRESSION to be joined. */
export function hasStatus(status: string): Prisma.Sql {
  if (status === SUPPRESSED) {
    return sql`(s.status IN (${PENDING}, ${ACTIVE}) AND x.address_hash IS NOT NULL)`;
  }
  if (status === PENDING || status === ACTIVE) return sql`(s.status = ${status} AND x.address_hash IS NULL)`;
  return sql`s.status = ${status}`;
}

/**
 * Returns the effective status of a subscription with the stored `status`. An unsubscribed one stays
 * unsubscribed.
 */
export function resolveStatus(status: string, isSuppressed: boolean): string {
  return isSuppressed && (status === PENDING || status === ACTIVE) ? SUPPRESSED : status;
}
