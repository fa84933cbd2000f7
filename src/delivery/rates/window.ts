import type { RateStore } from './rate-store.js';

/** How someone stands with their limit. */
export interface Standing {
  isWithin: boolean;
  /** Points in a window, and those that are left. */
  limit: number;
  left: number;
  /** Seconds until there are all of them again. */
  seconds: number;
}

/** As many times in a window are points fetched, about: the store is not asked for each request. */
const FETCHES = 100;

/**
 * What one instance knows of someone's current window. It fetches points from the store before they are spent, a
 * hundredth of the limit at a time, so that all instances together never give more than the limit.
 */
export class Window {
  /** Points that were fetched and not spent; below 0, those that were spent and not fetched. */
  private purse = 0;
  private spentInAll = 0;
  private isExhausted = false;
  private endsAt = 0;
  private waiting = 0;
  private fetching: Promise<void> | null = null;

  constructor(
    private readonly store: RateStore,
    private readonly name: string,
    private readonly limit: number,
  ) {}

  /** Takes a point, if there is one. */
  async take(): Promise<Standing> {
    this.waiting += 1;
    try {
      while (this.mayFetch()) await this.fetch();
    } finally {
      this.waiting -= 1;
    }
    const isWithin = this.purse >= 1;
    if (isWithin) this.purse -= 1;
    return this.standing(isWithin);
  }

  /** Takes points for what is being done already. Who owes some is refused until the window ends. */
  charge(points: number): void {
    this.purse -= points;
    if (this.mayFetch()) void this.fetch();
  }

  /** Whether nothing is left, as far as is known here. */
  get isSpent(): boolean {
    return this.isExhausted && this.purse < 1 && Date.now() < this.endsAt;
  }

  private mayFetch(): boolean {
    if (Date.now() >= this.endsAt) this.begin();
    return this.purse < 1 && !this.isExhausted;
  }

  private begin(): void {
    this.endsAt = Number.POSITIVE_INFINITY; // until the store says
    this.purse = 0;
    this.spentInAll = 0;
    this.isExhausted = false;
  }

  private fetch(): Promise<void> {
    this.fetching ??= this.ask().finally(() => {
      this.fetching = null;
    });
    return this.fetching;
  }

  private async ask(): Promise<void> {
    const wanted = Math.max(this.waiting - this.purse, Math.ceil(this.limit / FETCHES));
    const { consumedPoints, msBeforeNext } = await this.store.add(this.name, wanted);
    const before = consumedPoints - wanted;
    const granted = Math.min(Math.max(this.limit - before, 0), wanted);
    this.purse += granted;
    this.isExhausted = granted < wanted;
    this.spentInAll = Math.min(consumedPoints, this.limit);
    this.endsAt = Date.now() + msBeforeNext;
  }

  private standing(isWithin: boolean): Standing {
    const left = Math.max(Math.floor(this.limit - this.spentInAll + this.purse), 0);
    const seconds = Math.max(Math.ceil((this.endsAt - Date.now()) / 1_000), 1);
    return { isWithin, limit: this.limit, left: isWithin ? left : 0, seconds };
  }
}
