import type { KnownItems } from './known-items.js';

/** Milliseconds before the mark that are asked for again: clocks have seconds, and a save there takes some. */
const OVERLAP = 60_000;
const MINUTE = 60_000;

/** Minutes between comparisons where a setting says nothing else. */
export const RECONCILE_MINUTES = 60;

/** How far the changes of a source have been read, never later than its own clock when the sync began. */
export class SyncMark {
  /** From when on changes are asked for; null for all. */
  readonly since: Date | null;
  #latest: Date | null;

  /** `clock` is the source's time, as its first answer has it. */
  constructor(
    private readonly known: Pick<KnownItems, 'syncedTo' | 'comparedAt'>,
    readonly clock: Date,
  ) {
    this.#latest = this.#capped(known.syncedTo);
    this.since = this.#latest && new Date(this.#latest.getTime() - OVERLAP);
  }

  /** The latest change that was seen; null when there was none. */
  get latest(): Date | null {
    return this.#latest;
  }

  /** Moves the mark to a change. What is scheduled may have been changed in the future, by its source's account. */
  see(changed: Date | null): void {
    const capped = this.#capped(changed);
    if (capped && (!this.#latest || capped > this.#latest)) this.#latest = capped;
  }

  /** Whether all states are to be compared: now and then, and when the mark cannot have been right. */
  isComparisonDue(minutes: number): boolean {
    const { syncedTo, comparedAt } = this.known;
    if (comparedAt === null || comparedAt > this.clock) return true;
    if (syncedTo && syncedTo > this.clock) return true;
    return this.clock.getTime() - comparedAt.getTime() >= minutes * MINUTE;
  }

  #capped(date: Date | null): Date | null {
    return date && date > this.clock ? this.clock : date;
  }
}

/** The time by a server's own clock, from its `Date` header; ours where it sends none. */
export function parseServerClock(date: string | undefined): Date {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? new Date() : new Date(time);
}
