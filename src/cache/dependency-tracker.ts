import type { Statement } from '../observability/query-log.js';

/**
 * What an answer was made of, noted while it is made: keys (keys.ts), the time at which it ends by itself, and for how
 * long a copy may be given where changes are not heard of.
 */
export class DependencyTracker {
  readonly tags = new Set<string>();
  /** Milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY;
  /** Aborted when nobody waits for the answer any more: nothing is read then. */
  signal: AbortSignal | undefined;
  private reading = 0;
  private readonly idle = new Set<() => void>();
  /** What was asked of PostgreSQL for it. */
  readonly statements: Statement[] = [];

  /** `since`: when whoever waits for the answer began to wait, in milliseconds since 1970. */
  constructor(private readonly startedAt = Date.now()) {}

  /** Milliseconds. */
  cdnTtlMs = Number.POSITIVE_INFINITY;

  trackTags(tags: readonly string[]): void {
    for (const key of tags) this.tags.add(key);
  }

  /** Of so many milliseconds for the whole answer, those that are left. */
  getRemainingMs(timeoutMs: number): number {
    return this.startedAt + timeoutMs - Date.now();
  }

  /** Counts a read for as long as it is under way. */
  async track<Result>(read: Promise<Result>): Promise<Result> {
    this.reading += 1;
    try {
      return await read;
    } finally {
      this.reading -= 1;
      if (this.reading === 0) {
        for (const resume of this.idle) resume();
        this.idle.clear();
      }
    }
  }

  /** Answers `value` once nothing is being read: an answer can be there before all that was asked for it. */
  async whenIdle<Value>(value: Value): Promise<Value> {
    if (this.reading > 0) await new Promise<void>((resolve) => this.idle.add(resolve));
    return value;
  }

  /** For what changes as time goes by. */
  limitTtl(ttlMs: number): void {
    this.expiresAt = Math.min(this.expiresAt, Date.now() + ttlMs);
  }

  /** For what changes without a change in the log, of which only this gateway hears. */
  limitCdnTtl(ttlMs: number): void {
    this.cdnTtlMs = Math.min(this.cdnTtlMs, ttlMs);
  }
}
