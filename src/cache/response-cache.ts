import { GraphQLError } from 'graphql';
import { ErrorCode } from '../shared/errors/errors.js';
import type { CacheInvalidator } from './cache-invalidator.js';
import {
  type CachedResponse,
  type CreateResponse,
  getResponseKey,
  type RequestKeys,
  type ResponseClient,
  type ResponseStore,
} from './response-cache-store.js';
import { runAtOnce } from './shared-execution.js';

/** Source of a response: the cache, a cacheable execution, an uncacheable one, or an outdated cache entry. */
export type CacheStatus = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

export interface ResponseCacheResult {
  response: CachedResponse;
  cacheStatus: CacheStatus;
  /** Cache key of the response; absent if it is not cached. */
  cacheKey?: string;
}

/**
 * Response cache. Serves cached responses while they are current, and stale ones only if the database is
 * unavailable.
 */
export class ResponseCache {
  constructor(
    private readonly store: ResponseStore,
    private readonly invalidator: Pick<CacheInvalidator, 'isSynchronized'>,
    /** Milliseconds for which a response may be served stale while the database is unavailable. */
    private readonly staleTtlMs: number,
  ) {}

  /** False if no response is ever cached, so that none needs a key. */
  get hasMemory(): boolean {
    return this.store.limit > 0;
  }

  /**
   * Looks up the current response to a request: by its name if it came before, else by the key of its operation, to
   * which the request is then linked. Without memory there is no key, and none is built.
   */
  find(
    name: string,
    identifyOperation: () => string | null,
  ): { key: string | null; found: ResponseCacheResult | null } {
    if (!this.hasMemory) return { key: null, found: null };
    const knownKey = this.store.buildKey(name);
    const key = knownKey ?? identifyOperation();
    const response = key !== null && this.invalidator.isSynchronized ? this.store.get(key) : undefined;
    if (!response || key === null) return { key, found: null };
    if (knownKey === undefined) this.store.noteName(name, key);
    return { key, found: { response, cacheStatus: 'HIT', cacheKey: key } };
  }

  /** Returns the cached response or creates one. */
  async getOrCreate(
    requestKeys: RequestKeys,
    create: CreateResponse,
    client: ResponseClient = {},
  ): Promise<ResponseCacheResult> {
    const { name } = requestKeys;
    const { key, found } = this.find(name, () => requestKeys.key);
    return found ?? this.create({ name, key }, create, client);
  }

  /**
   * Creates the response to a request that was looked up before, once for all clients that wait for it.
   * `requestKeys` is null for an uncacheable request; possible mutations are executed for every request.
   */
  async create(
    requestKeys: RequestKeys | null,
    create: CreateResponse,
    client: ResponseClient = {},
  ): Promise<ResponseCacheResult> {
    if (requestKeys === null) return createUncached(create, client);
    try {
      const fresh = await this.createResponse(requestKeys, create, client);
      return (fresh.response.status === 503 && this.findStale(requestKeys)) || fresh;
    } catch (error) {
      const stale = isUnavailable(error) ? this.findStale(requestKeys) : null;
      if (!stale) throw error;
      return stale;
    }
  }

  /** Adds a compressed body to a cached response. */
  storeEncodings(key: string, response: CachedResponse, encodings: CachedResponse['encodings']): void {
    this.store.addEncoding(key, response, encodings);
  }

  private async createResponse(
    requestKeys: RequestKeys,
    create: CreateResponse,
    client: ResponseClient,
  ): Promise<ResponseCacheResult> {
    if (!this.invalidator.isSynchronized) return createUncached(create, client);
    const { response, isCached } = await this.store.getOrCreate(requestKeys, create, client);
    return {
      response,
      cacheStatus: 'MISS',
      ...(isCached && { cacheKey: getResponseKey(response, requestKeys.name) }),
    };
  }

  /** Returns the last response to a requestKeys, if it is recent enough while the database is unavailable. */
  private findStale({ name, key }: RequestKeys): ResponseCacheResult | null {
    const cacheKey = key ?? this.store.buildKey(name);
    const stale = cacheKey ? this.store.peek(cacheKey) : undefined;
    const isRecent = stale && stale.createdAt + this.staleTtlMs > Date.now();
    return isRecent ? { response: stale, cacheStatus: 'STALE' } : null;
  }
}

/** Returns true for the refusal of a request that waited too long for the database. */
function isUnavailable(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions.code === ErrorCode.SERVICE_UNAVAILABLE;
}

async function createUncached(
  create: CreateResponse,
  { signal, runInTurn = runAtOnce }: ResponseClient,
): Promise<ResponseCacheResult> {
  return { response: await runInTurn(signal, () => create(signal)), cacheStatus: 'BYPASS' };
}
