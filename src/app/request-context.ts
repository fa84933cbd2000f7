import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { ApiKeyService } from '../auth/api-keys.service.js';
import {
  authenticateRequest,
  hasScope,
  parseIdempotencyKey,
  type RequestAccess,
} from '../auth/authenticate.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { Config } from '../config/env.js';
import type { Database } from '../database/database.js';
import { withTimeout } from '../database/errors.js';
import { createContext } from '../graphql/context.js';
import { SHOW_COST } from '../graphql/query-cost.js';
import type { ClientRequest } from '../http/subscriptions/subscription-executor.js';
import { ArticleEventFeed } from '../modules/article-events/article-events.service.js';
import { PopularFeed } from '../modules/popular/popular-feed.js';
import { identifyVisitor } from '../modules/popular/views/visitor.js';
import { buildBlockList, containsAddress } from '../rate-limit/networks.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import { openRateStore } from '../rate-limit/rate-store.js';
import { RateCounter } from '../rate-limit/token-buckets.js';

export interface RequestContextFactoryOptions {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  /** The key of the day, which all instances share. */
  getDailySalt(): Promise<Buffer>;
}

interface RequestContextOptions {
  /** Of what answers may be made, when they are everyone's to see. */
  entityCache?: EntityCache | null;
  /** Takes points of whoever asks. */
  charge?(points: number): void;
  /** When whoever asks began to wait. */
  startedAt?: number;
}

/** Who asks, whether they may, and what the graph knows of them. */
export async function createRequestContextFactory({
  config,
  database,
  logger,
  getDailySalt,
}: RequestContextFactoryOptions) {
  const { prisma, pool, changes } = database;
  const apiKeys = new ApiKeyService(prisma);
  const live = new ArticleEventFeed(changes, pool, config.LIVE_BUFFER);
  const popularFeed = new PopularFeed(changes);
  const store = await openRateStore({ pool, redisUrl: config.REDIS_URL, log: logger });
  const exempt = buildBlockList(config.RATE_EXEMPT);
  const rateLimiter = new RateLimiter({
    counter: new RateCounter(store),
    limits: { client: config.RATE_PER_CLIENT, key: config.RATE_PER_KEY },
    exempt,
    getDailySalt,
    fallbackSalt: randomBytes(32),
  });
  const authenticateClient = (headers: ClientRequest['headers']) => {
    const access = authenticateRequest(headers, apiKeys);
    return headers.authorization === undefined ? access : withTimeout(config.READ_SECONDS * 1_000, access);
  };
  const buildContext = (
    { headers, id, ip }: ClientRequest,
    access: RequestAccess,
    { entityCache = null, charge = () => undefined, startedAt = Date.now() }: RequestContextOptions = {},
  ) =>
    createContext({
      entityCache,
      readClients: database.readClients,
      prisma,
      live,
      popularFeed,
      ...access,
      idempotencyKey: parseIdempotencyKey(headers),
      visitor: identifyVisitor({ headers, ip }),
      requestId: id,
      shouldReportCost: headers[SHOW_COST] !== undefined,
      charge,
      startedAt,
    });
  return {
    live,
    rateLimiter,
    isExempt: (ip: string) => containsAddress(exempt, ip),
    /** For an operation that comes by itself. Throws what is wrong with the key, RateLimited. */
    admit: async (caller: ClientRequest, entityCache: EntityCache | null = null) => {
      const startedAt = Date.now();
      const { access, rateLimitStatus, charge } = await rateLimiter.admit(caller, () =>
        authenticateClient(caller.headers),
      );
      return { context: buildContext(caller, access, { entityCache, charge, startedAt }), rateLimitStatus };
    },
    /** For an event of a subscription that was admitted before. */
    buildContext: async (caller: ClientRequest) =>
      buildContext(caller, await authenticateClient(caller.headers)),
    mayWrite: (headers: ClientRequest['headers']) => hasScope(headers, apiKeys, 'write'),
    close: () => store.close(),
  };
}
