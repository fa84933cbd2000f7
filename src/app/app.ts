import 'reflect-metadata';
import type { IncomingHttpHeaders } from 'node:http';
import fastifyCors from '@fastify/cors';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import { getDatabaseTime } from '../database/database.js';
import { beaconPlugin } from '../http/beacon.js';
import { BodyTimeouts } from '../http/before-fastify/body-timeouts.js';
import { createCacheFastPath } from '../http/before-fastify/cache-fast-path.js';
import { applyInterceptors } from '../http/before-fastify/interceptor.js';
import { createInterceptors } from '../http/before-fastify/interceptors.js';
import { RequestTurns } from '../http/before-fastify/request-turns.js';
import { cacheControlPlugin } from '../http/cdn/cache-control.js';
import { clientPackagePlugin } from '../http/client-package.js';
import { earlyErrorHandlers, errorHandlerPlugin } from '../http/error-handler.js';
import { graphqlPlugin } from '../http/graphql/graphql-route.js';
import { healthPlugin } from '../http/health.js';
import { largeBodyPlugin } from '../http/large-bodies.js';
import { mediaPlugin } from '../http/media.js';
import { uploadPlugin } from '../http/media-uploads.js';
import { metricsPlugin } from '../http/metrics-page.js';
import { requestTelemetryPlugin } from '../http/observe-requests.js';
import { playgroundPlugin } from '../http/playground/playground.js';
import { pushPlugin } from '../http/push-route.js';
import { storableParameters } from '../http/replace-unstorable-parameters.js';
import { requestBodyPlugin } from '../http/request-bodies.js';
import { accessLogPlugin, resolveRequestId } from '../http/request-id.js';
import { robotsHeaderPlugin } from '../http/robots-header.js';
import { SCHEMA_COMPILERS } from '../http/schema-compilers.js';
import { type OperationRunner, SubscriptionExecutor } from '../http/subscriptions/subscription-executor.js';
import { subscriptionsPlugin } from '../http/subscriptions/subscriptions-route.js';
import { syncPlugin } from '../http/sync-route.js';
import { createTimeoutOptions } from '../http/timeouts.js';
import { SYNC_TASK } from '../importers/sync-task.js';
import { enqueueUnique } from '../jobs/queue.js';
import { ArticleEventFeed } from '../modules/article-events/article-events.service.js';
import { ViewCounter } from '../modules/popular/views/view-counter.service.js';
import { identifyVisitor } from '../modules/popular/views/visitor.js';
import { PreviewLinkService } from '../modules/preview-link/preview-link.service.js';
import { createRateLimitHook } from '../rate-limit/count-requests.js';
import { type CrawlerClient, listExcludedPurposes } from '../shared/crawlers.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { identifyCrawler } from '../shared/signature-agents.js';
import { createRenderQueues, getFeedSettings } from './derived-settings.js';
import { registerFeedsAndSitemaps } from './feeds.js';
import { type AppOptions, type AppParts, createParts } from './parts.js';
import { PLAYGROUND_TABS } from './playground-tabs.js';
import { countSignatureFailures } from './signature-verifier.js';

/** Path of the GraphQL API (POST, GET) and, for browsers, of the playground. */
export const GRAPHQL_PATH = '/graphql';

/** Response headers that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-cache',
  'x-cache-keys',
  'surrogate-key',
  'cache-tag',
];

/** Assembles the gateway without listening. Close it before the database. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = createServer(options.config, options.logger);
  try {
    await assembleApp(app, options);
    return app;
  } catch (error) {
    await app.close(); // open connections and timers would keep the process alive
    throw error;
  }
}

/** Registers everything in order: hooks and plugins of Fastify run as they are registered. */
async function assembleApp(app: FastifyInstance, options: AppOptions): Promise<void> {
  const parts = await createParts(app, options);
  const bodyTimeouts = new BodyTimeouts();
  await registerHttpBasics(app, parts);
  await registerReaderRoutes(app, parts, bodyTimeouts);
  await startCacheInvalidation(app, parts);
  await registerMetrics(app, parts);
  await registerGraphQL(app, parts);
  interceptRequests(app, parts, bodyTimeouts);
  const { usage, reads } = parts;
  const views = parts.getService(ViewCounter);
  app.addHook('onReady', () => views.start());
  app.addHook('onClose', () => views.stop()); // after the requests have ended
  app.addHook('onReady', async () => usage?.start());
  app.addHook('onReady', async () => reads?.start());
  app.addHook('onReady', () => parts.cacheInvalidator.waitUntilSynchronized());
  app.addHook('onReady', async () => parts.fellows?.join()); // last: from now on it replies in time
  app.addHook('onClose', () => usage?.stop());
  app.addHook('onClose', () => reads?.stop());
}

