import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { ApiKeyService } from '../auth/api-keys.service.js';
import { authenticateRequest, parseIdempotencyKey, type RequestAccess } from '../auth/authenticate.js';
import { Credentials } from '../auth/credentials.js';
import { IdentityService } from '../auth/identities.service.js';
import { PreviewLinkTokens } from '../auth/preview-link-tokens.js';
import { resolveReaderAddress } from '../auth/reader-address.js';
import { hasPermission, type Scope, type Viewer } from '../auth/scope.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { Database } from '../database/database.js';
import { withTimeout } from '../database/errors.js';
import { isDeprecationsRequest } from '../graphql/deprecations.js';
import { getRequestedLanguage, readLanguage } from '../graphql/language-directive.js';
import type { FindService } from '../graphql/loaders.js';
import { SHOW_COST } from '../graphql/query-cost.js';
import { isSourceMapRequest } from '../graphql/source-map/source-map-plugin.js';
import type { ClientRequest } from '../http/subscriptions/client-request.js';
import { buildBlockList, containsAddress } from '../rate-limit/networks.js';
import { type ClientIdentity, RateLimiter } from '../rate-limit/rate-limiter.js';
import { openRateStore } from '../rate-limit/rate-store.js';
import { RateCounter } from '../rate-limit/token-buckets.js';
import { ForbiddenError, InsufficientTokenError, UnauthenticatedError } from '../shared/errors/errors.js';
import type { SiteConfig } from './define-config.js';
import { createContext } from './load-modules.js';

export interface RequestContextFactoryOptions {
  config: Config;
  siteConfig: SiteConfig;
  findService: FindService;
  database: Database;
  logger: FastifyBaseLogger;
  /** Returns the daily salt, which all instances share. */
  getDailySalt(): Promise<Buffer>;
}

interface RequestContextOptions {
  /** Entity cache for the operation's reads; null if the response is not cacheable. */
  entityCache?: EntityCache | null;
  /** Charges points to the client's rate limit. */
  charge?(points: number): void;
  /** Time at which the client began to wait, in milliseconds since 1970. */
  startedAt?: number;
}

/** Creates the stages of every request: authentication, rate limiting and the request context. */
export async function createRequestContextFactory({
  config,
  siteConfig,
  findService,
  database,
  logger,
  getDailySalt,
}: RequestContextFactoryOptions) {
  const { prisma, pool } = database;
  const languages = getLanguages(config);
  const credentials = new Credentials({
    apiKeys: new ApiKeyService(prisma),
    identities: new IdentityService(prisma),
    previewLinks: new PreviewLinkTokens(prisma),
    authenticators: siteConfig.authenticators ?? [],
    log: logger,
  });
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
    const access = authenticateRequest(headers, credentials);
    return headers.authorization === undefined ? access : withTimeout(config.READ_SECONDS * 1_000, access);
  };
  const buildContext = (
    { headers, id, ip }: ClientRequest,
    access: RequestAccess,
    { entityCache = null, charge = () => undefined, startedAt = Date.now() }: RequestContextOptions = {},
  ) =>
    createContext({
      // Without memory, reads need no cache keys.
      entityCache: entityCache?.limit ? entityCache : null,
      readClients: database.readClients,
      prisma,
      findService,
      languages,
      language: readLanguage(headers, languages),
      ...access,
      idempotencyKey: parseIdempotencyKey(headers),
      client: { headers, ip: resolveReaderAddress({ headers, ip }, access.viewer) },
      requestId: id,
      shouldReportCost: headers[SHOW_COST] !== undefined,
      shouldReportDeprecations: isDeprecationsRequest(headers),
      shouldMapSources: readSourceMapRequest(headers, access.viewer),
      charge,
      startedAt,
    });
  return {
    rateLimiter,
    isExempt: (ip: string) => containsAddress(exempt, ip),
    /**
     * Admits an operation. Throws RateLimitError, UnauthenticatedError, ForbiddenError, ServiceUnavailableError
     * or BadUserInputError.
     */
    admit: async (caller: ClientRequest, entityCache: EntityCache | null = null) => {
      const startedAt = Date.now();
      const { access, rateLimitStatus, charge, client } = await rateLimiter.admit(caller, () =>
        authenticateClient(caller.headers),
      );
      return {
        context: buildContext(caller, access, { entityCache, charge, startedAt }),
        rateLimitStatus,
        client,
      };
    },
    /** Authenticates the subscriber of an event; the subscription was admitted before. */
    authenticateSubscriber: async (caller: ClientRequest) => {
      const access = await authenticateClient(caller.headers);
      return {
        audience: { ...access, language: getRequestedLanguage(caller.headers) },
        createContext: (entityCache: EntityCache | null) => buildContext(caller, access, { entityCache }),
      };
    },
    /**
     * Returns the viewer of a request outside the GraphQL API, whose credentials have the scopes and no limits; else null.
     * Throws RateLimitError and ServiceUnavailableError.
     */
    findViewer: async (caller: ClientIdentity, ...scopes: Scope[]): Promise<Viewer | null> => {
      try {
        const identify = () => authenticateClient(caller.headers);
        const { viewer } = await rateLimiter.authenticate(caller, identify);
        return scopes.every((scope) => hasPermission(viewer, scope)) && !viewer?.limits ? viewer : null;
      } catch (error) {
        if (error instanceof UnauthenticatedError || error instanceof InsufficientTokenError) return null;
        throw error;
      }
    },
    close: () => store.close(),
  };
}

/** Returns true if a request asks for the sources of values. Throws ForbiddenError without the `preview` scope. */
function readSourceMapRequest(headers: ClientRequest['headers'], viewer: Viewer | null): boolean {
  if (!isSourceMapRequest(headers)) return false;
  if (!hasPermission(viewer, 'preview')) throw new ForbiddenError('preview');
  return true;
}
