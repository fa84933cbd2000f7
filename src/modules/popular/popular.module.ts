import type { Module } from '../module.js';
import { PopularLoaders } from './popular.loaders.js';
import { PopularResolver } from './popular.resolver.js';
import { PopularChangedResolver } from './popular-changed.resolver.js';
import { PopularFeed } from './popular-feed.js';
import { SectionPopularResolver } from './section-popular.resolver.js';
import { PublishedArticleIds } from './views/published-slugs.js';
import { ROLLUP_TASK, rollUpViews } from './views/rollup.js';
import { seedViews } from './views/seed-views.js';
import { ViewCounter } from './views/view-counter.service.js';
import { ViewRateLimiter } from './views/view-rate-limit.js';
import { ViewStore } from './views/view-store.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    popular: PopularLoaders;
    popularFeed: PopularFeed;
  }
}

/** Popular lists, and the page views they are computed from. */
export const module = {
  loaders: {
    popular: ({ readClient, loaders }) =>
      new PopularLoaders(readClient, loaders.articles, loaders.conditions),
    popularFeed: ({ getService }) => getService(PopularFeed),
  },
  createServices: ({ config, database, dailySalt, logger, clock }) => [
    new ViewCounter({
      store: new ViewStore(database.pool),
      ids: new PublishedArticleIds(database.readClients.published),
      rateLimiter: new ViewRateLimiter(),
      key: dailySalt,
      log: logger,
      clock,
      flushIntervalMs: config.VIEW_FLUSH_SECONDS * 1_000,
    }),
    new PopularFeed(database.changes),
  ],
  createResolvers: ({ getService }) => [
    new PopularResolver(getService(ViewCounter)),
    new PopularChangedResolver(),
    new SectionPopularResolver(),
  ],
  createJobs: ({ database: { prisma } }) => [
    { name: ROLLUP_TASK, crontab: '40 3 * * *', run: () => rollUpViews(prisma, new Date()) },
  ],
  seed: seedViews,
  playgroundTabs: [
    new URL('./most-popular.example.graphql', import.meta.url),
    new URL('./now-popular.example.graphql', import.meta.url),
  ],
} satisfies Module;
