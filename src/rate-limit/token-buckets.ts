import { LRUCache } from 'lru-cache';
import type { RateStore } from './rate-store.js';
import { type RateLimitStatus, RateWindow } from './token-lease.js';

/** Clients that are remembered; a flood of them makes the earliest forgotten here, not the memory grow. */
const MAX_WINDOWS = 50_000;

/** Who is counted: a client's network, or an API key. */
export interface RateLimitSubject {
  /** By which all instances know them; it tells nobody who they are. */
  name: string;
  /** Points in a minute; 0 for any number. */
  limit: number;
}

/** Counts what clients ask for, together with all other instances. */
export class RateCounter {
  private readonly windows = new LRUCache<string, RateWindow>({ max: MAX_WINDOWS });

  constructor(private readonly store: RateStore) {}

  /** Takes a point of theirs. Null when they may do as much as they like. */
  async consumePoint(subject: RateLimitSubject): Promise<RateLimitStatus | null> {
    return subject.limit === 0 ? null : this.getWindow(subject).consumePoint();
  }

  /** Takes points of theirs for what is being done. */
  charge(subject: RateLimitSubject, points: number): void {
    if (subject.limit > 0 && points > 0) this.getWindow(subject).charge(points);
  }

  /** Whether they have nothing left, as far as is known here: nothing is taken, and nobody asked. */
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
