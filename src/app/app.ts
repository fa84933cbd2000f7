import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import fastifyCors from '@fastify/cors';
import proxyAddr from '@fastify/proxy-addr';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { type Config, hasSyncSources } from '../config/env.js';
import { type Database, getDatabaseTime } from '../database/database.js';
import { type ContentModel, EMPTY_MODEL } from '../fields/content-model.js';
import type { Context } from '../graphql/context.js';
import { beaconPlugin } from '../http/beacon.js';
import { cacheControlPlugin } from '../http/cdn/cache-control.js';
import { clientPackagePlugin } from '../http/client-package.js';
import { earlyErrorHandlers, errorHandlerPlugin } from '../http/error-handler.js';
import { installCacheFastPath } from '../http/graphql/cache-fast-path.js';
import { graphqlPlugin } from '../http/graphql/graphql-route.js';
import { GraphQLPipeline } from '../http/graphql/pipeline.js';
import { healthPlugin } from '../http/health.js';
import { largeBodyPlugin } from '../http/large-bodies.js';
import { mediaPlugin } from '../http/media.js';
import { uploadPlugin } from '../http/media-uploads.js';
import { metricsPlugin } from '../http/metrics-page.js';
import { requestTelemetryPlugin } from '../http/observe-requests.js';
import { serializePipelinedRequests } from '../http/pipelining.js';
import { playgroundPlugin } from '../http/playground/playground.js';
import { storableParameters } from '../http/replace-unstorable-parameters.js';
import { accessLogPlugin, resolveRequestId } from '../http/request-id.js';
import { installRequestTurns } from '../http/request-turns.js';
import { requireOneHost } from '../http/single-host.js';
import { ConnectionRegistry } from '../http/subscriptions/connections.js';
import { SubscriptionExecutor } from '../http/subscriptions/subscription-executor.js';
import { subscriptionsPlugin } from '../http/subscriptions/subscriptions-route.js';
import { syncPlugin } from '../http/sync-route.js';
import { createTimeoutOptions } from '../http/timeouts.js';
import { enqueueUnique } from '../jobs/queue.js';
import { identifyVisitor } from '../modules/popular/views/visitor.js';
import { createTelemetry, type Telemetry } from '../observability/create-telemetry.js';
import { OperationUsage } from '../observability/usage/operation-usage.js';
import { UsageStore } from '../observability/usage/usage-store.js';
import { createRateLimitHook } from '../rate-limit/count-requests.js';
import { SYNC_TASK } from '../shared/sync-task.js';
import { createCaches } from './caches.js';
import {
  createQueues,
  createRenderQueues,
  getConnectionLimits,
  getFeedSettings,
  getTelemetrySettings,
} from './derived-settings.js';
import { registerFeedsAndSitemaps } from './feeds.js';
import { createMedia } from './media.js';
import { PLAYGROUND_TABS } from './playground-tabs.js';
import { createRequestContextFactory } from './request-context.js';
import { registerSearchProvider } from './search.js';
import { createServices } from './services.js';
import type { SiteConfig } from './site-config.js';

/** Path of the GraphQL API (POST, GET) and, for browsers, of the playground. */
export const GRAPHQL_PATH = '/graphql';

