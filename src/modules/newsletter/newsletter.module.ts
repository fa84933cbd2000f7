import { hasPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { feedbackPlugin } from './feedback/feedback-routes.js';
import { startMailWorker } from './mail/mail-worker.js';
import { NewsletterLoaders } from './newsletter.loaders.js';
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
import { pruneNewsletters } from './newsletter-retention.js';
import { getNewsletterSettings } from './newsletter-settings.js';
import { Newsletters } from './newsletters.js';
import { declareNewsletterInputs } from './page-newsletter.inputs.js';
import {
  BoxNewsletterResolver,
  SectionNewsletterResolver,
  SiteNewsletterResolver,
} from './page-newsletter.resolver.js';
import { newsletterPagesPlugin } from './pages/newsletter-routes.js';
import { seedNewsletters } from './seed-newsletters.js';
import {
  NewsletterSubscriptionPayloadResolver,
  NewsletterSubscriptionResolver,
} from './subscribers/newsletter-subscription.resolver.js';
import { SubscriberImportService } from './subscribers/subscriber-import.service.js';
import { SubscriptionLoaders } from './subscribers/subscription.loaders.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    newsletters: NewsletterLoaders;
    subscriptions: SubscriptionLoaders;
  }
}

declareNewsletterInputs();

/** Newsletters: their types, pages, mail and sample issues. */
export const module = {
  loaders: {
    newsletters: (sources) => new NewsletterLoaders(sources),
    subscriptions: ({ prisma }) => new SubscriptionLoaders(prisma),
  },
  createServices: (options) => [
    new Newsletters(options.database, getNewsletterSettings(options), options.getDailySalt),
  ],
  createResolvers: ({ site, getService }) => {
    const { newsletterService, digests, signUps, subscriptions } = getService(Newsletters);
    return [
      new NewsletterMutationResolver(newsletterService),
      new NewsletterIssuePayloadResolver(),
      new NewsletterIssueResolver(digests, site),
      new NewsletterPreviewResolver(),
      new NewsletterEntryResolver(),
      new NewsletterResolver(newsletterService),
      new SiteNewsletterResolver(site),
      new SectionNewsletterResolver(site),
      new BoxNewsletterResolver(site),
      new NewsletterSubscriptionPayloadResolver(),
      new NewsletterSubscriptionResolver(signUps, subscriptions),
    ];
  },
  nodes: {
    Newsletter: (id, { newsletters }) => newsletters.byId.load(id),
    NewsletterSubscription: (id, { viewer, subscriptions }) =>
      hasPermission(viewer, 'newsletter:read') ? subscriptions.byId.load(id) : null,
    NewsletterIssue: (id, { newsletters }) => newsletters.issue.load(id),
  },
  registerRoutes: async (app, { config, site, getService }) => {
    const { pages, feedback, catalog } = getService(Newsletters);
    await catalog.checkSiteFiles();
    await app.register(feedbackPlugin, { feedback });
    await app.register(newsletterPagesPlugin, {
      pages,
      site,
      colour: config.SITE_COLOUR,
      stylesheet: config.NEWSLETTER_STYLESHEET ?? null,
    });
  },
  playgroundTabs: [new URL('./newsletters.example.graphql', import.meta.url)],
  seed: seedNewsletters,
  prune: pruneNewsletters,
  startWorker: startMailWorker,
  createSubscriberImporter: (prisma, timeZone) => new SubscriberImportService(prisma, timeZone),
} satisfies Module;
