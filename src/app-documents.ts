import type { FastifyInstance } from 'fastify';
import { type ContextParts, publishedLoads } from './context.js';
import type { DocumentsOptions } from './delivery/feeds/documents.js';
import { documents } from './delivery/feeds/documents.js';
import { FeedService, type FeedSettings } from './modules/feed/feed.service.js';
import { findRoute } from './modules/route/route.service.js';
import { SitemapService } from './modules/sitemap/sitemap.service.js';

export interface DocumentParts extends Pick<DocumentsOptions, 'answers' | 'caching' | 'now'> {
  settings: FeedSettings;
  readers: ContextParts['readers'];
}

/** What is published, for readers of feeds and for crawlers. */
export async function addDocuments(
  app: FastifyInstance,
  { settings, readers, ...delivery }: DocumentParts,
): Promise<void> {
  const feeds = new FeedService(settings);
  const sitemaps = new SitemapService(settings.site, settings.base);
  await app.register(documents, {
    ...delivery,
    paths: ['/feeds/*'],
    read: async (path) => {
      const { loads, reads } = publishedLoads(readers);
      const route = (page: string) => findRoute(loads, page);
      return { found: await feeds.at(path, Object.assign(loads, { route })), reads };
    },
  });
  await app.register(documents, {
    ...delivery,
    paths: ['/sitemap.xml', '/sitemaps/:file', '/robots.txt'],
    read: async (path) => {
      const { loads, reader, reads } = publishedLoads(readers);
      return { found: await sitemaps.at(path, reader, loads), reads };
    },
  });
}
