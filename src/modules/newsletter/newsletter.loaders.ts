import { cacheTags } from '../../cache/cache-tags.js';
import { type Newsletter, type NewsletterIssue, Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { LoaderSources } from '../../graphql/loaders.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import type { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { buildCursorRange, buildOrderAndLimit, type SortKey } from '../../shared/pagination/keyset.js';
import { buildConnection, type ConnectionPage, parsePageArgs } from '../../shared/pagination/pagination.js';
import { loadIssueArticles } from './digest/digest-articles.js';
import { createOwnedListLoader } from './group-by.js';

const { sql } = Prisma;

const LATEST: SortKey = { column: sql`i.number`, id: sql`i.id`, type: 'int', isDescending: true };

/** Loads newsletters and issues. Digests contain published articles only, in any perspective. */
export class NewsletterLoaders {
  private readonly reader: ReadClient;
  private readonly published: ReadClient;

  constructor({ readClient, published }: Pick<LoaderSources, 'readClient' | 'published'>) {
    this.reader = readClient;
    this.published = published;
  }

  readonly byId = createBatchLoader(
    (ids: number[]) => this.reader.selectByKey('newsletter', 'id', ids, cacheTags.newsletter),
    (newsletter) => newsletter.id,
  );

  readonly bySlug = createBatchLoader(
    async (slugs: string[]) => {
      const found = await this.reader.selectByKey('newsletter', 'slug', slugs, () => cacheTags.newsletters);
      this.reader.trackTags(found.map(({ id }) => cacheTags.newsletter(id)));
      return found;
    },
    (newsletter) => newsletter.slug,
  );

  /** Lists all newsletters by name. */
  async list(): Promise<Newsletter[]> {
    const ids = await this.reader.query<{ id: number }>(
      sql`SELECT id FROM ${this.reader.table('newsletter')} ORDER BY name, id`,
      [cacheTags.newsletters],
    );
    const found = await this.byId.loadMany(ids.map(({ id }) => id));
    return found.filter((row): row is Newsletter => row !== null && !(row instanceof Error));
  }

  readonly issue = createBatchLoader(
    (ids: number[]) =>
      this.reader.selectByKey('newsletter_issue', 'id', ids, () => cacheTags.newsletterIssues),
    (issue) => issue.id,
  );

  /** Loads the articles of an issue's digest. */
  readonly digestArticles = createListBatchLoader(
    (ids: number[]) => loadIssueArticles(this.published, ids),
    (article) => article.issueId,
  );

  /** Loads the IDs of an issue's articles, in order. */
  readonly articleIds = createListBatchLoader(
    (ids: number[]) =>
      this.reader.query<{ issueId: number; articleId: number }>(
        sql`
          SELECT issue_id AS "issueId", article_id AS "articleId"
          FROM ${this.reader.table('newsletter_issue_article')}
          WHERE issue_id = ANY(${ids}::int[]) ORDER BY issue_id, position`,
        [], // the articles of an issue never change, and each is tracked where it is loaded
      ),
    (entry) => entry.issueId,
  );

  /**
   * Returns a page of a newsletter's issues, latest first. Throws BadUserInputError for arguments out of
   * range.
   */
  async listIssues(
    newsletterId: number,
    args: ForwardConnectionArgs,
  ): Promise<ConnectionPage<NewsletterIssue>> {
    const page = parsePageArgs('newsletter issues', args);
    const rows = await this.issueLists.load({ ownerId: newsletterId, filterKey: null, page });
    return buildConnection(
      page,
      rows,
      ({ number, id }) => ({ value: number, id }),
      async () => (await this.issueCount.load(newsletterId))?.issues ?? 0,
    );
  }

  private readonly issueLists = createOwnedListLoader<NewsletterIssue>((ids, { page }) =>
    this.reader.query(
      sql`
      SELECT r.*, k.id AS "ownerId" FROM unnest(${ids}::int[]) AS k(id) CROSS JOIN LATERAL (
        SELECT i.id, i.newsletter_id AS "newsletterId", i.number, i.scheduled_for AS "scheduledFor", i.subject,
          i.intro, i.sent_at AS "sentAt"
        FROM ${this.reader.table('newsletter_issue')} i WHERE i.newsletter_id = k.id
        ${buildCursorRange(LATEST, page)} ${buildOrderAndLimit(LATEST, page)}
      ) r`,
      ids.map(cacheTags.newsletter),
    ),
  );

  private readonly issueCount = createBatchLoader(
    (ids: number[]) =>
      this.reader.query<{ newsletterId: number; issues: number }>(
        sql`
        SELECT newsletter_id AS "newsletterId", count(*)::int AS issues
        FROM ${this.reader.table('newsletter_issue')}
        WHERE newsletter_id = ANY(${ids}::int[]) GROUP BY newsletter_id`,
        ids.map(cacheTags.newsletter),
      ),
    (count) => count.newsletterId,
  );
}
