import { cacheTags } from '../../cache/cache-tags.js';
import { type Newsletter, type NewsletterIssue, Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { LoaderSources } from '../../graphql/loaders.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import { createPerspectiveSource, defineList, readPage } from '../../shared/lists/list.js';
import { OwnedLists } from '../../shared/lists/owned-lists.js';
import type { ConnectionArgs } from '../../shared/pagination/connection.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { loadIssueArticles } from './digest/digest-articles.js';

const { sql } = Prisma;

/** The sent issues of the newsletter `k.id`. */
const ISSUE_LIST = defineList<NewsletterIssue>()({
  columns: sql`i.id, i.newsletter_id AS "newsletterId", i.number, i.scheduled_for AS "scheduledFor", i.subject, i.intro,
    i.sent_at AS "sentAt"`,
  buildFrom: (table) => sql`FROM ${table('newsletter_issue')} i WHERE i.newsletter_id = k.id`,
  id: sql`i.id`,
  conditions: {},
  orders: {
    NEWEST: {
      cursor: 'newsletter issues',
      description: 'By number, latest first.',
      column: sql`i.number`,
      isDescending: true,
      type: 'int',
    },
  },
});

/** Loads newsletters and issues. Digests contain published articles only, in any perspective. */
export class NewsletterLoaders {
  private readonly reader: ReadClient;
  private readonly published: ReadClient;

  constructor({ readClient, published }: Pick<LoaderSources, 'readClient' | 'published'>) {
    this.reader = readClient;
    this.published = published;
    this.issues = new OwnedLists(createPerspectiveSource(readClient));
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
  listIssues(newsletterId: number, args: ConnectionArgs): Promise<ConnectionPage<NewsletterIssue>> {
    const source = this.issues.of(newsletterId, [cacheTags.newsletter(newsletterId)]);
    return readPage(ISSUE_LIST, { ...args, orderBy: 'NEWEST' }, source);
  }

  private readonly issues: OwnedLists;
}
