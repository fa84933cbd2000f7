import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { requireValue } from '../../shared/require-value.js';
import { HtmlScalar } from '../../shared/scalars.js';
import { Article } from '../article/article.type.js';
import type { Site } from '../site/site.type.js';
import type { DigestRenderer } from './digest/digest.js';
import { loadArticles, loadIssue } from './issues/load-issue.js';
import {
  Newsletter,
  NewsletterEntry,
  NewsletterIssue,
  NewsletterPreview,
  NewsletterProgress,
  SUBJECT_FIELD,
} from './newsletter.type.js';

@Resolver(() => NewsletterIssue)
export class NewsletterIssueResolver {
  constructor(
    private readonly digests: DigestRenderer,
    private readonly site: Site,
  ) {}

  @FieldResolver(() => Newsletter, { description: 'The newsletter of the issue.' })
  async newsletter(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<Newsletter> {
    const newsletter = await context.newsletters.byId.load(issue.newsletterId);
    return requireValue(newsletter, 'An issue has a newsletter.');
  }

  @FieldResolver(() => String, SUBJECT_FIELD)
  async subject(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<string> {
    return this.digests.getSubject(await loadIssue(context.newsletters, issue));
  }

  @FieldResolver(() => HtmlScalar, {
    description: 'The complete HTML page, as mailed but without personal links.',
  })
  async html(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<string> {
    context.site.track(this.site);
    return this.digests.renderHtml(await loadIssue(context.newsletters, issue));
  }

  @FieldResolver(() => String, { description: 'The issue as plain text.' })
  async text(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<string> {
    context.site.track(this.site);
    return this.digests.renderText(await loadIssue(context.newsletters, issue));
  }

  @FieldResolver(() => [Article], { description: 'The articles of the issue, in order.' })
  async articles(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<Article[]> {
    const entries = await context.newsletters.articleIds.load(issue.id);
    return loadArticles(
      context,
      entries.map(({ articleId }) => articleId),
    );
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => NewsletterProgress, {
    nullable: true,
    description: 'The delivery progress of the issue. Requires an API key with the `newsletter:read` scope.',
  })
  async progress(@Root() issue: NewsletterIssue, @Ctx() context: Context): Promise<NewsletterProgress> {
    return (await context.subscriptions.progress.load(issue.id)) ?? EMPTY_PROGRESS;
  }
}

@Resolver(() => NewsletterPreview)
export class NewsletterPreviewResolver {
  @FieldResolver(() => [Article], { description: 'The articles of the issue, in order.' })
  articles(@Root() preview: NewsletterPreview, @Ctx() context: Context): Promise<Article[]> {
    return loadArticles(
      context,
      preview.entries.map(({ articleId }) => articleId),
    );
  }

  @FieldResolver(() => [NewsletterEntry], {
    description: 'The articles of the issue with the reason for each, in order.',
  })
  async entries(
    @Root() preview: NewsletterPreview,
    @Ctx() { articles }: Context,
  ): Promise<NewsletterEntry[]> {
    const found = await Promise.all(preview.entries.map(({ articleId }) => articles.byId.load(articleId)));
    return preview.entries.filter((_, i) => found[i] !== null);
  }
}

@Resolver(() => NewsletterEntry)
export class NewsletterEntryResolver {
  @FieldResolver(() => Article, { description: 'The article.' })
  async article(@Root() { articleId }: NewsletterEntry, @Ctx() { articles }: Context): Promise<Article> {
    return requireValue(await articles.byId.load(articleId), 'An issue lists published articles.');
  }
}

const EMPTY_PROGRESS = { total: 0, waiting: 0, sent: 0, failed: 0, skipped: 0 };
