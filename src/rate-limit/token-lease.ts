import type { RateStore } from './rate-store.js';

/** State of a rate limit after a request. */
export interface RateLimitStatus {
  isAllowed: boolean;
  /** Points in a window, and the remaining ones. */
  limit: number;
  remaining: number;
  /** Seconds until the window ends. */
  resetSeconds: number;
}

/** Approximate number of fetches from the store per window, instead of one per request. */
const FETCHES_PER_WINDOW = 100;

/**
 * A client's or API key's current window on one instance. Fetches points before they are spent, a hundredth
 * of the limit at a time, so all instances together never exceed the limit.
 */
export class RateWindow {
  /** Points that were fetched and not spent; negative for points that were spent before they were fetched. */
  private tokens = 0;
  private totalConsumed = 0;
  private isExhausted = false;
  private endsAt = 0;
  private waitingCount = 0;
  private pendingFetch: Promise<void> | null = null;

  constructor(
    private readonly store: RateStore,
    private readonly name: string,
    private readonly limit: number,
  ) {}

  /** Consumes a point, if one remains. */
  async consumePoint(): Promise<RateLimitStatus> {
    this.waitingCount += 1;
    try {
      while (this.shouldFetch()) await this.fetchTokens();
    } finally {
      this.waitingCount -= 1;
    }
    const isAllowed = this.tokens >= 1;
    if (isAllowed) this.tokens -= 1;
    return this.toStatus(isAllowed);
  }

  /**
   * Charges points for an operation that is already running. A negative balance refuses requests until the
   * window ends.
   */
  charge(points: number): void {
    this.tokens -= points;
    if (this.shouldFetch()) void this.fetchTokens();
  }

  /** True if no points remain, as far as this instance knows. */
  get isDepleted(): boolean {
    return this.isExhausted && this.tokens < 1 && Date.now() < this.endsAt;
  }

  private shouldFetch(): boolean {
    if (Date.now() >= this.endsAt) this.reset();
    return this.tokens < 1 && !this.isExhausted;
  }

  private reset(): void {
    this.endsAt = Number.POSITIVE_INFINITY; // until the store returns the end
    this.tokens = 0;
    this.totalConsumed = 0;
    this.isExhausted = false;
  }

  private fetchTokens(): Promise<void> {
    this.pendingFetch ??= this.requestTokens().finally(() => {
      this.pendingFetch = null;
    });
    return this.pendingFetch;
  }

  private async requestTokens(): Promise<void> {
    const requestedTokens = Math.max(
      this.waitingCount - this.tokens,
      Math.ceil(this.limit / FETCHES_PER_WINDOW),
    );
    const { consumedPoints, msBeforeNext } = await this.store.add(this.name, requestedTokens);
    const before = consumedPoints - requestedTokens;
    const grantedTokens = Math.min(Math.max(this.limit - before, 0), requestedTokens);
    this.tokens += grantedTokens;
    this.isExhausted = grantedTokens < requestedTokens;
    this.totalConsumed = Math.min(consumedPoints, this.limit);
    this.endsAt = Date.now() + msBeforeNext;
  }

  private toStatus(isAllowed: boolean): RateLimitStatus {
    const remaining = Math.max(Math.floor(this.limit - this.totalConsumed + this.tokens), 0);
    const resetSeconds = Math.max(Math.ceil((this.endsAt - Date.now()) / 1_000), 1);
    return { isAllowed, limit: this.limit, remaining: isAllowed ? remaining : 0, resetSeconds };
  }
}