/** Response headers that scripts of other origins may read. */
const EXPOSED_HEADERS = [
  ...['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
  ...['x-cache', 'x-cache-keys', 'surrogate-key', 'cache-tag'],
];

export interface AppOptions {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  /** The site's own fields and kinds; none by default. */
  model?: ContentModel;
  /** Telemetry to use instead of the one that the settings describe. */
  telemetry?: Telemetry;
  /** Clock for page views and the daily salt; tests replace it. */
  clock?: () => Date;
  /** Milliseconds after which a search provider that failed is tried again; tests shorten it. */
  searchRetryMs?: number | undefined;
  /** What the site adds, from its `dateline.config.ts`. */
  siteConfig?: SiteConfig;
}

/** Assembles the gateway without listening. Close it before the database. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = createServer(options.config, options.logger);
  try {
    await assembleApp(app, options);
    return app;
  } catch (error) {
    await app.close(); // what was opened so far would keep the process alive
    throw error;
  }
}

async function assembleApp(
  app: FastifyInstance,
  {
    config,
    database,
    logger,
    model = EMPTY_MODEL,
    telemetry: injectedTelemetry,
    clock = () => new Date(),
    searchRetryMs,
    siteConfig = {},
  }: AppOptions,
): Promise<void> {
  const telemetry = injectedTelemetry ?? (await createTelemetry(getTelemetrySettings(config, logger)));
  const media = await createMedia(config, siteConfig, database, logger);
  const { graph, views, modules, getDailySalt } = await createServices({
    config,
    media,
    siteConfig,
    model,
    database,
    logger,
    clock,
  });
  const searchProvider = registerSearchProvider(app, siteConfig.search, {
    ...{ database, logger, retryMs: searchRetryMs },
  });
  const contextFactory = await createRequestContextFactory({
    ...{ config, siteConfig, searchProvider, database, logger, getDailySalt },
  });
  app.addHook('onClose', async () => contextFactory.close());
  const { entityCache, responseStore, cacheInvalidator, responseCache, cachePolicy, ...live } = createCaches(
    config,
    database,
  );
  const connections = new ConnectionRegistry(getConnectionLimits(config, contextFactory.isExempt));
  const { queues, eventQueues } = createQueues(config);
  const usage =
    config.OPERATION_USAGE_DAYS > 0
      ? new OperationUsage({ store: new UsageStore(database.pool), log: logger })
      : null;
  const pipeline = new GraphQLPipeline<Context>({
    hooks: siteConfig.hooks ?? {},
    admit: (request, isCacheable) => contextFactory.admit(request, isCacheable ? entityCache : null),
    queues,
    graph,
    onMutation: () => cacheInvalidator.waitForSync(),
    telemetry,
    usage,
    shouldCaptureStatements: telemetry.shouldCaptureStatements,
    log: logger,
  });
  const isTrustedProxy = proxyAddr.compile(config.TRUSTED_PROXIES);
  const getClientIp = (request: IncomingMessage) => proxyAddr(request, isTrustedProxy);

  app.addHook('onReady', async () => database.changes.start(logger));
  app.addHook('onClose', () => database.changes.stop());
  await app.register(accessLogPlugin);
  app.addHook('onClose', () => telemetry.close());
  await app.register(requestTelemetryPlugin, { telemetry, observe: pipeline.observe });
  await app.register(cacheControlPlugin);
  await app.register(errorHandlerPlugin);
  await app.register(largeBodyPlugin, {
    consumePoints: (request, points) => contextFactory.rateLimiter.consumeClientPoints(request, points),
  });
  await app.register(storableParameters, { except: GRAPHQL_PATH });
  const isAnyOriginAllowed = config.CORS_ORIGINS.includes('*');
  await app.register(fastifyCors, {
    origin: isAnyOriginAllowed ? '*' : config.CORS_ORIGINS,
    // PUT is for uploads, whose addresses are signed.
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 7_200,
    // An OPTIONS request that is no preflight gets the same response.
    strictPreflight: false,
  });
  await app.register(healthPlugin, { database, closingPauseMs: config.CLOSING_SECONDS * 1_000 });
  await app.register(clientPackagePlugin);
  await app.register(mediaPlugin, {
    storages: media.storages,
    variants: media.variants,
    files: media.files,
    cdn: config.CDN,
    admit: (request) => contextFactory.rateLimiter.admitReader(request),
    queues: createRenderQueues(config),
    misses: {
      check: (request) => contextFactory.rateLimiter.checkFailures(request, 'misses'),
      count: (request) => contextFactory.rateLimiter.countFailure(request, 'misses'),
    },
  });
  await app.register(async (limitedApp) => {
    limitedApp.addHook(
      'onRequest',
      createRateLimitHook((request) => contextFactory.rateLimiter.consumeClientPoint(request)),
    );
    await limitedApp.register(beaconPlugin, {
      record: (slug, request) => views.record(slug, identifyVisitor(request)),
    });
    await limitedApp.register(uploadPlugin, { uploads: media.uploads });
    for (const { registerRoutes } of modules) await registerRoutes(limitedApp);
    if (!hasSyncSources(config)) return;
    await limitedApp.register(syncPlugin, {
      canSync: (request) => contextFactory.canWrite(request),
      requestSync: () => enqueueUnique(database.prisma, SYNC_TASK),
    });
  });
  await app.register(playgroundPlugin, {
    path: GRAPHQL_PATH,
    enabled: config.PLAYGROUND,
    title: `${config.SITE_TITLE} · Dateline`,
    tabs: PLAYGROUND_TABS,
  });
  await cacheInvalidator.start();
  app.addHook('onClose', () => cacheInvalidator.stop());
  app.addHook('onClose', database.changes.addObserver(live.liveQueries));
  app.decorate('cacheInvalidator', cacheInvalidator);
  if (telemetry.metrics) {
    await app.register(metricsPlugin, {
      metrics: telemetry.metrics,
      host: config.HOST,
      port: config.METRICS_PORT,
      caches: { answers: responseStore, parts: entityCache },
      storage: database.storage,
      dataDir: config.DATA_DIR,
      ...{
        invalidator: cacheInvalidator,
        connections,
        liveQueries: live.liveQueries,
        pools: { requests: database.pool, writes: database.writes, jobs: database.jobPool },
      },
      workers: database.workers,
    });
  }
  await app.register(subscriptionsPlugin, {
    path: GRAPHQL_PATH,
    operations: new SubscriptionExecutor({
      graph,
      pipeline,
      authenticate: contextFactory.authenticateSubscriber,
      eventQueues,
      live: { queries: live.liveQueries, results: live.liveResults, entityCache },
    }),
    connections,
    onThrottled: () => telemetry.onThrottled('messages'),
    getAckPayload: async () => ({ cursor: await contextFactory.live.getCursor() }),
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
    cachePolicy,
  });
  await registerFeedsAndSitemaps(app, {
    settings: getFeedSettings(config),
    mediaUrls: media.urls,
    readClients: database.readClients,
    prisma: database.prisma,
    schema: graph.schema,
    responseCache,
    cachePolicy,
    admit: (request) => contextFactory.rateLimiter.admitReader(request),
    queues,
    getTime: () => getDatabaseTime(database.pool),
  });
  installCacheFastPath(app, {
    path: GRAPHQL_PATH,
    responseCache,
    pipeline,
    telemetry,
    getClientIp,
    origins: isAnyOriginAllowed ? '*' : 'some',
    exposedHeaders: EXPOSED_HEADERS,
  });
  requireOneHost(app.server);
  installRequestTurns(app.server, {
    getClientIp,
    isExempt: contextFactory.isExempt,
    isProxy: (address) => isTrustedProxy(address, 0),
    onExcess: () => telemetry.onThrottled('requests'),
  });
  serializePipelinedRequests(app.server, () => telemetry.onThrottled('requests'));
  app.addHook('onReady', () => views.start());
  app.addHook('onClose', () => views.stop()); // after the requests have ended
  app.addHook('onReady', async () => usage?.start());
  app.addHook('onClose', () => usage?.stop());
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
    ...earlyErrorHandlers,
  });
}
