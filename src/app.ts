import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import fastifyCors from '@fastify/cors';
import proxyAddr from '@fastify/proxy-addr';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { addDocuments } from './app-documents.js';
import { type Config, followsAny } from './config.js';
import { type Context, createContext } from './context.js';
import { inTime } from './database/away.js';
import { type Database, databaseTime } from './database/database.js';
import { askForJob } from './database/job-queue.js';
import { Parts } from './database/parts.js';
import { SharedKey } from './database/shared-key.js';
import { AnswerCache } from './delivery/answers/answer-cache.js';
import { Answers } from './delivery/answers/answers.js';
import { CacheKeeper } from './delivery/answers/keep-right.js';
import { beacon } from './delivery/beacon.js';
import { cacheControl } from './delivery/caching.js';
import { SHOW_COST } from './delivery/cost.js';
import { readTrustedDocuments } from './delivery/documents/trusted-documents.js';
import { answerEarlyErrors, answerErrors } from './delivery/errors.js';
import { Graph } from './delivery/graph.js';
import { graphRoute } from './delivery/graph-route.js';
import { health } from './delivery/health.js';
import { Connections } from './delivery/live/connections.js';
import { live } from './delivery/live/live.js';
import { type Caller, LiveOperations } from './delivery/live/live-operations.js';
import { media } from './delivery/media.js';
import { newsletterPages } from './delivery/newsletter/newsletter.js';
import { metricsPage } from './delivery/observing/metrics/metrics-page.js';
import { observeRequests } from './delivery/observing/observe-requests.js';
import { createObserving, type Observing, type ObservingSettings } from './delivery/observing/observing.js';
import { playground } from './delivery/playground/playground.js';
import { Admission } from './delivery/rates/admission.js';
import { countRequests } from './delivery/rates/count-requests.js';
import { networks } from './delivery/rates/networks.js';
import { openRateStore } from './delivery/rates/rate-store.js';
import { Rates } from './delivery/rates/rates.js';
import { requestId, requestLog } from './delivery/requests.js';
import { slowClients } from './delivery/slow-clients.js';
import { syncRoute } from './delivery/sync-route.js';
import { ApiKeyService } from './modules/access/api-keys.service.js';
import { accessOf, hasScope, idempotencyKeyOf, type RequestAccess } from './modules/access/request-access.js';
import { AuditService } from './modules/audit/audit.service.js';
import { ArticleDesk } from './modules/editing/article-desk.service.js';
import { PublicationDesk } from './modules/editing/publication-desk.service.js';
import { AuthorDesk } from './modules/editing/vocabulary/author-desk.service.js';
import { SectionDesk } from './modules/editing/vocabulary/section-desk.service.js';
import { TagDesk } from './modules/editing/vocabulary/tag-desk.service.js';
import type { FeedSettings } from './modules/feed/feed.service.js';
import { LiveFeed } from './modules/live/live-feed.service.js';
import { createNewsletters, type NewsletterSettings } from './modules/newsletter/newsletters.js';
import { BurstLimit } from './modules/popular/burst-limit.js';
import { PopularFeed } from './modules/popular/popular-feed.js';
import { PublishedIds } from './modules/popular/published-ids.js';
import { ViewCounter } from './modules/popular/view-counter.service.js';
import { ViewStore } from './modules/popular/view-store.js';
import { visitorOf } from './modules/popular/visitor.js';
import type { Site } from './modules/site/site.type.js';
import { WebhookService } from './modules/webhook/webhook.service.js';
import { createSchema } from './schema.js';
import { SYNC_TASK } from './shared/sync-task.js';

/** Where the graph is: POST, GET and, for browsers, the playground. */
export const GRAPH_PATH = '/graphql';

const DAY = 86_400_000;

export interface AppParts {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  /** Who wants to know what it does; else whoever the settings name. */
  observing?: Observing;
  /** What tells when a view was; tests have another. */
  clock?: () => Date;
}

interface ContextExtras {
  /** Of what answers may be made, when they are everyone's to see. */
  remembered?: Parts | null;
  /** Takes points of whoever asks. */
  charge?(points: number): void;
  /** When whoever asks began to wait. */
  since?: number;
}