/** Registers the plugins for every request: logs, telemetry, errors, CORS, health checks. */
async function registerHttpBasics(app: FastifyInstance, parts: AppParts): Promise<void> {
  const { config, database, logger, telemetry, contextFactory } = parts;
  app.addHook('onReady', async () => database.changes.start(logger));
  app.addHook('onClose', () => database.changes.stop());
  await app.register(accessLogPlugin);
  app.addHook('onClose', () => telemetry.close());
  await app.register(requestTelemetryPlugin, { telemetry });
  await app.register(cacheControlPlugin);
  if (config.SITE_NOINDEX) await app.register(robotsHeaderPlugin);
  await app.register(errorHandlerPlugin);
  await app.register(requestBodyPlugin);
  await app.register(largeBodyPlugin, {
    consumePoints: (request, points) => contextFactory.rateLimiter.consumeClientPoints(request, points),
  });
  await app.register(storableParameters, { except: GRAPHQL_PATH });
  await app.register(fastifyCors, {
    origin: isAnyOriginAllowed(config) ? '*' : config.CORS_ORIGINS,
    // PUT is for uploads, which have signed addresses.
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 7_200,
    // An OPTIONS request that is no preflight gets the same response.
    strictPreflight: false,
  });
  await app.register(healthPlugin, { database, closingPauseMs: config.CLOSING_SECONDS * 1_000 });
}

/**
 * Registers the routes other than GraphQL: client package, media, page views, uploads, modules, sync,
 * playground.
 */
async function registerReaderRoutes(
  app: FastifyInstance,
  parts: AppParts,
  bodyTimeouts: BodyTimeouts,
): Promise<void> {
  const { config, database, media, contextFactory } = parts;
  const { rateLimiter } = contextFactory;
  await app.register(clientPackagePlugin);
  await app.register(mediaPlugin, {
    storages: media.storages,
    variants: media.variants,
    files: media.files,
    cdn: config.CDN,
    admit: (request) => rateLimiter.admitReader(request),
    queues: createRenderQueues(config),
    misses: {
      check: (request) => rateLimiter.checkFailures(request, 'misses'),
      count: (request) => rateLimiter.countFailure(request, 'misses'),
    },
  });
  await app.register(async (limitedApp) => {
    limitedApp.addHook(
      'onRequest',
      createRateLimitHook((request) => rateLimiter.consumeClientPoint(request)),
    );
    await limitedApp.register(beaconPlugin, {
      record: (slug, request) => recordPageView(slug, request, parts),
    });
    await limitedApp.register(uploadPlugin, {
      uploads: media.uploads,
      allowSlowBody: (request) => bodyTimeouts.allowSlowBody(request.raw),
    });
    await parts.registerRoutes(limitedApp);
    if (!parts.hasSyncSources) return;
    await limitedApp.register(syncPlugin, {
      canSync: async (request) => (await contextFactory.findViewer(request, 'write')) !== null,
      ghostSecret: config.GHOST_WEBHOOK_SECRET,
      requestSync: () => enqueueUnique(database.prisma, SYNC_TASK),
    });
    if (config.WORDPRESS_URL) await registerPushes(limitedApp, config.WORDPRESS_URL, parts);
  });
  await app.register(playgroundPlugin, {
    path: GRAPHQL_PATH,
    enabled: config.PLAYGROUND,
    title: `${config.SITE_TITLE} · Dateline`,
    tabs: PLAYGROUND_TABS,
  });
}

/** Counts a view of the page of an article: by a crawler, whose visit the site reports, or by a reader. */
async function recordPageView(
  slug: string,
  request: FastifyRequest,
  { reads, publishedIds, getService }: AppParts,
): Promise<void> {
  if (!identifyCrawler(request.headers)) {
    await getService(ViewCounter).record(slug, identifyVisitor(request));
    return;
  }
  const articleId = reads && (await publishedIds.find(slug));
  if (articleId) reads.count(request.headers, { status: 200, texts: [articleId] });
}

