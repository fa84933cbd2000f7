import 'reflect-metadata';
import fastifyCors from '@fastify/cors';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Config } from './config.js';
import { createContext } from './context.js';
import type { Database } from './database/database.js';
import { answerErrors } from './delivery/errors.js';
import { graphRoute } from './delivery/graph-route.js';
import { health } from './delivery/health.js';
import { media } from './delivery/media.js';
import { playground } from './delivery/playground/playground.js';
import { requestId, requestLog } from './delivery/requests.js';
import { createSchema } from './schema.js';

/** Where the graph is: POST, GET and, for browsers, the playground. */
export const GRAPH_PATH = '/graphql';

export interface AppParts {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
}

/** Puts the gateway together. It does not listen yet; close it before the database. */
export async function createApp({ config, database, logger }: AppParts): Promise<FastifyInstance> {
  const schema = await createSchema(siteOf(config));
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.BODY_LIMIT_KB * 1024,
    genReqId: requestId,
    // Idle connections of browsers would keep a closing server open.
    forceCloseConnections: 'idle',
  });
  await app.register(requestLog);
  await app.register(answerErrors);
  await app.register(fastifyCors, {
    origin: config.CORS_ORIGINS.includes('*') ? '*' : config.CORS_ORIGINS,
    exposedHeaders: ['x-request-id'],
  });
  await app.register(health, { database });
  await app.register(media);
  await app.register(playground, {
    path: GRAPH_PATH,
    enabled: config.PLAYGROUND,
    title: `${config.SITE_TITLE} · Dateline`,
  });
  await app.register(graphRoute, {
    path: GRAPH_PATH,
    schema,
    introspection: config.INTROSPECTION,
    context: (request: FastifyRequest) => createContext(database.readers.published, 'published', request.id),
  });
  return app;
}

function siteOf({ SITE_TITLE, SITE_DESCRIPTION, SITE_URL, SITE_LANGUAGE, HOST, PORT }: Config) {
  return {
    title: SITE_TITLE,
    description: SITE_DESCRIPTION ?? null,
    url: new URL(SITE_URL ?? `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}`).href,
    language: SITE_LANGUAGE,
  };
}
