import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OperationResponse } from '../../../graphql/operation.js';
import type { SharedExecutionClient } from '../../../shared/async/shared-execution.js';
import { EventResult, EventResultCache } from '../event-result-cache.js';
import type { LiveRound } from './live-query.js';

/** Memory in bytes of a character of a result, as objects and as text. */
const BYTES_PER_CHARACTER = 4;

/** Result of a live query. Its version, by which clients resume, is a digest of data and errors. */
export class LiveResult extends EventResult {
  constructor(response: OperationResponse) {
    const digest = createHash('sha256').update(JSON.stringify(response)).digest('base64url');
    const version = digest.slice(0, 22);
    super({ ...response, extensions: { live: { version } } }, version);
  }
}

/**
 * Last results of live queries, for subscribers that join later. The least recently used are dropped above a
 * limit of memory, and executed again.
 */
export class LiveResults {
  private readonly cache = new EventResultCache();
  private readonly rounds: LRUCache<LiveRound, true>;

  /** `maxBytes` is the approximate limit of memory. */
  constructor(maxBytes: number) {
    this.rounds = new LRUCache({
      maxSize: Math.max(maxBytes, 1),
      dispose: (_true, round) => this.cache.delete(round),
    });
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
