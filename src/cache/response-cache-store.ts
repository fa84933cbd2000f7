import { LRUCache } from 'lru-cache';
import type { OperationInfo } from '../shared/operation-info.js';
import type { Encoding } from './encodings.js';
import { type RunInTurn, runAtOnce, SharedExecution } from './shared-execution.js';
import { type Invalidatable, type PendingFill, TaggedCache } from './tagged-cache.js';

/** Complete HTTP response to a GraphQL request. */
export interface CachedResponse {
  /** Key of the operation; null if the response is cached under the request's name only. */
  key: string | null;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** True if the response may be cached: it has no error and does not expire immediately. */
  isCacheable: boolean;
  /** True if other requests may get it too: those that wait for it, and if it is cacheable, later ones. */
  isShareable: boolean;
  /** Compressed bodies, as far as clients have requested them. */
  encodings: Partial<Record<Encoding, Buffer>>;
  /** Cache tags of everything the response was read from. */
  tags: readonly string[];
  /** IDs of the articles whose text it has, or of the one that it refuses with status 403. */
  texts: readonly number[];
  /** Fields because of which it is not cached, such as `Section.weather`. */
  untrackedFields: readonly string[];
  /** Times of creation and expiry, in milliseconds since 1970. */
  createdAt: number;
  expiresAt: number;
  /** The operation that was executed. */
  operation: OperationInfo;
  /** Milliseconds for which a CDN, which is not notified of these changes, may serve the response. */
  cdnTtlMs: number;
}

/** A response, and whether it is cached. */
export interface FillResult {
  response: CachedResponse;
  isCached: boolean;
}

/** A response that is to be created, for all clients that wait for it. */
interface PendingResponse {
  execution: SharedExecution<CachedResponse>;
  /** Undefined until the execution has started. */
  fill?: PendingFill;
}

/** Creates a response. Aborted if all clients that wait for it disconnect. */
export type CreateResponse = (signal: AbortSignal | undefined) => Promise<CachedResponse>;

/** The client that requests a response. */
export interface ResponseClient {
  /** True if the operation may be a mutation, which shares no response. */
  canBeMutation?: boolean;
  /** Aborted when the client disconnects. */
  signal?: AbortSignal;
  /** The client's queue; by default, it has none. */
  runInTurn?: RunInTurn;
}

/** Keys of a request: its name, made of its bytes, and the key of its operation, null until that is known. */
export interface RequestKeys {
  name: string;
  key: string | null;
}

/** Share of the memory for the names of requests. */
const NAMES = 0.2;
/** Memory in bytes of a key in addition to its characters. */
const OVERHEAD_OF_NAME = 200;

/**
 * Responses by the key of their operation (graphql/operation-key.ts), and those keys by the names of
 * requests. A response is not cached if one of its tags was invalidated during execution.
 */
export class ResponseStore implements Invalidatable {
  private readonly cache: TaggedCache<CachedResponse>;
  private readonly pending = new Map<string, PendingResponse>();
  /**
   * Operation keys by the names of requests. They never expire, since a request always means the same
   * operation.
   */
  private readonly names: LRUCache<string, string>;

  /** `maxBytes` is the approximate limit of memory; 0 disables the cache. */
  constructor(private readonly maxBytes: number) {
    this.cache = new TaggedCache(Math.round(maxBytes * (1 - NAMES)), estimateBytes);
    const bytesOfNames = Math.max(Math.round(maxBytes * NAMES), 1);
    this.names = new LRUCache({
      maxSize: bytesOfNames,
      maxEntrySize: Math.max(Math.floor(bytesOfNames / 8), 1),
      sizeCalculation: (key, name) => 2 * (name.length + key.length) + OVERHEAD_OF_NAME,
    });
  }

  /** Approximate limit of memory, in bytes. */
  get limit(): number {
    return this.maxBytes;
  }

  get size(): { entries: number; bytes: number } {
    const { entries, bytes } = this.cache.size;
    return { entries, bytes: bytes + this.names.calculatedSize };
  }

  /** Returns the cache key for requests of this name, if there was one before. */
  buildKey(name: string): string | undefined {
    return this.names.get(name);
  }