/** Puts the gateway together. It does not listen yet; close it before the database. */
export async function createApp({
  config,
  database,
  logger,
  observing: given,
  clock = () => new Date(),
}: AppParts): Promise<FastifyInstance> {
  const observing = given ?? (await createObserving(observingSettings(config, logger)));
  const keys = new ApiKeyService(database.editorial);
  const { editorial } = database;
  const sharedKey = new SharedKey(database.connection);
  const todaysKey = () => sharedKey.of(Math.floor(clock().getTime() / DAY));
  const views = new ViewCounter({
    store: new ViewStore(database.pool),
    ids: new PublishedIds(database.readers.published),
    bursts: new BurstLimit(),
    key: sharedKey,
    log: logger,
    clock,
    flushInterval: config.VIEW_FLUSH_SECONDS * 1_000,
  });
  const popularFeed = new PopularFeed(database.changes);
  const feed = new LiveFeed(database.changes, database.pool, config.LIVE_BUFFER);
  const newsletters = createNewsletters(database, newsletterSettings(config), todaysKey);
  const schema = await createSchema({
    site: siteOf(config),
    desk: new ArticleDesk(editorial),
    publicationDesk: new PublicationDesk(editorial),
    sectionDesk: new SectionDesk(editorial),
    tagDesk: new TagDesk(editorial),
    authorDesk: new AuthorDesk(editorial),
    audit: new AuditService(editorial),
    webhooks: new WebhookService(editorial, config.WEBHOOK_ALLOW_PRIVATE),
    ...newsletters,
    views,
  });
  const graph = new Graph<Context>({
    schema,
    introspection: config.INTROSPECTION,
    documents: await readTrustedDocuments(config.TRUSTED_DOCUMENTS, config.TRUSTED_DOCUMENTS_FILE),
    maxCost: config.COST_LIMIT,
    timesFields: config.TRACE_FIELDS,
    log: logger,
  });
  const rateStore = openRateStore({ pool: database.pool, redisUrl: config.REDIS_URL, log: logger });
  const admission = new Admission({
    rates: new Rates(rateStore),
    limits: { client: config.RATE_PER_CLIENT, key: config.RATE_PER_KEY },
    exempt: networks(config.RATE_EXEMPT),
    todaysKey,
    ownKey: randomBytes(32),
  });
  const contextOf = (
    { headers, id, ip }: Caller,
    access: RequestAccess,
    { remembered = null, charge = () => undefined, since = Date.now() }: ContextExtras = {},
  ) =>
    createContext({
      parts: remembered,
      readers: database.readers,
      editorial,
      live: feed,
      popularFeed,
      ...access,
      idempotencyKey: idempotencyKeyOf(headers),
      visitor: visitorOf({ headers, ip }),
      requestId: id,
      showsCost: headers[SHOW_COST] !== undefined,
      charge,
      since,
    });
  const identify = (headers: Caller['headers']) =>
    inTime(config.READ_SECONDS * 1_000, accessOf(headers, keys));
  const admit = async (caller: Caller, remembered: Parts | null = null) => {
    const since = Date.now();
    const { access, standing, charge } = await admission.of(caller, () => identify(caller.headers));
    return { context: contextOf(caller, access, { remembered, charge, since }), standing };
  };
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: config.BODY_LIMIT_KB * 1024,
    genReqId: requestId,
    trustProxy: config.TRUSTED_PROXIES,
    ...slowClients(config.LIVE_KEEPALIVE_SECONDS * 1_000),
    // Idle connections of browsers would keep a closing server open.
    forceCloseConnections: 'idle',
    // A balancer goes on sending until it has asked /readyz, and what it sends is answered.
    return503OnClosing: false,
    ...answerEarlyErrors,
  });
  app.addHook('onReady', async () => database.changes.start(logger));
  app.addHook('onClose', () => database.changes.stop());
  await app.register(requestLog);
  app.addHook('onClose', () => observing.close());
  await app.register(observeRequests, { observer: observing });
  await app.register(cacheControl);
  await app.register(answerErrors);
  await app.register(fastifyCors, {
    origin: config.CORS_ORIGINS.includes('*') ? '*' : config.CORS_ORIGINS,
    exposedHeaders: [
      ...['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
      ...['x-cache', 'x-cache-keys'],
    ],
    maxAge: 7_200,
    // OPTIONS that is no preflight gets the same answer.
    strictPreflight: false,
  });
  await app.register(health, { database, closingPause: config.CLOSING_SECONDS * 1_000 });
  await app.register(media);
  await app.register(async (counted) => {
    counted.addHook(
      'onRequest',
      countRequests((request) => admission.ofClient(request)),
    );
    await counted.register(beacon, { record: (slug, request) => views.record(slug, visitorOf(request)) });
    await counted.register(newsletterPages, {
      pages: newsletters.pages,
      site: siteOf(config),
      colour: config.SITE_COLOUR,
    });
    if (!followsAny(config)) return;
    await counted.register(syncRoute, {
      mayAsk: ({ headers }) => hasScope(headers, keys, 'write'),
      ask: () => askForJob(editorial, SYNC_TASK),
    });
  });
  await app.register(playground, {
    path: GRAPH_PATH,
    enabled: config.PLAYGROUND,
    title: `${config.SITE_TITLE} · Dateline`,
  });
  const bytesOfParts = Math.round(config.CACHE_MB * 2 ** 20 * (config.CACHE_PARTS_PERCENT / 100));
  const parts = new Parts(bytesOfParts);
  const cache = new AnswerCache(config.CACHE_MB * 2 ** 20 - bytesOfParts);
  const keeper = new CacheKeeper(cache, parts, database.changes);
  await keeper.start();
  app.addHook('onClose', () => keeper.stop());
  app.decorate('cacheKeeper', keeper);
  const written = () => keeper.catchUp();
  const connections = new Connections(config.LIVE_CONNECTIONS, config.LIVE_KEEPALIVE_SECONDS * 1_000);
  if (observing.metrics) {
    await app.register(metricsPage, {
      metrics: observing.metrics,
      host: config.HOST,
      port: config.METRICS_PORT,
      memory: { answers: cache, parts },
      ...{ keeper, connections, pools: { requests: database.pool, jobs: database.jobs } },
    });
  }
  await app.register(live, {
    path: GRAPH_PATH,
    operations: new LiveOperations({
      graph,
      admit: (caller) => admit(caller),
      contextOf: async (caller) => contextOf(caller, await identify(caller.headers)),
      written,
      observing,
    }),
    connections,
    greeting: async () => ({ cursor: await feed.cursor() }),
    origins: config.CORS_ORIGINS,
    addressOf: (request) => proxyAddr(request, config.TRUSTED_PROXIES),
    maxMessage: config.BODY_LIMIT_KB * 1024,
    limits: {
      subscriptions: config.LIVE_SUBSCRIPTIONS,
      initTimeout: config.LIVE_INIT_SECONDS * 1_000,
    },
  });
  const answers = new Answers(cache, keeper, config.STALE_MINUTES * 60_000);
  const caching = cachingOf(config);
  await app.register(graphRoute, {
    path: GRAPH_PATH,
    graph,
    admit: (request: FastifyRequest) => admit(request, request.answerName === null ? null : parts),
    answers,
    caching,
    notesStatements: observing.wantsStatements,
    written,
  });
  app.addHook('onClose', async () => rateStore.close());
  await addDocuments(app, {
    settings: feedSettings(config),
    readers: database.readers,
    answers,
    caching,
    now: () => databaseTime(database.pool),
  });
  app.addHook('onReady', () => views.start());
  app.addHook('onClose', () => views.stop()); // after the requests have ended
  return app;
}

