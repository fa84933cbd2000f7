import { Prisma } from '../../../database/generated/client.js';
import { matchTime } from '../../../shared/lists/conditions.js';
import { defineList } from '../../../shared/lists/list.js';
import type { ListCondition } from '../../../shared/lists/list-condition.js';
import {
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { hasStatus, STATUS, SUPPRESSION } from './suppression.js';

const { sql } = Prisma;

const email: ListCondition<string> = {
  type: () => String,
  description: 'The beginning of the email address, in any case. An empty text matches all.',
  buildSql(start) {
    const address = sql`(lower(s.email) COLLATE "C")`;
    const from = sql`lower(${start.trim()}::text)`;
    return start.trim() === '' ? [] : [sql`${address} >= ${from} AND ${address} < ${from} || chr(1114111)`];
  },
};

const status: ListCondition<string> = {
  type: () => NewsletterSubscriptionStatus,
  description: 'The status of the subscription.',
  buildSql: (value) => [hasStatus(value)],
};

const language: ListCondition<string> = {
  type: () => String,
  description: 'The BCP 47 tag of the language of the mails, in any case.',
  buildSql: (tag) => [sql`lower(s.language) = lower(${tag}::text)`],
};

/** The subscriptions to the newsletter `k.id`. */
export const SUBSCRIPTION_LIST = defineList<SubscriptionDescription>()({
  columns: sql`s.id, s.newsletter_id AS "newsletterId", s.email, ${STATUS} AS status, x.reason AS suppression,
    x.at AS "suppressedAt", s.created_at AS "createdAt",
    greatest(s.updated_at, x.at) AS "updatedAt", s.confirmed_at AS "confirmedAt",
    s.unsubscribed_at AS "unsubscribedAt", s.source, s.language`,
  buildFrom: (table) =>
    sql`FROM ${table('newsletter_subscription')} s ${SUPPRESSION} WHERE s.newsletter_id = k.id`,
  id: sql`s.id`,

  conditions: {
    email,
    status,
    language,
    createdAt: matchTime(sql`s.created_at`, 'The time of the first sign-up.'),
  },

  orders: {
    NEWEST: {
      cursor: 'newsletter subscriptions',
      description: 'By the time at which they were stored, latest first.',
      column: sql`s.id`,
      isDescending: true,
      type: 'int',
    },
    OLDEST: {
      cursor: 'newsletter subscriptions by OLDEST',
      description: 'By the time at which they were stored, earliest first.',
      column: sql`s.id`,
      isDescending: false,
      type: 'int',
    },
    EMAIL: {
      cursor: 'newsletter subscriptions by EMAIL',
      description: 'By email address, from A to Z.',
      column: sql`(lower(s.email) COLLATE "C")`,
      isDescending: false,
      type: 'text',
    },
  },
});