/** Registers the route to which the plugin of WordPress pushes what was saved. */
async function registerPushes(app: FastifyInstance, site: string, parts: AppParts): Promise<void> {
  const { sync, cacheInvalidator, contextFactory, getService } = parts;
  await app.register(pushPlugin, {
    site,
    findAccess: async (request) => {
      const viewer = await contextFactory.findViewer(request, 'write', 'publish');
      if (!viewer) return null;
      return {
        createPreviewLink: async (link) => {
          const actor = { ...viewer, idempotencyKey: null };
          const { url, userErrors } = await getService(PreviewLinkService).create(actor, link);
          if (url === null) throw new UserFacingError(userErrors.map(({ message }) => message).join(' '));
          return url;
        },
      };
    },
    push: async (json) => {
      const { pushToSource } = await import('./sync.js');
      const result = await pushToSource(sync, json);
      if (result.needsSync) await enqueueUnique(parts.database.prisma, SYNC_TASK);
      await cacheInvalidator.waitForSync();
      return result;
    },
  });
}

async function startCacheInvalidation(app: FastifyInstance, parts: AppParts): Promise<void> {
  const { database, cacheInvalidator, liveQueries } = parts;
  await cacheInvalidator.start();
  app.addHook('onClose', () => cacheInvalidator.stop());
  app.addHook('onClose', database.changes.addObserver(liveQueries));
  app.decorate('cacheInvalidator', cacheInvalidator);
  app.decorate('documents', parts.documents);
}

async function registerMetrics(app: FastifyInstance, parts: AppParts): Promise<void> {
  const { config, database, telemetry, responseStore, entityCache, fellows } = parts;
  if (!telemetry.metrics) return;
  await app.register(metricsPlugin, {
    metrics: telemetry.metrics,
    fellows,
    host: config.HOST,
    port: config.METRICS_PORT,
    caches: { answers: responseStore, parts: entityCache },
    storage: database.storage,
    dataDir: config.DATA_DIR,
    invalidator: parts.cacheInvalidator,
    connections: parts.connections,
    liveQueries: parts.liveQueries,
    pools: { requests: database.pool, writes: database.writes, jobs: database.jobPool },
    workers: database.workers,
  });
}

/** Registers GraphQL over WebSocket, event streams and HTTP, and the feeds, which are cached like its responses. */
async function registerGraphQL(app: FastifyInstance, parts: AppParts): Promise<void> {
  const { config, database, media, graph, pipeline, contextFactory } = parts;
  const { responseCache, cachePolicy, telemetry, getClientIp, queues } = parts;
  const operations = new SubscriptionExecutor({
    graph,
    pipeline,
    authenticate: contextFactory.authenticateSubscriber,
    eventQueues: parts.eventQueues,
    live: { queries: parts.liveQueries, results: parts.liveResults, entityCache: parts.entityCache },
  });
  await app.register(subscriptionsPlugin, {
    path: GRAPHQL_PATH,
    operations,
    connections: parts.connections,
    turns: new RequestTurns(parts.activeClients),
    onThrottled: () => telemetry.onThrottled('messages'),
    getAckPayload: async () => ({ cursor: await parts.getService(ArticleEventFeed).getCursor() }),
    origins: config.CORS_ORIGINS,
    getClientIp,
    maxMessageBytes: config.BODY_LIMIT_KB * 1024,
    limits: {
      subscriptions: config.LIVE_SUBSCRIPTIONS,
      initTimeoutMs: config.LIVE_INIT_SECONDS * 1_000,
    },
  });
  await app.register(graphqlPlugin, {
    path: GRAPHQL_PATH,
    pipeline,
    graph,
    responseCache,
    responseLookUp: parts.responseLookUp,
    cachePolicy,
    writesRouterTags: config.FEDERATION_CACHE_TAGS,
    hasLanguages: getLanguages(config).areMany,
  });
  if (config.MCP) await registerMcp(app, parts, operations);
  await registerFeedsAndSitemaps(app, {
    settings: { ...getFeedSettings(config, parts.site), licensees: config.CRAWLER_LICENSES },
    mediaUrls: media.urls,
    readClients: database.readClients,
    prisma: database.prisma,
    schema: graph.schema,
    findService: parts.findService,
    languages: getLanguages(config),
    responseCache,
    cachePolicy,
    admit: (request) => contextFactory.rateLimiter.admitReader(request),
    findCrawler: (headers) => findCrawlerClient(headers, config),
    reads: parts.reads,
    queues,
    getTime: () => getDatabaseTime(database.pool),
  });
}

