import { Prisma } from '../../database/generated/client.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { type AuditEntry, AuditOutcome } from './audit.type.js';

/** Content of the column `outcome` of an audit entry. */
interface StoredOutcome {
  revision?: number | null;
  userErrors?: UserError[];
  missingScope?: string;
}
/** Row of SELECT_ENTRIES. */
export type AuditRow = Pick<AuditEntry, 'id' | 'at' | 'keyName' | 'keyPrefix' | 'action' | 'target'> & {
  outcome: StoredOutcome;
};

/** Selects audit entries `e` with the prefixes of their keys. */
export const SELECT_ENTRIES = Prisma.sql`
  SELECT e.id, e.at, e.key_name AS "keyName", k.prefix AS "keyPrefix", e.action, e.target, e.outcome
  FROM audit_entry e LEFT JOIN api_key k ON k.id = e.key_id`;

/** Returns the entry of a row. */
export function toAuditEntry({
  outcome: { revision, userErrors, missingScope },
  ...row
}: AuditRow): AuditEntry {
  return {
    ...row,
    outcome: getAuditOutcome(userErrors, missingScope),
    revision: revision ?? null,
    userErrors: userErrors ?? [],
    missingScope: missingScope ?? null,
  };
}

function getAuditOutcome(
  userErrors: UserError[] | undefined,
  missingScope: string | undefined,
): AuditOutcome {
  if (missingScope !== undefined) return AuditOutcome.FORBIDDEN;
  return userErrors === undefined ? AuditOutcome.DONE : AuditOutcome.REFUSED;
}
