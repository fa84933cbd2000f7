import { ID } from 'type-graphql';
import { Prisma } from '../../database/generated/client.js';
import { checkTime } from '../../shared/lists/comparison.sql.js';
import { matchAny, matchName, matchTime } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import type { ListCondition } from '../../shared/lists/list-condition.js';
import { type AuditEntry, AuditOutcome } from './audit.type.js';

const { sql, raw } = Prisma;

const OUTCOME = raw(`CASE WHEN e.outcome -> 'missingScope' IS NOT NULL THEN '${AuditOutcome.FORBIDDEN}'
  WHEN e.outcome -> 'userErrors' IS NOT NULL THEN '${AuditOutcome.REFUSED}' ELSE '${AuditOutcome.DONE}' END`);
const DEPRECATED = 'Use `createdAt`. Removed after 2027-06-01.';

const key: ListCondition<string> = {
  type: () => String,
  description: 'The name or the readable prefix of an API key.',
  buildSql: (text) => [
    sql`(e.key_name = ${text} OR e.key_id IN (SELECT id FROM api_key WHERE prefix = ${text}))`,
  ],
};

const action: ListCondition<string> = {
  type: () => String,
  description: 'The name of a mutation.',
  buildSql: (name) => [sql`e.action = ${name}`],
};

const target: ListCondition<string> = {
  type: () => ID,
  description: 'The global ID of the target, even if the target no longer exists.',
  buildSql: (id) => [sql`e.target = ${id}`],
};

const since: ListCondition<Date> = {
  type: () => Date,
  description: 'Only entries at or after this time.',
  deprecationReason: DEPRECATED,
  buildSql: (time, name) => [sql`e.at >= ${checkTime(name, time)}::timestamptz`],
};

const until: ListCondition<Date> = {
  type: () => Date,
  description: 'Only entries before this time.',
  deprecationReason: DEPRECATED,
  buildSql: (time, name) => [sql`e.at < ${checkTime(name, time)}::timestamptz`],
};

/** The audit log. */
export const AUDIT_LIST = defineList<AuditEntry>()({
  columns: sql`e.id, e.at, e.key_name AS "keyName", k.prefix AS "keyPrefix", e.action, e.target, ${OUTCOME} AS outcome,
    (e.outcome ->> 'revision')::int AS revision, coalesce(e.outcome -> 'userErrors', '[]') AS "userErrors",
    e.outcome ->> 'missingScope' AS "missingScope"`,
  buildFrom: (table) => sql`
    FROM ${table('audit_entry')} e LEFT JOIN ${table('api_key')} k ON k.id = e.key_id WHERE true`,
  id: sql`e.id`,

  conditions: {
    key,
    name: matchName(sql`e.key_name`, 'name of the API key or identity'),
    action,
    target,
    outcomes: matchAny(OUTCOME, 'The outcomes of entries.', () => [AuditOutcome]),
    createdAt: matchTime(sql`e.at`, 'The time of the attempt.'),
    since,
    until,
  },

  orders: {
    NEWEST: {
      cursor: 'audit',
      description: 'By time, latest first.',
      column: sql`e.at`,
      isDescending: true,
      type: 'timestamptz',
    },
    OLDEST: {
      cursor: 'audit by OLDEST',
      description: 'By time, earliest first.',
      column: sql`e.at`,
      isDescending: false,
      type: 'timestamptz',
    },
  },
});
