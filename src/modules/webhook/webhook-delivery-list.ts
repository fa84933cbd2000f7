import { Prisma, type WebhookDelivery } from '../../database/generated/client.js';
import { defineList } from '../../shared/lists/list.js';
import type { ListCondition } from '../../shared/lists/list-condition.js';
import { WebhookDeliveryStatus } from './webhook.type.js';

const { sql } = Prisma;

const status: ListCondition<string> = {
  type: () => WebhookDeliveryStatus,
  description: 'The status of the delivery.',
  buildSql: (value) => [sql`d.status = ${value}`],
};

/** The deliveries to the webhook `k.id`. */
export const DELIVERY_LIST = defineList<WebhookDelivery>()({
  columns: sql`d.id, d.webhook_id AS "webhookId", d.sequence, d.message_id AS "messageId", d.kind, d.payload,
    d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.status, d.tries, d.due_at AS "dueAt"`,
  buildFrom: (table) => sql`FROM ${table('webhook_delivery')} d WHERE d.webhook_id = k.id`,
  id: sql`d.id`,
  conditions: { status },
  orders: {
    NEWEST: {
      cursor: 'deliveries',
      description: 'By time of creation, latest first.',
      column: sql`d.id`,
      isDescending: true,
      type: 'int',
    },
  },
});
