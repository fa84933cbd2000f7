import { Arg, Args, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { BY_ARG, lookUp } from '../../shared/references/lookup.js';
import { NewsletterBy, NewsletterSubscriptionsArgs } from './newsletter.inputs.js';
import type { NewsletterService } from './newsletter.service.js';
import { Newsletter, NewsletterIssueConnection, NewsletterPreview } from './newsletter.type.js';
import { NewsletterSubscriptionConnection } from './subscribers/newsletter-subscription.type.js';

@Resolver(() => Newsletter)
export class NewsletterResolver {
  constructor(private readonly service: NewsletterService) {}

  @Query(() => [Newsletter], { description: 'All newsletters that readers can subscribe to, by name.' })
  newsletters(@Ctx() context: Context): Promise<Newsletter[]> {
    return context.newsletters.list();
  }

  @Query(() => Newsletter, {
    nullable: true,
    description: 'The newsletter with the ID or slug. Null if there is none.',
  })
  newsletter(
    @Arg('by', () => NewsletterBy, BY_ARG) by: NewsletterBy,
    @Ctx() context: Context,
  ): MaybePromise<Newsletter | null> {
    return lookUp('Newsletter', by, context.newsletters);
  }

  @FieldResolver(() => NewsletterIssueConnection, {
    description: 'The archive of sent issues, latest first.',
  })
  issues(
    @Root() newsletter: Newsletter,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: Context,
  ): Promise<NewsletterIssueConnection> {
    return context.newsletters.listIssues(newsletter.id, args);
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'The number of active subscribers. Requires an API key with the `newsletter:read` scope.',
  })
  async subscriberCount(@Root() newsletter: Newsletter, @Ctx() context: Context): Promise<number> {
    return (await context.subscriptions.subscriberCount.load(newsletter.id))?.subscribers ?? 0;
  }

  @Authorized('newsletter:read')
  @FieldResolver(() => NewsletterSubscriptionConnection, {
    nullable: true,
    description:
      'The subscriptions to the newsletter. Requires an API key with the `newsletter:read` ' + 'scope.',
  })
  subscriptions(
    @Root() newsletter: Newsletter,
    @Args(() => NewsletterSubscriptionsArgs) args: NewsletterSubscriptionsArgs,
    @Ctx() context: Context,
  ): Promise<NewsletterSubscriptionConnection> {
    return context.subscriptions.list(newsletter.id, args);
  }

  @Authorized('newsletter:write')
  @FieldResolver(() => NewsletterPreview, {
    nullable: true,
    description:
      'A preview of the issue that would be sent now. Sends nothing. Requires an API key with the ' +
      '`newsletter:write` scope.',
  })
  nextIssue(@Root() newsletter: Newsletter, @Ctx() { language }: Context): Promise<NewsletterPreview> {
    return this.service.previewNextIssue(newsletter, language);
  }
}
