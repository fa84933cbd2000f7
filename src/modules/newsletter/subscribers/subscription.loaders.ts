import type { PrismaClient } from '../../../database/generated/client.js';
import { createBatchLoader } from '../../../shared/async/batch.js';
import { createTableSource, readPage } from '../../../shared/lists/list.js';
import { OwnedLists } from '../../../shared/lists/owned-lists.js';
import type { ConnectionPage } from '../../../shared/pagination/pagination.js';
import type { NewsletterSubscriptionsArgs } from '../newsletter.inputs.js';
import type { NewsletterProgress } from '../newsletter.type.js';
import {
  NewsletterSubscriptionStatus,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import { SUBSCRIPTION_LIST } from './subscription-list.js';
import { hasStatus, SUPPRESSION } from './suppression.js';

/** Loads subscriptions and counts for API keys with the `newsletter:read` scope. */
export class SubscriptionLoaders {
  constructor(private readonly tables: Pick<PrismaClient, '$queryRaw'>) {}

  readonly byId = createBatchLoader(
    (ids: number[]) =>
      this.tables.$queryRaw<SubscriptionDescription[]>`
        SELECT ${SUBSCRIPTION_LIST.columns} FROM newsletter_subscription s ${SUPPRESSION} WHERE s.id = ANY(${ids}::int[])`,
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

  /** Returns a page of subscriptions. Throws BadUserInputError for arguments out of range. */
  list(
    newsletterId: number,
    { status = null, filter, ...args }: NewsletterSubscriptionsArgs,
  ): Promise<ConnectionPage<SubscriptionDescription>> {
    const merged = status === null ? filter : { ...filter, status: filter?.status ?? status };
    return readPage(SUBSCRIPTION_LIST, { ...args, filter: merged }, this.lists.of(newsletterId));
  }

  private readonly lists = new OwnedLists(createTableSource(this.tables));
}
