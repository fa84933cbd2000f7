import type { ApiKeySummary } from '../../auth/api-keys.service.js';
import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName, matchTime } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import type { ListCondition } from '../../shared/lists/list-condition.js';
import { orderByName } from '../../shared/lists/orders.js';

const { sql } = Prisma;

const scope: ListCondition<string> = {
  type: () => String,
  description:
    'A scope that was given to the key itself. The scope `admin`, which includes all others, is another one.',
  buildSql: (name) => [sql`${name}::text = ANY(k.scopes)`],
};

/** The API keys and identities, revoked ones included. */
export const API_KEY_LIST = defineList<ApiKeySummary>()({
  columns: sql`k.id, k.name, k.prefix, k.issuer, k.subject, k.scopes, k.created_at AS "createdAt", k.updated_at AS "updatedAt",
    k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt",
    k.limits, k.author_id AS "authorId"`,
  buildFrom: (table) => sql`FROM ${table('api_key')} k WHERE true`,
  id: sql`k.id`,

  conditions: {
    name: matchName(sql`k.name`, 'name of the key or identity'),
    scope,
    isActive: matchFlag(
      'True for keys that are accepted: neither revoked nor expired.',
      () => sql`(k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()))`,
    ),
    isIdentity: matchFlag(
      'True for identities that an authenticator recognized, false for API keys.',
      () => sql`(k.issuer IS NOT NULL)`,
    ),
    createdAt: matchTime(sql`k.created_at`, 'The time at which it was created, or first recognized.'),
    lastUsedAt: matchTime(sql`k.last_used_at`, 'The time of its last use. Unused ones match no range.'),
  },

  orders: {
    NEWEST: {
      cursor: 'API keys',
      description: 'By time of creation, latest first.',
      column: sql`k.id`,
      isDescending: true,
      type: 'int',
    },
    OLDEST: {
      cursor: 'API keys by OLDEST',
      description: 'By time of creation, earliest first.',
      column: sql`k.id`,
      isDescending: false,
      type: 'int',
    },
    NAME: orderByName('API keys by NAME', sql`k.name`),
  },
});
