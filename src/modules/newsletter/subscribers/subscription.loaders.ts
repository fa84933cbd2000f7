import { Prisma, type PrismaClient } from '../../../database/generated/client.js';
import { createBatchLoader } from '../../../shared/async/batch.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  parsePageArgs,
} from '../../../shared/pagination/pagination.js';
import { createOwnedListLoader } from '../group-by.js';
import type { NewsletterSubscriptionsArgs } from '../newsletter.inputs.js';
import type { NewsletterProgress } from '../newsletter.type.js';
import {
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { hasStatus, STATUS, SUPPRESSION } from './suppression.js';

const { sql, empty } = Prisma;

const LATEST: SortKey = { column: sql`s.id`, id: sql`s.id`, type: 'int', isDescending: true };

/** Columns of a SubscriptionDescription. */
const COLUMNS = sql`s.id, s.newsletter_id AS "newsletterId", s.email, ${STATUS} AS status, x.reason AS suppression,
  x.at AS "suppressedAt", s.created_at AS "createdAt", s.confirmed_at AS "confirmedAt",
  s.unsubscribed_at AS "unsubscribedAt", s.source`;

/** Loads subscriptions and counts for API keys with the `newsletter:read` scope. */
export class SubscriptionLoaders {
  constructor(private readonly tables: Pick<PrismaClient, '$queryRaw'>) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.tables.$queryRaw<SubscriptionDescription[]>`
        SELECT ${COLUMNS} FROM newsletter_subscription s ${SUPPRESSION} WHERE s.id = ANY(${ids}::int[])`,
    ({ id }) => id,
  );

  readonly subscriberCount = createBatchLoader(
    (ids: number[]) =>
      this.tables.$queryRaw<{ newsletterId: number; subscribers: number }[]>`
        SELECT s.newsletter_id AS "newsletterId", count(*)::int AS subscribers
        FROM newsletter_subscription s ${SUPPRESSION}
        WHERE s.newsletter_id = ANY(${ids}::int[]) AND ${hasStatus(NewsletterSubscriptionStatus.ACTIVE)}
        GROUP BY s.newsletter_id`,
    (count) => count.newsletterId,
  );

  readonly progress = createBatchLoader(
    (ids: number[]) =>
      this.tables.$queryRaw<(NewsletterProgress & { issueId: number })[]>`
        SELECT issue_id AS "issueId", count(*)::int AS total,
          count(*) FILTER (WHERE status IN ('WAITING', 'SENDING'))::int AS waiting,
          count(*) FILTER (WHERE status = 'SENT')::int AS sent,
          count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
          count(*) FILTER (WHERE status = 'SKIPPED')::int AS skipped
        FROM newsletter_delivery WHERE issue_id = ANY(${ids}::int[]) GROUP BY issue_id`,
    (progress) => progress.issueId,
  );

  /** Returns a page of subscriptions, latest first. Throws BadUserInputError for arguments out of range. */
  async list(
    newsletterId: number,
    { status = null, ...args }: NewsletterSubscriptionsArgs,
  ): Promise<ConnectionPage<SubscriptionDescription>> {
    const list = {
      ownerId: newsletterId,
      filterKey: status,
      page: parsePageArgs('newsletter subscriptions', args),
    };
    const rows = await this.lists.load(list);
    return buildConnection(
      list.page,
      rows,
      ({ id }) => ({ value: id, id }),
      async () => (await this.counts.load(list))[0]?.subscriptions ?? 0,
    );
  }

  private readonly lists = createOwnedListLoader<SubscriptionDescription>(
    (ids, { filterKey, page }) => this.tables.$queryRaw`
      SELECT r.*, k.id AS "ownerId" FROM unnest(${ids}::int[]) AS k(id) CROSS JOIN LATERAL (
        SELECT ${COLUMNS}
        FROM newsletter_subscription s ${SUPPRESSION} WHERE s.newsletter_id = k.id ${buildStatusCondition(filterKey)}
        ${buildCursorRange(LATEST, page)} ${buildOrderAndLimit(LATEST, page)}
      ) r`,
  );

  private readonly counts = createOwnedListLoader<{ subscriptions: number }>(
    (ids, { filterKey }) => this.tables.$queryRaw`
      SELECT s.newsletter_id AS "ownerId", count(*)::int AS subscriptions FROM newsletter_subscription s ${SUPPRESSION}
      WHERE s.newsletter_id = ANY(${ids}::int[]) ${buildStatusCondition(filterKey)} GROUP BY s.newsletter_id`,
  );
}

function buildStatusCondition(status: string | null): Prisma.Sql {
  return status === null ? empty : sql`AND ${hasStatus(status)}`;
}
