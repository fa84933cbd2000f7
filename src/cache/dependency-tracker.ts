import type { Statement } from '../observability/query-log.js';

/**
 * What an answer was made of, noted while it is made: keys (keys.ts), the time at which it ends by itself, and for how
 * long a copy may be given where changes are not heard of.
 */
export class DependencyTracker {
  readonly tags = new Set<string>();
  /** Milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY;
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

  /** For what changes as time goes by. */
  limitTtl(ttlMs: number): void {
    this.expiresAt = Math.min(this.expiresAt, Date.now() + ttlMs);
  }

  /** For what changes without a change in the log, of which only this gateway hears. */
  limitCdnTtl(ttlMs: number): void {
    this.cdnTtlMs = Math.min(this.cdnTtlMs, ttlMs);
  }
}
