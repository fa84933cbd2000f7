import DataLoader from 'dataloader';
import {
  Prisma,
  type PrismaClient,
  type WebhookAttempt,
  type WebhookDelivery,
} from '../../database/generated/client.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import type { WebhookDeliveriesArgs } from './webhook.inputs.js';
import type { WebhookDescription } from './webhook.type.js';

const { sql, empty } = Prisma;

const LATEST: SortKey = { column: sql`d.id`, id: sql`d.id`, type: 'int', isDescending: true };
const SECRETS = { secret: true, formerSecret: true, formerUntil: true } as const;

/** Key of a page of a webhook's deliveries, of one status or of any. */
interface DeliveryList {
  webhookId: number;
  status: string | null;
  page: PageRequest;
}

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

  /** Lists all webhooks, at most 20. */
  list(): Promise<WebhookDescription[]> {
    return this.tables.webhook.findMany({ omit: SECRETS, orderBy: { id: 'asc' } });
  }

  /**
   * Lists a webhook's deliveries, latest first. Throws BadUserInputError if the arguments are out of range.
   */
  async listDeliveries(
    webhookId: number,
    { status = null, ...args }: WebhookDeliveriesArgs,
  ): Promise<ConnectionPage<WebhookDelivery>> {
    const list = { webhookId, status, page: parsePageArgs('deliveries', args) };
    const rows = await this.lists.load(list);
    return buildConnection(
      list.page,
      rows,
      ({ id }) => ({ value: id, id }),
      async () => (await this.counts.load(list))[0]?.deliveries ?? 0,
    );
  }

  private readonly lists = new DataLoader<DeliveryList, WebhookDelivery[]>((lists) =>
    this.loadGrouped(
      lists,
      ({ status, page }) => sql`
        SELECT id, webhook_id AS "webhookId", sequence, message_id AS "messageId", kind, payload,
          created_at AS "createdAt", status, tries, due_at AS "dueAt"
        FROM webhook_delivery d WHERE d.webhook_id = k.id ${buildStatusCondition(status)} ${buildCursorRange(LATEST, page)}
        ${buildOrderAndLimit(LATEST, page)}`,
    ),
  );

  private readonly counts = new DataLoader<DeliveryList, { deliveries: number }[]>((lists) =>
    this.loadGrouped(
      lists,
      ({ status }) => sql`
        SELECT k.id AS "webhookId", count(*)::int AS deliveries
        FROM webhook_delivery d WHERE d.webhook_id = k.id ${buildStatusCondition(status)}`,
    ),
  );

  /**
   * Loads lists that differ only in the webhook with one statement; `buildRowsQuery` selects the rows of
   * webhook k.id.
   */
  private async loadGrouped<Row>(
    lists: readonly DeliveryList[],
    buildRowsQuery: (first: DeliveryList) => Prisma.Sql,
  ): Promise<Row[][]> {
    const groups = new Map<string, DeliveryList[]>();
    for (const list of lists) {
      const name = JSON.stringify([list.status, list.page]);
      groups.set(name, [...(groups.get(name) ?? []), list]);
    }
    const results = new Map<DeliveryList, Row[]>(lists.map((list) => [list, []]));
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const ids = group.map(({ webhookId }) => webhookId);
      const rows = await this.tables.$queryRaw<(Row & { webhookId: number })[]>(
        sql`SELECT r.* FROM unnest(${ids}::int[]) AS k(id) CROSS JOIN LATERAL (${buildRowsQuery(first)}) r`,
      );
      for (const row of rows) {
        for (const list of group) if (list.webhookId === row.webhookId) results.get(list)?.push(row);
      }
    }
    return lists.map((list) => results.get(list) ?? []);
  }
}

function buildStatusCondition(status: string | null): Prisma.Sql {
  return status === null ? empty : sql`AND d.status = ${status}`;
}
