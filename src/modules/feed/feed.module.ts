import type { Module } from '../module.js';
import { FeedLinks } from './feed-links.js';
import { SiteFeedsResolver } from './site-feeds.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    feeds: FeedLinks;
  }
}

/** Feeds of the site and of its lists. */
export const module = {
  createServices: ({ config, gatewayUrl }) => [new FeedLinks(config.FEEDS_URL ?? gatewayUrl)],
  loaders: {
    feeds: ({ getService }) => getService(FeedLinks),
  },
  createResolvers: ({ getService }) => [new SiteFeedsResolver(getService(FeedLinks))],
} satisfies Module;
