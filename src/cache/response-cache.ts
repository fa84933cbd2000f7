import type { CacheInvalidator } from './cache-invalidator.js';
import {
  type CachedResponse,
  keyOfAnswer,
  type Question,
  type ResponseStore,
} from './response-cache-store.js';

/** Where an answer came from: memory, a fresh execution that others may use, one that they may not, or the past. */
export type CacheStatus = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

export interface ResponseCacheResult {
  response: CachedResponse;
  cacheStatus: CacheStatus;
  /** Its key, when it is known to be right until a change says otherwise. */
  cacheKey?: string;
}

/** Answers from memory where it is known to be right, and from the past only when there is no database. */
export class ResponseCache {
  constructor(
    private readonly store: ResponseStore,
    private readonly invalidator: Pick<CacheInvalidator, 'isSynchronized'>,
    /** Milliseconds for which an answer may be given when the database is away. */
    private readonly staleTtlMs: number,
  ) {}

  /** From memory, if it is there and is right. */
  find(key: string): ResponseCacheResult | null {
    const response = this.invalidator.isSynchronized ? this.store.get(key) : undefined;
    return response ? { response, cacheStatus: 'HIT', cacheKey: key } : null;
  }

  /** The same for a request that asks what one of the same name has asked before. */
  findAgain(name: string): ResponseCacheResult | null {
    const key = this.store.buildKey(name);
    return key === undefined ? null : this.find(key);
  }

  /** The same for a request of another name whose operation is known. */
  findOperation({ name, key }: Question): ResponseCacheResult | null {
    const found = key === null ? null : this.find(key);
    if (found) this.store.noteName(name, key!);
    return found;
  }

  /** The question is null for what is nobody else's to see; what may write is made for each who asks. */
  async getOrCreate(
    question: Question | null,
    create: () => Promise<CachedResponse>,
    canBeMutation = false,
  ): Promise<ResponseCacheResult> {
    if (question === null) return { response: await create(), cacheStatus: 'BYPASS' };
    const found = this.findAgain(question.name) ?? this.findOperation(question);
    return (
      found ?? this.fallBackToStale(question, await this.createResponse(question, create, canBeMutation))
    );
  }

  /** Keeps an answer together with a compressed form of it. */
  storeEncodings(key: string, response: CachedResponse, encodings: CachedResponse['encodings']): void {
    this.store.addEncoding(key, response, encodings);
  }

  private async createResponse(
    question: Question,
    create: () => Promise<CachedResponse>,
    canBeMutation: boolean,
  ): Promise<ResponseCacheResult> {
    if (!this.invalidator.isSynchronized) return { response: await create(), cacheStatus: 'BYPASS' };
    const { response, isCached } = await this.store.getOrCreate(question, create, canBeMutation);
    return {
      response,
      cacheStatus: 'MISS',
      ...(isCached && { cacheKey: keyOfAnswer(response, question.name) }),
    };
  }

  private fallBackToStale(
    { name: cacheKey, key }: Question,
    fresh: ResponseCacheResult,
  ): ResponseCacheResult {
    const keptAs = key ?? this.store.buildKey(cacheKey);
    const stale = fresh.response.status === 503 && keptAs ? this.store.peek(keptAs) : undefined;
    const isRecent = stale && stale.createdAt + this.staleTtlMs > Date.now();
    return isRecent ? { response: stale, cacheStatus: 'STALE' } : fresh;
  }
}
