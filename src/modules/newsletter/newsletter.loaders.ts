import type { Awaitable } from '../../database/awaitable.js';
import { type Newsletter, type NewsletterIssue, Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { batchMany, batchOne } from '../../shared/batch.js';
import type { ForwardArgs } from '../../shared/connection.js';
import { betweenCursors, orderAndLimit, type Sort } from '../../shared/keyset.js';
import { listsOf } from '../../shared/lists-of.js';
import { type Page, readPage, toPage } from '../../shared/page.js';
import type { Article } from '../article/article.type.js';
import { articlesOfIssues } from './digest-articles.js';

const { sql } = Prisma;

const LATEST: Sort = { column: sql`i.number`, id: sql`i.id`, type: 'int', isDescending: true };

/** What readers see of newsletters. Digests are made of what is published, whatever the request may see. */
export class NewsletterLoaders {
  constructor(
    private readonly reader: Reader,
    private readonly published: Reader,
  ) {}

  readonly byId = batchOne(
    (ids: number[]) => this.reader.rowsBy('newsletter', 'id', ids, keys.newsletter),
    (newsletter) => newsletter.id,
  );

  readonly bySlug = batchOne(
    async (slugs: string[]) => {
      const found = await this.reader.rowsBy('newsletter', 'slug', slugs, () => keys.newsletters);
      this.reader.note(found.map(({ id }) => keys.newsletter(id)));
      return found;
    },
    (newsletter) => newsletter.slug,
  );

  /** By name. */
  async all(): Promise<Newsletter[]> {
    const ids = await this.reader.query<{ id: number }>(
      sql`SELECT id FROM ${this.reader.table('newsletter')} ORDER BY name, id`,
      [keys.newsletters],
    );
    const found = await this.byId.loadMany(ids.map(({ id }) => id));
    return found.filter((row): row is Newsletter => row !== null && !(row instanceof Error));
  }

  readonly issue = batchOne(
    (ids: number[]) => this.reader.rowsBy('newsletter_issue', 'id', ids, () => keys.newsletterIssues),
    (issue) => issue.id,
  );

  /** What an issue's digest says of its articles. */
  readonly digestArticles = batchMany(
    (ids: number[]) => articlesOfIssues(this.published, ids),
    (article) => article.issueId,
  );

  /** The ids of an issue's articles, first to last. */
  readonly articleIds = batchMany(
    (ids: number[]) =>
      this.reader.query<{ issueId: number; articleId: number }>(
        sql`
          SELECT issue_id AS "issueId", article_id AS "articleId"
          FROM ${this.reader.table('newsletter_issue_article')}
          WHERE issue_id = ANY(${ids}::int[]) ORDER BY issue_id, position`,
        [], // an issue has for ever the articles it was made with; each is noted where it is loaded
      ),
    (entry) => entry.issueId,
  );

  /** A newsletter's issues, the latest first. Throws BadUserInput for arguments out of their range. */
  async issues(newsletterId: number, args: ForwardArgs): Promise<Page<NewsletterIssue>> {
    const page = readPage('newsletter issues', args);
    const rows = await this.issueLists.load({ ownerId: newsletterId, narrowing: null, page });
    return toPage(
      page,
      rows,
      ({ number, id }) => ({ value: number, id }),
      async () => (await this.issueCount.load(newsletterId))?.issues ?? 0,
    );
  }

  private readonly issueLists = listsOf<NewsletterIssue>((ids, { page }) =>
    this.reader.query(
      sql`
      SELECT r.*, k.id AS "ownerId" FROM unnest(${ids}::int[]) AS k(id) CROSS JOIN LATERAL (
        SELECT i.id, i.newsletter_id AS "newsletterId", i.number, i.scheduled_for AS "scheduledFor", i.subject,
          i.intro, i.sent_at AS "sentAt"
        FROM ${this.reader.table('newsletter_issue')} i WHERE i.newsletter_id = k.id
        ${betweenCursors(LATEST, page)} ${orderAndLimit(LATEST, page)}
      ) r`,
      ids.map(keys.newsletter),
    ),
  );

  private readonly issueCount = batchOne(
    (ids: number[]) =>
      this.reader.query<{ newsletterId: number; issues: number }>(
        sql`
        SELECT newsletter_id AS "newsletterId", count(*)::int AS issues
        FROM ${this.reader.table('newsletter_issue')}
        WHERE newsletter_id = ANY(${ids}::int[]) GROUP BY newsletter_id`,
        ids.map(keys.newsletter),
      ),
    (count) => count.newsletterId,
  );
}

/** What the newsletters' resolvers need of a request. */
export interface NewsletterContext {
  newsletters: NewsletterLoaders;
  articles: { byId: { load(id: number): Awaitable<Article | null> } };
}
