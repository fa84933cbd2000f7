import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { type Config, hasSyncSources } from '../config/env.js';
import type { Database } from '../database/database.js';
import { type ContentModel, EMPTY_MODEL } from '../fields/content-model.js';
import type { Context } from '../graphql/context.js';
import { GraphQLPipeline } from '../http/graphql/pipeline.js';
import { ResponseLookUp } from '../http/graphql/response-look-up.js';
import type { KeyDirectoriesOptions } from '../http/signatures/key-directories.js';
import { ConnectionRegistry } from '../http/subscriptions/connections.js';
import { PublishedArticleIds } from '../modules/popular/views/published-slugs.js';
import { LiveSite } from '../modules/site/live-site.js';
import { createTelemetry, type Telemetry } from '../observability/create-telemetry.js';
import { ReadCounter } from '../observability/reads/read-counter.js';
import { ReadStore } from '../observability/reads/read-store.js';
import { OperationUsage } from '../observability/usage/operation-usage.js';
import { UsageStore } from '../observability/usage/usage-store.js';
import { ActiveClients } from '../rate-limit/concurrency/active-clients.js';
import { createCaches } from './caches.js';
import type { FellowWorkers } from './cluster/fellow-workers.js';
import type { SiteConfig } from './define-config.js';
import { createQueues, getConnectionLimits, getSite, getTelemetrySettings } from './derived-settings.js';
import { createMedia } from './media.js';
import { createRequestContextFactory } from './request-context.js';
import { registerSearchProvider } from './search.js';
import { createServices } from './services.js';
import { createSignatureVerifier } from './signature-verifier.js';
import { listSyncedImporters } from './site-config.js';

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
  /** Fetches keys of crawlers that sign; tests replace it. */
  fetchKeyDirectory?: KeyDirectoriesOptions['fetchDirectory'] | undefined;
  /** Milliseconds after which a search provider that failed is tried again; tests shorten it. */
  searchRetryMs?: number | undefined;
  /** The site's `dateline.config.ts`. */
  siteConfig?: SiteConfig;
  /** The workers of the machine, if there are several. */
  fellows?: FellowWorkers | undefined;
}

/** The objects that the routes of the gateway share. */
export type AppParts = Awaited<ReturnType<typeof createParts>>;

/** Creates the services, caches and limits of the gateway. Those with open resources close with the app. */
export async function createParts(
  app: FastifyInstance,
  {
    config,
    database,
    logger,
    model = EMPTY_MODEL,
    telemetry: injectedTelemetry,
    clock = () => new Date(),
    fetchKeyDirectory,
    searchRetryMs,
    siteConfig = {},
    fellows,
  }: AppOptions,
) {
  const telemetry = injectedTelemetry ?? (await createTelemetry(getTelemetrySettings(config, logger)));
  const media = await createMedia(config, siteConfig, database, logger);
  const searchProvider = registerSearchProvider(app, siteConfig.search, {
    database,
    logger,
    retryMs: searchRetryMs,
  });
  const site = new LiveSite(database.pool, getSite(config));
  const services = await createServices({
    config,
    site,
    media,
    searchProvider,
    siteConfig,
    model,
    database,
    logger,
    telemetry,
    clock,
  });
  const contextFactory = await createRequestContextFactory({
    config,
    siteConfig,
    findService: services.findService,
    database,
    logger,
    getDailySalt: services.getDailySalt,
  });
  app.addHook('onClose', async () => contextFactory.close());
  const caches = createCaches(config, database, (tags) => {
    services.remotes.invalidate(tags);
    return site.follow(tags);
  });
  const { cacheInvalidator } = caches;
  fellows?.respond('synchronized', () => cacheInvalidator.waitForSync());
  const queues = createQueues(config);
  const usage =
    config.OPERATION_USAGE_DAYS > 0
      ? new OperationUsage({ store: new UsageStore(database.pool), log: logger })
      : null;
  const reads =
    config.MACHINE_READS_DAYS > 0
      ? new ReadCounter({ store: new ReadStore(database.pool), log: logger, clock })
      : null;
  const pipeline = new GraphQLPipeline<Context>({
    hooks: siteConfig.hooks ?? {},
    admit: (request, isCacheable) => contextFactory.admit(request, isCacheable ? caches.entityCache : null),
    queues: queues.queues,
    // A client's next request may reach another worker.
    onMutation: async () => void (await (fellows?.ask('synchronized') ?? cacheInvalidator.waitForSync())),
    telemetry,
    usage,
    reads,
    shouldCaptureStatements: telemetry.shouldCaptureStatements,
    log: logger,
  });
  const responseLookUp = new ResponseLookUp(
    caches.responseCache,
    (params) => services.graph.find(params),
    app.getDefaultJsonParser('error', 'error'),
  );
  const isTrustedProxy = proxyAddr.compile(config.TRUSTED_PROXIES);
  return {
    config,
    hasSyncSources: hasSyncSources(config) || listSyncedImporters(siteConfig).length > 0,
    /** What syncs and pushes of other sites are made of. */
    sync: { config, siteConfig, database, logger, model },
    site,
    database,
    logger,
    telemetry,
    fellows,
    media,
    contextFactory,
    usage,
    reads,
    /** Finds the articles whose pages crawlers read. */
    publishedIds: new PublishedArticleIds(database.readClients.published),
    pipeline,
    responseLookUp,
    isTrustedProxy,
    ...services,
    ...caches,
    ...queues,
    activeClients: new ActiveClients(),
    connections: new ConnectionRegistry(getConnectionLimits(config, contextFactory.isExempt)),
    getClientIp: (request: IncomingMessage) => getClientIp(request, isTrustedProxy),
    signatureVerifier: createSignatureVerifier(app, { config, site, logger, clock, fetchKeyDirectory }),
  };
}

/** Returns the address of a client, behind trusted proxies too. Without the header, nothing has to be parsed. */
function getClientIp(request: IncomingMessage, isTrustedProxy: ReturnType<typeof proxyAddr.compile>): string {
  const isForwarded = request.headers['x-forwarded-for'] !== undefined;
  return isForwarded ? proxyAddr(request, isTrustedProxy) : (request.socket.remoteAddress ?? '');
}
