import { LRUCache } from 'lru-cache';
import type { OperationInfo } from '../shared/operation-info.js';
import type { Encoding } from './encodings.js';
import { type Invalidatable, type PendingFill, TaggedCache } from './tagged-cache.js';

/** A finished answer of the graph, ready for the socket. */
export interface CachedResponse {
  /** The key of the operation that it answers; null when the name of its request is its only one. */
  key: string | null;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Whether it may be given again: it was read without an error, and does not end at once. */
  isCacheable: boolean;
  /** The same bytes compressed, as far as someone has asked for them. */
  encodings: Partial<Record<Encoding, Buffer>>;
  /** What it was made of. */
  tags: readonly string[];
  /** When it was made, and when it ends by itself; milliseconds since 1970. */
  createdAt: number;
  expiresAt: number;
  /** What it answers. */
  operation: OperationInfo;
  /** Milliseconds for which a copy may be given where changes are not heard of. */
  cdnTtlMs: number;
}

/** An answer, and whether it is known to be right until a change says otherwise. */
export interface FillResult {
  response: CachedResponse;
  isCached: boolean;
}

/** An answer that is being made. */
interface PendingResponse {
  fill: PendingFill;
  response: Promise<CachedResponse>;
}

/** How a request asks: its name, byte by byte, and the key of its operation as far as that is known. */
export interface Question {
  name: string;
  key: string | null;
}

/** Share of the memory for the names of requests. */
const NAMES = 0.2;
/** What a name takes beside its characters, in bytes. */
const OVERHEAD_OF_NAME = 200;

/**
 * Answers by the operation that they answer (execution/operation-key.ts), and by the names of the requests that have
 * asked for it. An answer that a change overtakes while it is being made is given to those who asked
 * before the change, and is not kept.
 */
export class ResponseStore implements Invalidatable {
  private readonly cache: TaggedCache<CachedResponse>;
  private readonly pending = new Map<string, PendingResponse>();
  /** Keys by the names of requests: what a request means does not change. */
  private readonly names: LRUCache<string, string>;

  /** `bytes`: the most that it holds, about; 0 to keep nothing. */
  constructor(private readonly maxBytes: number) {
    this.cache = new TaggedCache(Math.round(maxBytes * (1 - NAMES)), estimateBytes);
    const bytesOfNames = Math.max(Math.round(maxBytes * NAMES), 1);
    this.names = new LRUCache({
      maxSize: bytesOfNames,
      maxEntrySize: Math.max(Math.floor(bytesOfNames / 8), 1),
      sizeCalculation: (key, name) => 2 * (name.length + key.length) + OVERHEAD_OF_NAME,
    });
  }

  /** The most that it holds, about, in bytes. */
  get limit(): number {
    return this.maxBytes;
  }

  get size(): { entries: number; bytes: number } {
    const { entries, bytes } = this.cache.size;
    return { entries, bytes: bytes + this.names.calculatedSize };
  }

  /** The key under which the answer to a request of this name is kept, if there was one before. */
  buildKey(name: string): string | undefined {
    return this.names.get(name);
  }

  /** Notes that requests of this name ask for the same. */
  noteName(name: string, key: string): void {
    if (this.maxBytes > 0) this.names.set(name, key);
  }

  /** What is known, even when its time is over. */
  peek(key: string): CachedResponse | undefined {
    return this.cache.peek(key);
  }

  get(key: string, now = Date.now()): CachedResponse | undefined {
    const response = this.cache.get(key);
    return response && response.expiresAt > now ? response : undefined;
  }

  /**
   * Makes an answer, once for all who ask the same while it is being made, unless it does something for each of them;
   * and keeps it if it may be kept.
   */
  async getOrCreate(
    question: Question,
    create: () => Promise<CachedResponse>,
    canBeMutation = false,
  ): Promise<FillResult> {
    if (this.maxBytes === 0) return { response: await create(), isCached: false };
    const pending = canBeMutation ? undefined : this.pending.get(question.key ?? question.name);
    // What was read before a change must not be given to whom asks after it.
    const { fill, response: made } = pending?.fill.isCurrent ? pending : this.startFill(question, create);
    const answer = await made;
    return { response: answer, isCached: answer.isCacheable && !fill.isOutdated(answer) };
  }

  private startFill(
    { name: requestKey, key }: Question,
    create: () => Promise<CachedResponse>,
  ): PendingResponse {
    const fill = this.cache.beginFill();
    const pending = { fill, response: create() };
    const asked = key ?? requestKey;
    this.pending.set(asked, pending);
    const finish = (answer?: CachedResponse) => {
      if (answer?.isCacheable) {
        const keptAs = keyOfAnswer(answer, requestKey);
        this.noteName(requestKey, keptAs);
        this.cache.setIfCurrent(keptAs, answer, fill);
      }
      this.cache.endFill(fill);
      if (this.pending.get(asked) === pending) this.pending.delete(asked);
    };
    pending.response.then(finish, () => finish());
    return pending;
  }

  /** Keeps the same answer with more of it: what it takes now counts. Nothing when it has been dropped since. */
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

/** The key under which an answer to a request of this name is kept. */
export function keyOfAnswer({ key }: CachedResponse, name: string): string {
  return key ?? name;
}

/** With what stands around the bytes. */
function estimateBytes({ body, encodings }: CachedResponse): number {
  return [body, ...Object.values(encodings)].reduce((sum, { length }) => sum + length, 200);
}
