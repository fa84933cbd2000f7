import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SharedExecutionClient } from '../../../cache/shared-execution.js';
import type { OperationResponse } from '../../../graphql/operation.js';
import { EventResult, EventResultCache } from '../event-result-cache.js';
import { createJsonPatch } from './json-patch.js';
import type { LiveRound } from './live-query.js';

/** Memory in bytes of a character of a result, as objects and as text, with that of the result before it. */
const BYTES_PER_CHARACTER = 8;

/** Share of a result that a patch may have at most. A longer one saves little and costs the client more. */
const MAX_PATCH_SHARE = 0.5;

/** Result of a live query. Its version, by which clients resume, is a digest of data and errors. */
export class LiveResult extends EventResult {
  private before: EventResult | null;
  private patch: EventResult | null = null;

  /** `before` is the latest other result of the same live query; null if there is none. */
  constructor(response: OperationResponse, before: LiveResult | null) {
    const digest = createHash('sha256').update(JSON.stringify(response)).digest('base64url');
    const version = digest.slice(0, 22);
    super({ ...response, extensions: { live: { version } } }, version);
    // A copy, because `before` has one before it itself.
    this.before = before && new EventResult(before.response, before.cursor);
  }

  /** Returns the result as a patch for a client that has `version`, if that is the result before it. */
  asPatchOf(version: string | null): EventResult {
    if (!this.before || version !== this.before.cursor) return this;
    this.patch ??= this.createPatch(this.before);
    return this.patch;
  }

  /** Creates a patch of a result. Returns the whole result if it is not much longer, or if one has errors. */
  private createPatch(before: EventResult): EventResult {
    if (before.response.errors || this.response.errors) return this;
    const patch = createJsonPatch(JSON.parse(before.text).data, JSON.parse(this.text).data);
    const result = new EventResult({ extensions: { live: { version: this.cursor, patch } } }, this.cursor);
    return result.text.length <= MAX_PATCH_SHARE * this.text.length ? result : this;
  }
}

/**
 * Last results of live queries, for subscribers that join later. The least recently used are dropped above a
 * limit of memory, and executed again.
 */
export class LiveResults {
  private readonly cache = new EventResultCache();
  private readonly rounds: LRUCache<LiveRound, true>;
  /** Latest results by live query, of which the next is a patch. */
  private readonly latest: LRUCache<object, LiveResult>;

  /** `maxBytes` is the approximate limit of memory. */
  constructor(maxBytes: number) {
    const maxSize = Math.max(Math.round(maxBytes / 2), 1);
    this.rounds = new LRUCache({
      maxSize,
      dispose: (_true, round) => this.cache.delete(round),
    });
    this.latest = new LRUCache({
      maxSize,
      sizeCalculation: ({ text }) => BYTES_PER_CHARACTER * text.length,
    });
  }

  /** Creates the result of a round of a live query. */
  create(query: object, response: OperationResponse): LiveResult {
    const result = new LiveResult(response, this.latest.get(query) ?? null);
    this.latest.set(query, result);
    return result;
  }

  getOrExecute(
    round: LiveRound,
    key: string | null,
    subscriber: SharedExecutionClient<EventResult>,
  ): Promise<EventResult> {
    this.rounds.get(round);
    return this.cache.getOrExecute(round, key, {
      ...subscriber,
      execute: async (signal) => {
        const result = await subscriber.execute(signal);
        this.rounds.set(round, true, { size: BYTES_PER_CHARACTER * result.text.length });
        // A result that is larger than the limit is not kept.
        if (!this.rounds.has(round)) this.cache.delete(round);
        return result;
      },
    });
  }
}
