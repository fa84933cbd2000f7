import type { Newsletters } from './create-newsletters.js';
import { NewsletterResolver } from './newsletter.resolver.js';
import {
  NewsletterEntryResolver,
  NewsletterIssueResolver,
  NewsletterPreviewResolver,
} from './newsletter-issue.resolver.js';
import {
  NewsletterIssuePayloadResolver,
  NewsletterMutationResolver,
} from './newsletter-mutation.resolver.js';
import {
  NewsletterSubscriptionPayloadResolver,
  NewsletterSubscriptionResolver,
} from './subscribers/newsletter-subscription.resolver.js';

/** Creates the resolvers of the newsletter module. */
export function createNewsletterResolvers({
  newsletterService,
  digests,
  signUps,
  subscriptions,
}: Newsletters) {
  return [
    new NewsletterMutationResolver(newsletterService),
    new NewsletterIssuePayloadResolver(),
    new NewsletterIssueResolver(digests),
    new NewsletterPreviewResolver(),
    new NewsletterEntryResolver(),
    new NewsletterResolver(newsletterService),
    new NewsletterSubscriptionPayloadResolver(),
    new NewsletterSubscriptionResolver(signUps, subscriptions),
  ];
}
