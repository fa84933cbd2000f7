import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createApp } from '../../src/app/app.js';
import type { SiteConfig } from '../../src/app/define-config.js';
import { type Config, readConfig } from '../../src/config/env.js';
import type { Database } from '../../src/database/database.js';
import { insertSeedViews, readSeedViews } from '../../src/modules/popular/views/seed-views.js';
import { redactError } from '../../src/observability/redact-error.js';
import { NO_RATE_LIMITS } from './gateway.js';
import { createSeededDatabase, createTestDatabase } from './test-database.js';

/** A gateway that tests access over a socket. */
export interface TestServer {
  /** Base URL, such as http://127.0.0.1:41234. */
  address: string;
  app: FastifyInstance;
  database: Database;
  /** Parsed log lines. */
  logs: Record<string, any>[];
  logger: Logger;
  config: Config;
  /** Calls fetch with a path of the gateway. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Posts a JSON body to the GraphQL endpoint. A string is sent as it is. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export interface ServerOptions {
  settings?: NodeJS.ProcessEnv;
  /** The site's own configuration. */
  siteConfig?: SiteConfig;
  /** Starts with the sample content of seeds/, in a new database. */
  withSeeds?: boolean;
  /** Database to use instead of a new one. */
  database?: Database;
  /** Source of the current time. */
  clock?: () => Date;
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { settings, siteConfig = {}, withSeeds = false, clock } = options;
  const database = options.database ?? (await (withSeeds ? createSeededDatabase : createTestDatabase)());
  if (withSeeds) await insertSeedViews(database.pool, await readSeedViews(), clock?.() ?? new Date());
  const logs: TestServer['logs'] = [];
  const loggerOptions = { level: 'info', serializers: { err: redactError } };
  const logger = pino(loggerOptions, { write: (line: string) => logs.push(JSON.parse(line)) });
  const config = readConfig({
    SITE_URL: 'https://courier.example',
    CACHE_MB: '0',
    CLOSING_SECONDS: '0',
    ...NO_RATE_LIMITS,
    ...settings,
  });
  const app = await createApp({
    config,
    siteConfig,
    database,
    logger,
    ...(clock && { clock }),
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const get: TestServer['get'] = (path, init) => fetch(address + path, init);
  return {
    address,
    app,
    database,
    logs,
    logger,
    config,
    get,
    post: (body, headers) =>
      get('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      await app.close();
      if (!options.database) await database.close();
    },
  };
}

/** Sends bytes that fetch would refuse to send. Returns everything received until the socket closes. */
export function sendRaw(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk) => {
      response += chunk;
    });
    socket.on('close', () => resolve(response)).on('error', reject);
  });
}

/** Builds the URL of a GET request with GraphQL parameters. */
export function buildQueryUrl(parameters: Record<string, string>): string {
  return `/graphql?${new URLSearchParams(parameters)}`;
}
