import type { Statement } from '../observability/query-log.js';

/** Dependencies of a response, tracked while it is created: its cache tags, expiry, and TTL in a CDN. */
export class DependencyTracker {
  readonly tags = new Set<string>();
  /** Time of expiry, in milliseconds since 1970. */
  expiresAt = Number.POSITIVE_INFINITY;
  /** SQL statements executed for the response. */
  readonly statements: Statement[] = [];

  /** `startedAt` is the time at which the client began to wait, in milliseconds since 1970. */
  constructor(private readonly startedAt = Date.now()) {}

  /** Milliseconds for which a CDN may serve the response. */
  cdnTtlMs = Number.POSITIVE_INFINITY;

  trackTags(tags: readonly string[]): void {
    for (const key of tags) this.tags.add(key);
  }

  /** Returns how many of the milliseconds allowed for the whole response are left. */
  getRemainingMs(timeoutMs: number): number {
    return this.startedAt + timeoutMs - Date.now();
  }

  /** Limits the lifetime of the response, for data that changes as time passes. */
  limitTtl(ttlMs: number): void {
    this.expiresAt = Math.min(this.expiresAt, Date.now() + ttlMs);
  }

  /** Limits the lifetime in a CDN, for data that changes without an entry in the change log. */
  limitCdnTtl(ttlMs: number): void {
    this.cdnTtlMs = Math.min(this.cdnTtlMs, ttlMs);
  }
}
