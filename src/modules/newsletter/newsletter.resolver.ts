import { Arg, Args, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { NewsletterSubscriptionsArgs } from './newsletter.inputs.js';
import type { NewsletterContext } from './newsletter.loaders.js';
import type { NewsletterService } from './newsletter.service.js';
import { Newsletter, NewsletterIssueConnection, NewsletterPreview } from './newsletter.type.js';
import { NewsletterSubscriptionConnection } from './subscribers/newsletter-subscription.type.js';
import type { SubscriptionContext } from './subscribers/subscription.loaders.js';

@Resolver(() => Newsletter)
export class NewsletterResolver {
  constructor(private readonly service: NewsletterService) {}

  @Query(() => [Newsletter], { description: 'All that readers can subscribe to, by name.' })
  newsletters(@Ctx() { newsletters }: NewsletterContext): Promise<Newsletter[]> {
    return newsletters.list();
  }

  @Query(() => Newsletter, {
    nullable: true,
    description: 'The newsletter of a slug; null when there is none.',
  })
  newsletter(
    @Arg('slug', () => String, { description: 'The one that it was set up with; it never changes.' })
    slug: string,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<Newsletter | null> {
    return newsletters.bySlug.load(slug);
  }

  @FieldResolver(() => NewsletterIssueConnection, { description: 'The archive, the latest issue first.' })
  issues(
    @Root() newsletter: Newsletter,
    @Args(() => ForwardConnectionArgs) args: ForwardConnectionArgs,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<NewsletterIssueConnection> {
    return newsletters.listIssues(newsletter.id, args);
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => Int, {
    description: 'How many get it. Needs an API key that may read subscribers (newsletter:read).',
  })
  async subscriberCount(
    @Root() newsletter: Newsletter,
    @Ctx() { subscriptions }: SubscriptionContext,
  ): Promise<number> {
    return (await subscriptions.subscriberCount.load(newsletter.id))?.subscribers ?? 0;
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => NewsletterSubscriptionConnection, {
    description:
      'Who signed up, the latest first. Needs an API key that may read subscribers (newsletter:read).',
  })
  subscriptions(
    @Root() newsletter: Newsletter,
    @Args(() => NewsletterSubscriptionsArgs) args: NewsletterSubscriptionsArgs,
    @Ctx() { subscriptions }: SubscriptionContext,
  ): Promise<NewsletterSubscriptionConnection> {
    return subscriptions.list(newsletter.id, args);
  }

  @Authorized('newsletter:write')
  @FieldResolver(() => NewsletterPreview, {
    description:
      'What would be sent now. Sends nothing. Needs an API key that may send issues (newsletter:write).',
  })
  nextIssue(@Root() newsletter: Newsletter): Promise<NewsletterPreview> {
    return this.service.previewNextIssue(newsletter);
  }
}
