import { SaveHook } from '../editing/before-save.js';
import { BlockReader } from '../editing/rich-text-input.js';
import type { Module } from '../module.js';
import { LiveBlogEventResolver } from './events/live-blog-events.resolver.js';
import { LiveBlogFeed } from './events/live-blog-feed.js';
import { LiveBlogLoaders } from './live-blog.loaders.js';
import { ArticleLiveBlogResolver, LiveBlogResolver } from './live-blog.resolver.js';
import { LiveBlogService } from './live-blog.service.js';
import { LiveBlogEntryResolver } from './live-blog-entry.resolver.js';
import { LiveBlogEntryService } from './live-blog-entry.service.js';
import {
  BreakOutLiveBlogEntryResolver,
  LiveBlogEntryMutationResolver,
} from './live-blog-entry-mutation.resolver.js';
import { LiveBlogMutationResolver } from './live-blog-mutation.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    liveBlogs: LiveBlogLoaders;
    liveBlogFeed: LiveBlogFeed;
  }
}

/** Live blogs: the entries of running coverage, and the subscription to them. */
export const module = {
  loaders: {
    liveBlogs: ({ readClient, preview }) => new LiveBlogLoaders(readClient, preview),
    liveBlogFeed: ({ getService }) => getService(LiveBlogFeed),
  },
  nodes: {
    LiveBlog: (id, { liveBlogs }) => liveBlogs.byId.load(id),
    LiveBlogEntry: (id, { liveBlogs }) => liveBlogs.entry.load(id),
  },
  createServices: ({ config, database: { changes, pool } }) => [
    new LiveBlogFeed(changes, pool, config.LIVE_BUFFER),
  ],
  createResolvers: ({ site, mediaUrls, database, forbiddenAttempts, linkedPictures, siteConfig, logger }) => {
    const blocks = new BlockReader(site, mediaUrls);
    const entries = new LiveBlogEntryService(database.prisma, {
      forbidden: forbiddenAttempts,
      pictures: linkedPictures,
      blocks,
      saveHook: new SaveHook(siteConfig.hooks?.beforeSave, logger),
    });
    return [
      new ArticleLiveBlogResolver(),
      new LiveBlogResolver(),
      new LiveBlogEntryResolver(site),
      new LiveBlogMutationResolver(new LiveBlogService(database.prisma, blocks)),
      new LiveBlogEntryMutationResolver(entries),
      new BreakOutLiveBlogEntryResolver(entries),
      new LiveBlogEventResolver(),
    ];
  },
  playgroundTabs: [new URL('./live-blog.example.graphql', import.meta.url)],
} satisfies Module;
