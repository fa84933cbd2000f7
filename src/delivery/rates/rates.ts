import { LRUCache } from 'lru-cache';
import type { RateStore } from './rate-store.js';
import { type Standing, Window } from './window.js';

/** Clients that are remembered; a flood of them makes the earliest forgotten here, not the memory grow. */
const REMEMBERED = 50_000;

/** Who is counted: a client's network, or an API key. */
export interface Counted {
  /** By which all instances know them; it tells nobody who they are. */
  name: string;
  /** Points in a minute; 0 for any number. */
  limit: number;
}

/** Counts what clients ask for, together with all other instances. */
export class Rates {
  private readonly windows = new LRUCache<string, Window>({ max: REMEMBERED });

  constructor(private readonly store: RateStore) {}

  /** Takes a point of theirs. Null when they may do as much as they like. */
  async take(who: Counted): Promise<Standing | null> {
    return who.limit === 0 ? null : this.windowOf(who).take();
  }

  /** Takes points of theirs for what is being done. */
  charge(who: Counted, points: number): void {
    if (who.limit > 0 && points > 0) this.windowOf(who).charge(points);
  }

  /** Whether they have nothing left, as far as is known here: nothing is taken, and nobody asked. */
  hasSpent({ name }: Counted): boolean {
    return this.windows.get(name)?.isSpent ?? false;
  }

  private windowOf({ name, limit }: Counted): Window {
    const known = this.windows.get(name);
    if (known) return known;
    const window = new Window(this.store, name, limit);
    this.windows.set(name, window);
    return window;
  }
}
