import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../graphql/context.js';
import { getNetworkPrefix } from '../../../shared/net/network.js';
import { requireValue } from '../../../shared/require-value.js';
import { NewsletterTokenInput, SubscribeToNewsletterInput, TOKEN_DESCRIPTION } from '../newsletter.inputs.js';
import { Newsletter } from '../newsletter.type.js';
import {
  NewsletterSubscription,
  NewsletterSubscriptionPayload,
  SubscribeToNewsletterPayload,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import type { SignUpService } from './sign-up.service.js';
import type { SubscriptionService } from './subscriptions.service.js';

@Resolver(() => NewsletterSubscription)
export class NewsletterSubscriptionResolver {
  constructor(
    private readonly signUps: SignUpService,
    private readonly subscriptions: SubscriptionService,
  ) {}

  @Query(() => NewsletterSubscription, {
    nullable: true,
    description:
      "A reader's own subscription, found by a token from their mail. Null if the token is unknown. Has no " +
      'side effects.',
  })
  newsletterSubscription(
    @Arg('token', () => String, { description: TOKEN_DESCRIPTION }) token: string,
    @Ctx() { dependencies }: Context,
  ): Promise<SubscriptionDescription | null> {
    dependencies.limitTtl(0); // personal, and it changes without a change of content
    return this.subscriptions.find(token);
  }

  @Mutation(() => SubscribeToNewsletterPayload, {
    description:
      'Signs an email address up for a newsletter. The reader gets a mail that asks for confirmation, and ' +
      'no other mail until they confirm.',
  })
  subscribeToNewsletter(
    @Arg('input', () => SubscribeToNewsletterInput, {
      description: 'The newsletter and the email address.',
    })
    input: SubscribeToNewsletterInput,
    @Ctx() { client, language }: Context,
  ): Promise<SubscribeToNewsletterPayload> {
    return this.signUps.signUp(input, getNetworkPrefix(client.ip), language);
  }

  @Mutation(() => NewsletterSubscriptionPayload, {
    description:
      'Confirms a subscription with the token from the confirmation mail, which is valid for 48 hours.',
  })
  confirmNewsletterSubscription(
    @Arg('input', () => NewsletterTokenInput, {
      description: 'The token. Fails with EXPIRED if the link is too old.',
    })
    { token }: NewsletterTokenInput,
  ): Promise<NewsletterSubscriptionPayload> {
    return this.subscriptions.confirm(token);
  }

  @Mutation(() => NewsletterSubscriptionPayload, {
    description: 'Ends a subscription with the token from any mail. Repeating it has the same result.',
  })
  unsubscribeFromNewsletter(
    @Arg('input', () => NewsletterTokenInput, {
      description: 'The token, which never expires for this purpose.',
    })
    { token }: NewsletterTokenInput,
  ): Promise<NewsletterSubscriptionPayload> {
    return this.subscriptions.unsubscribe(token);
  }

  @FieldResolver(() => Newsletter, { description: 'The newsletter of the subscription.' })
  async newsletter(
    @Root() { newsletterId }: NewsletterSubscription,
    @Ctx() context: Context,
  ): Promise<Newsletter> {
    const newsletter = await context.newsletters.byId.load(newsletterId);
    return requireValue(newsletter, 'A subscription has a newsletter.');
  }
}

@Resolver(() => NewsletterSubscriptionPayload)
export class NewsletterSubscriptionPayloadResolver {
  @FieldResolver(() => Newsletter, {
    nullable: true,
    description: 'The newsletter of the subscription. Null if the token is unknown.',
  })
  newsletter(
    @Root() { newsletterId }: NewsletterSubscriptionPayload,
    @Ctx() context: Context,
  ): Promise<Newsletter | null> | null {
    return newsletterId === null ? null : context.newsletters.byId.load(newsletterId);
  }
}
