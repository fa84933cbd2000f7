import type { PrismaClient, WebhookAttempt, WebhookDelivery } from '../../database/generated/client.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import { createTableSource, readPage, readWhole } from '../../shared/lists/list.js';
import { OwnedLists } from '../../shared/lists/owned-lists.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import type { WebhookDeliveriesArgs, WebhooksArgs } from './webhook.inputs.js';
import type { WebhookDescription } from './webhook.type.js';
import { DELIVERY_LIST } from './webhook-delivery-list.js';
import { WEBHOOK_LIST } from './webhook-list.js';

const SECRETS = { secret: true, formerSecret: true, formerUntil: true } as const;

/**
 * The webhook tables, for requests with a key that permits them. Excludes the tables of published content.
 */
export type WebhookTables = Pick<
  PrismaClient,
  'webhook' | 'webhookDelivery' | 'webhookAttempt' | '$queryRaw'
>;

export class WebhookLoaders {
  constructor(private readonly tables: WebhookTables) {}

  readonly byId = createBatchLoader(
    (ids: number[]): Promise<WebhookDescription[]> =>
      this.tables.webhook.findMany({ where: { id: { in: ids } }, omit: SECRETS }),
    (webhook) => webhook.id,
  );

  readonly delivery = createBatchLoader(
    (ids: number[]) => this.tables.webhookDelivery.findMany({ where: { id: { in: ids } } }),
    (delivery) => delivery.id,
  );

  /** Attempts of a delivery, oldest first. */
  readonly attempts = createListBatchLoader(
    (ids: number[]): Promise<WebhookAttempt[]> =>
      this.tables.webhookAttempt.findMany({ where: { deliveryId: { in: ids } }, orderBy: { id: 'asc' } }),
    (attempt) => attempt.deliveryId,
  );

  /** Lists webhooks, of which there are at most 20. Throws BadUserInputError if the arguments are invalid. */
  list(args: WebhooksArgs): Promise<WebhookDescription[]> {
    return readWhole(WEBHOOK_LIST, args, createTableSource(this.tables));
  }

  /**
   * Lists a webhook's deliveries, latest first. Throws BadUserInputError if the arguments are out of range.
   */
  listDeliveries(
    webhookId: number,
    { status, ...args }: WebhookDeliveriesArgs,
  ): Promise<ConnectionPage<WebhookDelivery>> {
    const ordered = { ...args, filter: { status: status ?? null }, orderBy: 'NEWEST' } as const;
    return readPage(DELIVERY_LIST, ordered, this.deliveries.of(webhookId));
  }

  private readonly deliveries = new OwnedLists(createTableSource(this.tables));
}
