import { ChangeSender } from '../../changes/change-sender.js';
import type { Module, WorkerOptions } from '../module.js';
import { FeedLinks } from './feed-links.js';
import { NinjsResolver } from './ninjs.resolver.js';
import { NinjsService } from './ninjs.service.js';
import { SiteFeedsResolver } from './site-feeds.resolver.js';
import { sendToHub } from './web-sub.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    feeds: FeedLinks;
  }
}

/** Feeds of the site and of its lists, articles as items of ninjs, and the hub that is told of their changes. */
export const module = {
  createServices: ({ config, gatewayUrl, site, mediaUrls }) => [
    new FeedLinks(config.FEEDS_URL ?? gatewayUrl),
    new NinjsService(site, mediaUrls),
  ],
  loaders: {
    feeds: ({ getService }) => getService(FeedLinks),
  },
  createResolvers: ({ getService }) => [
    new SiteFeedsResolver(getService(FeedLinks)),
    new NinjsResolver(getService(NinjsService)),
  ],
  playgroundTabs: [new URL('./ninjs.example.graphql', import.meta.url)],
  createJobs: (options) => createSenders(options).map(({ job }) => job),
  createObservers: createSenders,
} satisfies Module;

function createSenders(options: WorkerOptions): ChangeSender[] {
  const { config, gatewayUrl, database, languages, createLoaders, logger } = options;
  const { WEBSUB_HUB: hub } = config;
  if (hub === undefined) return [];
  const links = new FeedLinks(config.FEEDS_URL ?? gatewayUrl);
  const settings = { hub, links, primaryLanguage: languages.primary, createLoaders };
  return [
    new ChangeSender(database, { name: 'web_sub', send: (changes) => sendToHub(changes, settings) }, logger),
  ];
}
