import 'reflect-metadata';
import fastifyCors from '@fastify/cors';
import proxyAddr from '@fastify/proxy-addr';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { createCallers } from './app-callers.js';
import { addDocuments } from './app-documents.js';
import { createGraph } from './app-graph.js';
import { createMemory } from './app-memory.js';
import { connectionLimits, feedSettings, observingSettings, siteOf } from './app-settings.js';
import { type Config, followsAny } from './config.js';
import { type Database, databaseTime } from './database/database.js';
import { askForJob } from './database/job-queue.js';
import { answerInFront } from './delivery/answers/in-front.js';
import { beacon } from './delivery/beacon.js';
import { cacheControl } from './delivery/caching.js';
import { answerEarlyErrors, answerErrors } from './delivery/errors.js';
import { graphRoute } from './delivery/graph-route.js';
import { health } from './delivery/health.js';
import { Connections } from './delivery/live/connections.js';
import { live } from './delivery/live/live.js';
import { LiveOperations } from './delivery/live/live-operations.js';
import { media } from './delivery/media.js';
import { newsletterPages } from './delivery/newsletter/newsletter.js';
import { metricsPage } from './delivery/observing/metrics/metrics-page.js';
import { observeRequests } from './delivery/observing/observe-requests.js';
import { createObserving, type Observing } from './delivery/observing/observing.js';
import { requireOneHost } from './delivery/one-host.js';
import { playground } from './delivery/playground/playground.js';
import { countRequests } from './delivery/rates/count-requests.js';
import { requestId, requestLog } from './delivery/requests.js';
import { slowClients } from './delivery/slow-clients.js';
import { syncRoute } from './delivery/sync-route.js';
import { visitorOf } from './modules/popular/visitor.js';
import { SYNC_TASK } from './shared/sync-task.js';

/** Where the graph is: POST, GET and, for browsers, the playground. */
export const GRAPH_PATH = '/graphql';

/** What scripts of other origins may read beside the body. */
const EXPOSED_HEADERS = [
  ...['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
  ...['x-cache', 'x-cache-keys'],
];

export interface AppParts {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  /** Who wants to know what it does; else whoever the settings name. */
  observing?: Observing;
  /** What tells when a view was; tests have another. */
  clock?: () => Date;
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
  const { graph, views, newsletters, todaysKey } = await createGraph({ config, database, logger, clock });
  const callers = await createCallers({ config, database, logger, todaysKey });
  const { parts, cache, keeper, answers, caching } = createMemory(config, database);
  const connections = new Connections(connectionLimits(config, callers.isExempt));
  const written = () => keeper.catchUp();
  const app = createServer(config, logger);

  app.addHook('onReady', async () => database.changes.start(logger));
  app.addHook('onClose', () => database.changes.stop());
  await app.register(requestLog);
  app.addHook('onClose', () => observing.close());
  await app.register(observeRequests, { observer: observing });
  await app.register(cacheControl);
  await app.register(answerErrors);
  const isOpenToAll = config.CORS_ORIGINS.includes('*');
  await app.register(fastifyCors, {
    origin: isOpenToAll ? '*' : config.CORS_ORIGINS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 7_200,
    // OPTIONS that is no preflight gets the same answer.
    strictPreflight: false,
  });
  await app.register(health, { database, closingPause: config.CLOSING_SECONDS * 1_000 });
  await app.register(media);
  await app.register(async (counted) => {
    counted.addHook(
      'onRequest',
      countRequests((request) => callers.admission.ofClient(request)),
    );
    await counted.register(beacon, { record: (slug, request) => views.record(slug, visitorOf(request)) });
    await counted.register(newsletterPages, {
      pages: newsletters.pages,
      site: siteOf(config),
      colour: config.SITE_COLOUR,
    });
    if (!followsAny(config)) return;
    await counted.register(syncRoute, {
      mayAsk: ({ headers }) => callers.mayWrite(headers),
      ask: () => askForJob(database.editorial, SYNC_TASK),
    });
  });
  await app.register(playground, {
    path: GRAPH_PATH,
    enabled: config.PLAYGROUND,
    title: `${config.SITE_TITLE} · Dateline`,
  });
  await keeper.start();
  app.addHook('onClose', () => keeper.stop());
  app.decorate('cacheKeeper', keeper);
  if (observing.metrics) {
    await app.register(metricsPage, {
      metrics: observing.metrics,
      host: config.HOST,
      port: config.METRICS_PORT,
      memory: { answers: cache, parts },
      storage: database.storage,
      dataDir: config.DATA_DIR,
      ...{
        keeper,
        connections,
        pools: { requests: database.pool, writes: database.writes, jobs: database.jobs },
      },
      workers: database.workers,
    });
  }
  await app.register(live, {
    path: GRAPH_PATH,
    operations: new LiveOperations({
      graph,
      admit: (caller) => callers.admit(caller),
      contextOf: callers.contextOf,
      written,
      observing,
    }),
    connections,
    greeting: async () => ({ cursor: await callers.live.cursor() }),
    origins: config.CORS_ORIGINS,
    addressOf: (request) => proxyAddr(request, config.TRUSTED_PROXIES),
    maxMessage: config.BODY_LIMIT_KB * 1024,
    limits: {
      subscriptions: config.LIVE_SUBSCRIPTIONS,
      initTimeout: config.LIVE_INIT_SECONDS * 1_000,
    },
  });
  await app.register(graphRoute, {
    path: GRAPH_PATH,
    graph,
    admit: (request: FastifyRequest) => callers.admit(request, request.answerName === null ? null : parts),
    answers,
    caching,
    notesStatements: observing.wantsStatements,
    written,
  });
  app.addHook('onClose', async () => callers.close());
  await addDocuments(app, {
    settings: feedSettings(config),
    readers: database.readers,
    answers,
    caching,
    now: () => databaseTime(database.pool),
  });
  answerInFront(app, {
    path: GRAPH_PATH,
    answers,
    observer: observing,
    origins: isOpenToAll ? '*' : 'some',
    exposedHeaders: EXPOSED_HEADERS,
  });
  requireOneHost(app.server);
  app.addHook('onReady', () => views.start());
  app.addHook('onClose', () => views.stop()); // after the requests have ended
  return app;
}

function createServer(config: Config, logger: FastifyBaseLogger): FastifyInstance {
  return Fastify({
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
}
