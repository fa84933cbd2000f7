import { createNewsletters, type Newsletters } from '../../modules/newsletter/create-newsletters.js';
import { feedbackPlugin } from '../../modules/newsletter/feedback/feedback-routes.js';
import { NewsletterLoaders } from '../../modules/newsletter/newsletter.loaders.js';
import { createNewsletterResolvers } from '../../modules/newsletter/newsletter-resolvers.js';
import { pruneNewsletters } from '../../modules/newsletter/newsletter-retention.js';
import { newsletterPagesPlugin } from '../../modules/newsletter/pages/newsletter-routes.js';
import { NEWSLETTERS_TAB } from '../../modules/newsletter/playground-tab.js';
import { seedNewsletters } from '../../modules/newsletter/seed-newsletters.js';
import { SubscriberImportService } from '../../modules/newsletter/subscribers/subscriber-import.service.js';
import type { AppModule } from '../app-module.js';
import { getSite } from '../derived-settings.js';
import { startMailWorker } from './mail-worker.js';
import { addNewsletterCommands } from './newsletter-commands.js';
import { getNewsletterSettings } from './newsletter-settings.js';

/** Newsletters: their types, pages, mail, commands and sample issues. */
export const newsletterModule: AppModule = {
  createServices: ({ config, database, mediaUrls, getDailySalt }) => {
    const newsletters = createNewsletters(database, getNewsletterSettings(config, mediaUrls), getDailySalt);
    return {
      resolvers: createNewsletterResolvers(newsletters),
      registerRoutes: async (app) => {
        const { pages, feedback } = newsletters;
        await app.register(feedbackPlugin, { feedback });
        await app.register(newsletterPagesPlugin, {
          pages,
          site: getSite(config),
          colour: config.SITE_COLOUR,
          stylesheet: config.NEWSLETTER_STYLESHEET ?? null,
        });
      },
    };
  },
  createUnboundResolvers: () => createNewsletterResolvers({} as Newsletters),
  nodeLoaders: (context) => ({
    Newsletter: (id) => context.getLoaders(NewsletterLoaders).byId.load(id),
    NewsletterIssue: (id) => context.getLoaders(NewsletterLoaders).issue.load(id),
  }),
  playgroundTabs: [NEWSLETTERS_TAB],
  seed: seedNewsletters,
  prune: pruneNewsletters,
  startWorker: startMailWorker,
  addCommands: addNewsletterCommands,
  createSubscriberImporter: (prisma, timeZone) => new SubscriberImportService(prisma, timeZone),
};
