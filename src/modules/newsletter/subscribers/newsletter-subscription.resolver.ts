import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { NewsletterTokenInput, SubscribeToNewsletterInput, TOKEN_DESCRIPTION } from '../newsletter.inputs.js';
import type { NewsletterContext } from '../newsletter.loaders.js';
import { Newsletter } from '../newsletter.type.js';
import {
  NewsletterSubscription,
  NewsletterSubscriptionPayload,
  SubscribeToNewsletterPayload,
  type SubscriptionDescription,
} from './newsletter-subscription.type.js';
import type { SignUpService } from './sign-up.service.js';
import type { SubscriptionService } from './subscriptions.service.js';

interface DependenciesContext {
  dependencies: { limitTtl(milliseconds: number): void };
}

/** Whose browser it is that asks. */
interface VisitorContext {
  visitor: { network: string };
}

@Resolver(() => NewsletterSubscription)
export class NewsletterSubscriptionResolver {
  constructor(
    private readonly signUps: SignUpService,
    private readonly subscriptions: SubscriptionService,
  ) {}

  @Query(() => NewsletterSubscription, {
    nullable: true,
    description:
      "A reader's own subscription, by the token in their mail; null when it is none of ours. Asking changes nothing.",
  })
  newsletterSubscription(
    @Arg('token', () => String, { description: TOKEN_DESCRIPTION }) token: string,
    @Ctx() { dependencies }: DependenciesContext,
  ): Promise<SubscriptionDescription | null> {
    dependencies.limitTtl(0); // it changes without a change of content, and is one reader's own
    return this.subscriptions.find(token);
  }

  @Mutation(() => SubscribeToNewsletterPayload, {
    description: 'Asks the reader by mail whether it was they. Nothing else is mailed before they say so.',
  })
  subscribeToNewsletter(
    @Arg('input', () => SubscribeToNewsletterInput, {
      description: 'Which newsletter, and the address that is to get it.',
    })
    input: SubscribeToNewsletterInput,
    @Ctx() { visitor }: VisitorContext,
  ): Promise<SubscribeToNewsletterPayload> {
    return this.signUps.signUp(input, visitor.network);
  }

  @Mutation(() => NewsletterSubscriptionPayload, {
    description: 'Begins the subscription, by the token in the mail that asks for it: good for 48 hours.',
  })
  confirmNewsletterSubscription(
    @Arg('input', () => NewsletterTokenInput, { description: 'The token; EXPIRED when the link is too old.' })
    { token }: NewsletterTokenInput,
  ): Promise<NewsletterSubscriptionPayload> {
    return this.subscriptions.confirm(token);
  }

  @Mutation(() => NewsletterSubscriptionPayload, {
    description: 'Ends the subscription, by the token in any mail. Done again it says the same.',
  })
  unsubscribeFromNewsletter(
    @Arg('input', () => NewsletterTokenInput, { description: 'The token, however old it is.' }) {
      token,
    }: NewsletterTokenInput,
  ): Promise<NewsletterSubscriptionPayload> {
    return this.subscriptions.unsubscribe(token);
  }

  @FieldResolver(() => Newsletter, { description: 'The one that the reader signed up for.' })
  async newsletter(
    @Root() { newsletterId }: NewsletterSubscription,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<Newsletter> {
    return (await newsletters.byId.load(newsletterId))!;
  }
}

@Resolver(() => NewsletterSubscriptionPayload)
export class NewsletterSubscriptionPayloadResolver {
  @FieldResolver(() => Newsletter, {
    nullable: true,
    description: 'The one that the link was mailed for; null when the token is none of ours.',
  })
  newsletter(
    @Root() { newsletterId }: NewsletterSubscriptionPayload,
    @Ctx() { newsletters }: NewsletterContext,
  ): Promise<Newsletter | null> | null {
    return newsletterId === null ? null : newsletters.byId.load(newsletterId);
  }
}
