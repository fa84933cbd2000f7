import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Article } from '../article/article.type.js';
import type { DigestRenderer } from './digest/digest.js';
import { loadArticles, loadIssue } from './issues/load-issue.js';
import type { NewsletterContext } from './newsletter.loaders.js';
import {
  Newsletter,
  NewsletterIssue,
  NewsletterPreview,
  NewsletterProgress,
  SUBJECT_FIELD,
} from './newsletter.type.js';
import type { SubscriptionContext } from './subscribers/subscription.loaders.js';

@Resolver(() => NewsletterIssue)
export class NewsletterIssueResolver {
  constructor(private readonly digests: DigestRenderer) {}

  @FieldResolver(() => Newsletter, { description: 'The newsletter that it is an issue of.' })
  async newsletter(
    @Root() issue: NewsletterIssue,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<Newsletter> {
    return (await newsletters.byId.load(issue.newsletterId))!;
  }

  @FieldResolver(() => String, SUBJECT_FIELD)
  async subject(@Root() issue: NewsletterIssue, @Ctx() context: NewsletterContext): Promise<string> {
    return this.digests.getSubject(await loadIssue(context, issue));
  }

  @FieldResolver(() => String, {
    description: 'The whole page, as it was mailed but for the links of its reader.',
  })
  async html(@Root() issue: NewsletterIssue, @Ctx() context: NewsletterContext): Promise<string> {
    return this.digests.renderHtml(await loadIssue(context, issue));
  }

  @FieldResolver(() => String, { description: 'The same as plain text.' })
  async text(@Root() issue: NewsletterIssue, @Ctx() context: NewsletterContext): Promise<string> {
    return this.digests.renderText(await loadIssue(context, issue));
  }

  @FieldResolver(() => [Article], { description: 'First to last.' })
  async articles(@Root() issue: NewsletterIssue, @Ctx() context: NewsletterContext): Promise<Article[]> {
    const entries = await context.newsletters.articleIds.load(issue.id);
    return loadArticles(
      context,
      entries.map(({ articleId }) => articleId),
    );
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => NewsletterProgress, {
    description: 'How far sending has come. Needs an API key that may read subscribers (newsletter:read).',
  })
  async progress(
    @Root() issue: NewsletterIssue,
    @Ctx() { subscriptions }: SubscriptionContext,
  ): Promise<NewsletterProgress> {
    return (await subscriptions.progress.load(issue.id)) ?? EMPTY_PROGRESS;
  }
}

@Resolver(() => NewsletterPreview)
export class NewsletterPreviewResolver {
  @FieldResolver(() => [Article], { description: 'First to last.' })
  articles(@Root() preview: NewsletterPreview, @Ctx() context: NewsletterContext): Promise<Article[]> {
    return loadArticles(context, preview.articleIds);
  }
}

const EMPTY_PROGRESS = { total: 0, waiting: 0, sent: 0, failed: 0, skipped: 0 };
