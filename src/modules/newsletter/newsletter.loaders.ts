import { cacheTags } from '../../cache/cache-tags.js';
import { DependencyTracker } from '../../cache/dependency-tracker.js';
import { type Newsletter, type NewsletterIssue, Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { LoaderSources } from '../../graphql/loaders.js';
import { createBatchLoader, createListBatchLoader } from '../../shared/async/batch.js';
import type { SiteLanguages } from '../../shared/languages.js';
import { createPerspectiveSource, defineList, readPage } from '../../shared/lists/list.js';
import { OwnedLists } from '../../shared/lists/owned-lists.js';
import type { ConnectionArgs } from '../../shared/pagination/connection.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { buildDigestCondition, type DigestArticle, loadIssueArticles } from './digest/digest-articles.js';

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

type NewsletterLoaderSources = Pick<LoaderSources, 'readClient' | 'published' | 'languages' | 'language'>;

/** Loads newsletters and issues. Digests contain published articles only, in any perspective. */
export class NewsletterLoaders {
  private readonly reader: ReadClient;
  private readonly published: ReadClient;
  private readonly languages: SiteLanguages;
  private readonly language: string;

  constructor({ readClient, published, languages, language }: NewsletterLoaderSources) {
    this.reader = readClient;
    this.published = published;
    this.languages = languages;
    this.language = language;
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

  /** Returns the language in which a newsletter is read: its own, or that of the request. */
  getLanguage({ language }: { language: string | null }): string {
    return language === null ? this.language : this.languages.resolve(language);
  }

  /** Loads the articles of an issue's digest in a language of the site. */
  loadDigestArticles(issueId: number, language: string): Promise<DigestArticle[]> {
    const loader = this.digestArticles.get(language) ?? this.createDigestLoader(language);
    this.digestArticles.set(language, loader);
    return loader.load(issueId);
  }

  private createDigestLoader(language: string) {
    const { areMany } = this.languages;
    const reader = areMany ? this.published.withLanguage(language) : this.published;
    return createListBatchLoader(
      (ids: number[]) => loadIssueArticles(reader, ids, areMany ? language : null),
      (article) => article.issueId,
    );
  }

  private readonly digestArticles = new Map<string, ReturnType<NewsletterLoaders['createDigestLoader']>>();

  /** Loads the IDs of an issue's articles in the language of the request, in order. */
  readonly articleIds = createListBatchLoader(
    (ids: number[]) =>
      this.reader.query<{ issueId: number; articleId: number }>(
        sql`
          SELECT issue_id AS "issueId", article_id AS "articleId"
          FROM ${this.reader.table('newsletter_issue_article')} e
          WHERE issue_id = ANY(${ids}::int[]) AND ${buildDigestCondition(this.languages.areMany ? this.language : null)} ORDER BY issue_id, position`,
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

/** Creates loaders that read published content in a language of the site, outside GraphQL requests. */
export function createNewsletterLoaders(
  published: ReadClient,
  languages: SiteLanguages,
  language: string,
): NewsletterLoaders {
  const readClient = published
    .withLanguage(languages.areMany ? language : null)
    .withDependencies(new DependencyTracker());
  return new NewsletterLoaders({ readClient, published: readClient, languages, language });
}