/** Registers the server for assistants. Its library is loaded only where it is wanted. */
async function registerMcp(
  app: FastifyInstance,
  { config, site, graph, trustedDocuments, contextFactory }: AppParts,
  operations: OperationRunner,
): Promise<void> {
  const { mcpPlugin } = await import('../http/mcp/mcp-route.js');
  const { listTools } = await import('../http/mcp/tools.js');
  await app.register(async (limitedApp) => {
    limitedApp.addHook(
      'onRequest',
      createRateLimitHook((request) => contextFactory.rateLimiter.consumeClientPoint(request)),
    );
    await limitedApp.register(mcpPlugin, {
      path: '/mcp',
      operations,
      origins: config.CORS_ORIGINS,
      tools: await listTools(trustedDocuments, graph.schema, config.MCP_MUTATIONS),
      site,
      hasPages: !trustedDocuments.isExclusive,
    });
  });
}

/** Applies the interceptors before Fastify, once all listeners of the server are added. */
function interceptRequests(app: FastifyInstance, parts: AppParts, bodyTimeouts: BodyTimeouts): void {
  const { config, graph, pipeline, contextFactory, telemetry, getClientIp, isTrustedProxy } = parts;
  bodyTimeouts.start(app.server);
  const interceptors = createInterceptors({
    // Whoever has a key may read, and one that is wrong is refused with 401.
    refusesCrawler: (headers) =>
      headers.authorization === undefined && findCrawlerClient(headers, config)?.isLicensed === false,
    reads: parts.reads,
    verifySignature: (request) => parts.signatureVerifier.verify(request),
    onSignature: (signature) => telemetry.onSignature(signature),
    signatureFailures: countSignatureFailures(contextFactory.rateLimiter, getClientIp),
    bodyTimeouts,
    maxBodyBytes: config.BODY_LIMIT_KB * 1024,
    cacheInvalidator: parts.cacheInvalidator,
    active: parts.activeClients,
    getClientIp,
    isExempt: contextFactory.isExempt,
    isProxy: (address) => isTrustedProxy(address, 0),
    onExcess: () => telemetry.onThrottled('requests'),
    cacheFastPath: createCacheFastPath(app, {
      path: GRAPHQL_PATH,
      responseLookUp: parts.responseLookUp,
      pipeline,
      errorHandler: graph.errorHandler,
      telemetry,
      getClientIp,
      origins: isAnyOriginAllowed(config) ? '*' : 'some',
      exposedHeaders: EXPOSED_HEADERS,
      needsCacheHeaders: parts.cachePolicy.includesPosts,
      hasLanguages: getLanguages(config).areMany,
    }),
  });
  applyInterceptors(app.server, interceptors);
}

function isAnyOriginAllowed(config: Config): boolean {
  return config.CORS_ORIGINS.includes('*');
}

function createServer(config: Config, logger: FastifyBaseLogger): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: config.BODY_LIMIT_KB * 1024,
    genReqId: resolveRequestId,
    trustProxy: config.TRUSTED_PROXIES,
    ...createTimeoutOptions(config.LIVE_KEEPALIVE_SECONDS * 1_000),
    // Otherwise browsers' idle connections would keep a closing server open.
    forceCloseConnections: 'idle',
    // A load balancer sends requests until it has polled /readyz, and these must still be served.
    return503OnClosing: false,
    schemaController: { compilersFactory: SCHEMA_COMPILERS },
    ...earlyErrorHandlers,
  });
}

/** Returns the crawler that sent a request if the site refuses crawlers, and it reads for more than search. */
function findCrawlerClient(
  headers: IncomingHttpHeaders,
  { REFUSE_CRAWLERS, CRAWLER_LICENSES }: Config,
): CrawlerClient | null {
  const found = REFUSE_CRAWLERS ? identifyCrawler(headers) : null;
  if (!found || listExcludedPurposes(found.crawler).length === 0) return null;
  const { crawler, signedBy } = found;
  const names = [crawler.token.toLowerCase(), ...(signedBy ? [signedBy] : [])];
  return { crawler, isLicensed: names.some((name) => CRAWLER_LICENSES.has(name)) };
}
