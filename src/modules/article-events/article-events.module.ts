import type { Module } from '../module.js';
import { ArticleEventResolver } from './article-events.resolver.js';
import { ArticleEventFeed } from './article-events.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    live: ArticleEventFeed;
  }
}

/** The subscription `articleEvents`. */
export const module = {
  loaders: {
    live: ({ getService }) => getService(ArticleEventFeed),
  },
  createServices: ({ config, database: { changes, pool } }) => [
    new ArticleEventFeed(changes, pool, config.LIVE_BUFFER),
  ],
  createResolvers: () => [new ArticleEventResolver()],
  playgroundTabs: [new URL('./live.example.graphql', import.meta.url)],
} satisfies Module;
