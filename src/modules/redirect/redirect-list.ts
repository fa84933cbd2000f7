import { Prisma, type Redirect } from '../../database/generated/client.js';
import { matchFlag, matchName, matchTime } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import type { ListCondition } from '../../shared/lists/list-condition.js';
import { orderByTimes } from '../../shared/lists/orders.js';

const { sql } = Prisma;

const from: ListCondition<string> = {
  type: () => String,
  description: 'Only redirects whose path begins with this text.',
  buildSql: (text) => [sql`starts_with(r.path, ${text})`],
};

const to: ListCondition<string> = {
  type: () => String,
  description: 'Only redirects to this path or URL.',
  buildSql: (target) => [sql`r.target = ${target}`],
};

/** The redirects that editors created. */
export const REDIRECT_LIST = defineList<Redirect>()({
  columns: sql`r.id, r.path, r.target, r.is_permanent AS "isPermanent", r.created_at AS "createdAt",
    r.updated_at AS "updatedAt"`,
  buildFrom: (table) => sql`FROM ${table('redirect')} r WHERE true`,
  id: sql`r.id`,

  conditions: {
    from,
    to,
    name: matchName(sql`r.path`, 'path of the redirect'),
    isPermanent: matchFlag('True for permanent redirects.', () => sql`r.is_permanent`),
    createdAt: matchTime(sql`r.created_at`, 'The time at which the redirect was created.'),
    updatedAt: matchTime(sql`r.updated_at`, 'The time of its last change.'),
  },

  orders: {
    PATH: {
      cursor: 'redirects',
      description: 'By path, from A to Z.',
      column: sql`r.path`,
      isDescending: false,
      type: 'text',
    },
    ...orderByTimes('redirects', { createdAt: sql`r.created_at`, updatedAt: sql`r.updated_at` }),
  },
});
