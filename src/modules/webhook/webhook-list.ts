import { Prisma } from '../../database/generated/client.js';
import { matchFlag, matchName } from '../../shared/lists/conditions.js';
import { defineList } from '../../shared/lists/list.js';
import type { ListCondition } from '../../shared/lists/list-condition.js';
import { type WebhookDescription, WebhookEventKind } from './webhook.type.js';

const { sql } = Prisma;

const kind: ListCondition<string> = {
  type: () => WebhookEventKind,
  description: 'A kind of change that the webhook receives.',
  buildSql: (value) => [sql`${value}::text = ANY(w.kinds)`],
};

/** The registered webhooks, of which there are few. */
export const WEBHOOK_LIST = defineList<WebhookDescription>()({
  columns: sql`w.id, w.url, w.description, w.kinds, w.filter, w.document, w.created_at AS "createdAt", w.updated_at AS "updatedAt", w.after,
    w.failing_since AS "failingSince", w.disabled_at AS "disabledAt", w.disabled_reason AS "disabledReason"`,
  buildFrom: (table) => sql`FROM ${table('webhook')} w WHERE true`,
  id: sql`w.id`,

  conditions: {
    name: matchName(sql`concat_ws(' ', w.description, w.url)`, 'description or URL of the webhook'),
    isEnabled: matchFlag('True for webhooks that are not disabled.', () => sql`(w.disabled_at IS NULL)`),
    isFailing: matchFlag(
      'True for webhooks whose last attempts have failed.',
      () => sql`(w.failing_since IS NOT NULL)`,
    ),
    kind,
  },

  orders: {
    OLDEST: {
      cursor: 'webhooks by OLDEST',
      description: 'By time of registration, earliest first.',
      column: sql`w.id`,
      isDescending: false,
      type: 'int',
    },
    NEWEST: {
      cursor: 'webhooks by NEWEST',
      description: 'By time of registration, latest first.',
      column: sql`w.id`,
      isDescending: true,
      type: 'int',
    },
  },
});