  /** Records the operation key of requests with this name. */
  noteName(name: string, key: string): void {
    if (this.maxBytes > 0) this.names.set(name, key);
  }

  /** Returns the response even if it has expired. */
  peek(key: string): CachedResponse | undefined {
    return this.cache.peek(key);
  }

  get(key: string, now = Date.now()): CachedResponse | undefined {
    const response = this.cache.get(key);
    return response && response.expiresAt > now ? response : undefined;
  }

  /**
   * Executes a request and caches the response if possible. Identical concurrent requests share one
   * execution, unless it may be a mutation.
   */
  async getOrCreate(
    requestKeys: RequestKeys,
    create: CreateResponse,
    client: ResponseClient = {},
  ): Promise<FillResult> {
    if (this.maxBytes > 0) {
      const { isOwn, ...result } = await this.shareExecution(requestKeys, create, client);
      if (isOwn || (result.response.status !== 503 && result.response.isShareable)) return result;
      // The client that executed may have had less time for its reads than this one has.
      if (result.response.isShareable) return this.shareExecution(requestKeys, create, client);
    }
    const { signal, runInTurn = runAtOnce } = client;
    return { response: await runInTurn(signal, () => create(signal)), isCached: false };
  }

  private async shareExecution(
    requestKeys: RequestKeys,
    create: CreateResponse,
    { canBeMutation = false, signal, runInTurn = runAtOnce }: ResponseClient,
  ): Promise<FillResult & { isOwn: boolean }> {
    const pendingKey = requestKeys.key ?? requestKeys.name;
    const existing = canBeMutation ? undefined : this.pending.get(pendingKey);
    const pending: PendingResponse =
      existing && canJoin(existing) ? existing : { execution: new SharedExecution() };
    this.pending.set(pendingKey, pending);
    const removePending = () => {
      if (this.pending.get(pendingKey) === pending) this.pending.delete(pendingKey);
    };
    let isOwn = false;
    try {
      const response = await pending.execution.join({
        signal,
        runInTurn,
        execute: (abandoned) => {
          isOwn = true;
          return this.fill(requestKeys, pending, () => create(abandoned)).finally(removePending);
        },
      });
      return { response, isOwn, isCached: response.isCacheable && !pending.fill?.isOutdated(response) };
    } finally {
      if (pending.execution.isAbandoned) removePending();
    }
  }

  /** Creates a response, and caches it unless it is outdated by then. */
  private async fill(
    { name }: RequestKeys,
    pending: PendingResponse,
    create: () => Promise<CachedResponse>,
  ): Promise<CachedResponse> {
    const fill = this.cache.beginFill();
    pending.fill = fill;
    try {
      const answer = await create();
      if (answer.isCacheable) {
        const keptAs = getResponseKey(answer, name);
        this.noteName(name, keptAs);
        this.cache.setIfCurrent(keptAs, answer, fill);
      }
      return answer;
    } finally {
      this.cache.endFill(fill);
    }
  }

  /**
   * Adds compressed bodies to a cached response and updates its size. Does nothing if the response was
   * evicted since.
   */
  addEncoding(key: string, { body }: CachedResponse, encodings: CachedResponse['encodings']): void {
    const answer = this.cache.peek(key);
    if (answer?.body !== body) return;
    this.cache.replace(key, { ...answer, encodings: { ...answer.encodings, ...encodings } });
  }

  invalidate(tags: readonly string[]): void {
    this.cache.invalidate(tags);
  }

  clear(): void {
    this.cache.clear();
  }
}

/** Returns false for a response read before a change, which must not be sent to requests after it. */
function canJoin({ execution, fill }: PendingResponse): boolean {
  return !execution.isAbandoned && fill?.isCurrent !== false;
}

/** Returns the cache key of a response: its operation's key, else the name of its request. */
export function getResponseKey({ key }: CachedResponse, name: string): string {
  return key ?? name;
}

/** Returns the approximate size of a response in bytes, including object overhead. */
function estimateBytes({ body, encodings }: CachedResponse): number {
  return [body, ...Object.values(encodings)].reduce((sum, { length }) => sum + length, 200);
}
