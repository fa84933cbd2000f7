import { createSparseLru } from '../shared/sparse-lru.js';
import type { RateStore } from './rate-store.js';
import { type RateLimitStatus, RateWindow } from './token-lease.js';

/** Maximum number of windows in memory. A flood of clients evicts the oldest instead of growing memory. */
const MAX_WINDOWS = 50_000;

/** A rate-limited client network or API key. */
export interface RateLimitSubject {
  /** Identifier shared by all instances. Does not reveal the client's address. */
  name: string;
  /** Points in a minute; 0 for no limit. */
  limit: number;
}

/** Counts points per client or API key, together with all other instances. */
export class RateCounter {
  private readonly windows = createSparseLru<string, RateWindow>(MAX_WINDOWS);

  constructor(private readonly store: RateStore) {}

  /** Consumes one point. Returns null if the subject has no limit. */
  async consumePoint(subject: RateLimitSubject): Promise<RateLimitStatus | null> {
    return subject.limit === 0 ? null : this.getWindow(subject).consumePoint();
  }

  /** Charges points for an operation that is already running. */
  charge(subject: RateLimitSubject, points: number): void {
    if (subject.limit > 0 && points > 0) this.getWindow(subject).charge(points);
  }

  /**
   * Returns true if, as far as this instance knows, no points remain. Consumes nothing and does not query the
   * store.
   */
  isExhausted({ name }: RateLimitSubject): boolean {
    return this.windows.get(name)?.isDepleted ?? false;
  }

  private getWindow({ name, limit }: RateLimitSubject): RateWindow {
    const existing = this.windows.get(name);
    if (existing) return existing;
    const window = new RateWindow(this.store, name, limit);
    this.windows.set(name, window);
    return window;
  }
}