/** The publication, as the settings describe it. */
export function siteOf({ SITE_TITLE, SITE_DESCRIPTION, SITE_URL, SITE_LANGUAGE, HOST, PORT }: Config): Site {
  return {
    title: SITE_TITLE,
    description: SITE_DESCRIPTION,
    url: new URL(SITE_URL ?? ownAddress({ HOST, PORT })).href,
    language: SITE_LANGUAGE,
  };
}

/** How long others may keep answers. */
function cachingOf({ CDN, CACHE_MAX_AGE, CACHE_S_MAXAGE, CACHE_STALE_WHILE_REVALIDATE }: Config) {
  return {
    cdn: CDN,
    browserSeconds: CACHE_MAX_AGE,
    sharedSeconds: CACHE_S_MAXAGE,
    staleSeconds: CACHE_STALE_WHILE_REVALIDATE,
  };
}

/** Who wants to know what the gateway does, by the settings. */
export function observingSettings(config: Config, log: FastifyBaseLogger): ObservingSettings {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  return {
    metrics: config.METRICS || config.METRICS_PORT !== undefined,
    slow: config.SLOW_MS,
    traces: endpoint ? { endpoint, share: config.TRACE_SHARE, service: config.OTEL_SERVICE_NAME } : null,
    log,
  };
}

/** What feeds and sitemaps need of the settings. */
function feedSettings(config: Config): FeedSettings {
  return {
    site: siteOf(config),
    base: config.FEEDS_URL ?? config.GATEWAY_URL ?? ownAddress(config),
    items: config.FEED_ITEMS,
    hasWholeBodies: config.FEED_CONTENT === 'full',
  };
}

/** What newsletters need of the settings. */
export function newsletterSettings(config: Config): NewsletterSettings {
  return {
    site: siteOf(config),
    gateway: config.GATEWAY_URL ?? ownAddress(config),
    colour: config.SITE_COLOUR,
    limits: { perClient: config.SIGN_UPS_PER_CLIENT, inAll: config.SIGN_UPS_IN_ALL },
  };
}

function ownAddress({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  return `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`;
}
