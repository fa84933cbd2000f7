import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { ContextOptions } from '../graphql/context.js';
import type { FindService } from '../graphql/loaders.js';
import type { FeedPluginOptions } from '../http/feeds/feeds-route.js';
import { feedPlugin } from '../http/feeds/feeds-route.js';
import type { MediaUrls } from '../media/media-urls.js';
import { parseFilterText } from '../modules/article/filter/filter-text.js';
import { FeedService, type FeedSettings } from '../modules/feed/feed.service.js';
import { RIGHTS_PATHS, RightsDocumentService } from '../modules/machine-rights/rights-documents.service.js';
import { MARKDOWN_PATH, MarkdownPageService } from '../modules/markdown-page/markdown-page.service.js';
import { findRoute } from '../modules/route/route.service.js';
import { SitemapService } from '../modules/sitemap/sitemap.service.js';
import type { SiteLanguages } from '../shared/languages.js';
import { createPublishedLoaders } from './load-modules.js';

export interface FeedRoutesOptions
  extends Pick<
    Required<FeedPluginOptions>,
    'responseCache' | 'cachePolicy' | 'admit' | 'findCrawler' | 'reads' | 'queues' | 'getTime'
  > {
  /** `licensees` are the product tokens of crawlers with a license, in lower case. */
  settings: FeedSettings & { licensees: ReadonlySet<string> };
  schema: GraphQLSchema;
  mediaUrls: MediaUrls;
  readClients: ContextOptions['readClients'];
  prisma: ContextOptions['prisma'];
  findService: FindService;
  languages: SiteLanguages;
}

/** Registers the routes of feeds, sitemaps, robots.txt, documents of rights, and pages as Markdown. */
export async function registerFeedsAndSitemaps(
  app: FastifyInstance,
  {
    settings,
    schema,
    mediaUrls,
    readClients,
    prisma,
    findService,
    languages,
    findCrawler,
    ...routeOptions
  }: FeedRoutesOptions,
): Promise<void> {
  const feeds = new FeedService(settings, mediaUrls);
  const sitemaps = new SitemapService({
    site: settings.site,
    baseUrl: settings.baseUrl,
    mediaUrls,
    languages,
  });
  await app.register(feedPlugin, {
    ...routeOptions,
    paths: ['/feeds/*'],
    takesFilter: true,
    findCrawler,
    readDocument: async (path, filterText, client) => {
      const filter = filterText === null ? null : parseFilterText(schema, filterText);
      const { loads, dependencies } = createPublishedLoaders(
        readClients,
        prisma,
        languages,
        findService,
        languages.findByPath(path.replace('/feeds', '')),
      );
      const route = (page: string) => findRoute(loads, page);
      return {
        lookup: await feeds.find(path, filter, Object.assign(loads, { route }), client),
        dependencies,
      };
    },
  });
  await app.register(feedPlugin, {
    ...routeOptions,
    paths: ['/sitemap.xml', '/sitemaps/:file', ...(languages.areMany ? ['/sitemaps/:language/:file'] : [])],
    readDocument: async (path) => {
      const { loads, readClient, dependencies } = createPublishedLoaders(
        readClients,
        prisma,
        languages,
        findService,
        languages.findByPath(path.replace('/sitemaps', '')),
      );
      return { lookup: await sitemaps.find(path, readClient, loads), dependencies };
    },
  });
  const rights = new RightsDocumentService({
    site: settings.site,
    baseUrl: settings.baseUrl,
    licensees: settings.licensees,
  });
  await app.register(feedPlugin, {
    ...routeOptions,
    paths: RIGHTS_PATHS,
    readDocument: async (path) => {
      const { loads, readClient, dependencies } = createPublishedLoaders(
        ...([readClients, prisma, languages, findService] as const),
      );
      return { lookup: await rights.find(path, readClient, loads), dependencies };
    },
  });
  const pages = new MarkdownPageService(settings.site, mediaUrls);
  await app.register(feedPlugin, {
    ...routeOptions,
    isNegotiated: true,
    paths: ['/llms.txt', MARKDOWN_PATH, `${MARKDOWN_PATH}/*`],
    findCrawler,
    readDocument: async (path, _filter, client) => {
      const { loads, dependencies } = createPublishedLoaders(
        readClients,
        prisma,
        languages,
        findService,
        languages.findByPath(path.replace(MARKDOWN_PATH, '')),
      );
      const route = (page: string) => findRoute(loads, page);
      return { lookup: await pages.find(path, Object.assign(loads, { route }), client), dependencies };
    },
  });
}
