import type { Module } from '../module.js';
import { ContentEventResolver } from './content-events.resolver.js';
import { ContentEventFeed } from './content-events.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    contentEvents: ContentEventFeed;
  }
}

/** The subscription `contentEvents`. */
export const module = {
  loaders: {
    contentEvents: ({ getService }) => getService(ContentEventFeed),
  },
  createServices: ({ config, database: { changes, pool, prisma } }) => [
    new ContentEventFeed(changes, pool, prisma, config.LIVE_BUFFER),
  ],
  createResolvers: ({ nodes }) => [new ContentEventResolver(nodes)],
  playgroundTabs: [new URL('./drafts.example.graphql', import.meta.url)],
} satisfies Module;
