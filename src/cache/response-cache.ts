import { GraphQLError } from 'graphql';
import { runAtOnce } from '../shared/async/shared-execution.js';
import { ErrorCode } from '../shared/errors/errors.js';
import type { CacheInvalidator } from './cache-invalidator.js';
import {
  type CachedResponse,
  keyOfAnswer,
  type Make,
  type Question,
  type ResponseClient,
  type ResponseStore,
} from './response-cache-store.js';

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

  /** Returns the cached response of a key, if it is current. */
  find(key: string): ResponseCacheResult | null {
    const response = this.invalidator.isSynchronized ? this.store.get(key) : undefined;
    return response ? { response, cacheStatus: 'HIT', cacheKey: key } : null;
  }

  /** Returns the cached response of a request seen before, by the request's name. */
  findAgain(name: string): ResponseCacheResult | null {
    const key = this.store.buildKey(name);
    return key === undefined ? null : this.find(key);
  }

  /**
   * Returns the cached response of an operation, for a request not seen before, and links the request to it.
   */
  findOperation({ name, key }: Question): ResponseCacheResult | null {
    const found = key === null ? null : this.find(key);
    if (found) this.store.noteName(name, key!);
    return found;
  }

  /**
   * Returns the cached response or creates one. `question` is null for an uncacheable request; possible
   * mutations are executed for every request.
   */
  async getOrCreate(
    question: Question | null,
    create: Make,
    client: ResponseClient = {},
  ): Promise<ResponseCacheResult> {
    if (question === null) return createUncached(create, client);
    const found = this.findAgain(question.name) ?? this.findOperation(question);
    if (found) return found;
    try {
      const fresh = await this.createResponse(question, create, client);
      return (fresh.response.status === 503 && this.findStale(question)) || fresh;
    } catch (error) {
      const stale = isUnavailable(error) ? this.findStale(question) : null;
      if (!stale) throw error;
      return stale;
    }
  }

  /** Adds a compressed body to a cached response. */
  storeEncodings(key: string, response: CachedResponse, encodings: CachedResponse['encodings']): void {
    this.store.addEncoding(key, response, encodings);
  }

  private async createResponse(
    question: Question,
    create: Make,
    client: ResponseClient,
  ): Promise<ResponseCacheResult> {
    if (!this.invalidator.isSynchronized) return createUncached(create, client);
    const { response, isCached } = await this.store.getOrCreate(question, create, client);
    return {
      response,
      cacheStatus: 'MISS',
      ...(isCached && { cacheKey: keyOfAnswer(response, question.name) }),
    };
  }

  /** Returns the last response to a question, if it is recent enough while the database is unavailable. */
  private findStale({ name, key }: Question): ResponseCacheResult | null {
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
  create: Make,
  { signal, runInTurn = runAtOnce }: ResponseClient,
): Promise<ResponseCacheResult> {
  return { response: await runInTurn(signal, () => create(signal)), cacheStatus: 'BYPASS' };
}
