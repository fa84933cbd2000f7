import type { KnownItems } from './known-items.js';

/**
 * Milliseconds before the mark that are fetched again, since timestamps are in seconds and saving takes time.
 */
const OVERLAP = 60_000;
const MINUTE = 60_000;

/** Default number of minutes between comparisons. */
export const RECONCILE_MINUTES = 60;

/**
 * Time up to which the changes of a source were read. Capped at the source's clock at the start of the sync.
 */
export class SyncMark {
  /** Start of the time range to fetch, or null for everything. */
  readonly since: Date | null;
  private latestSync: Date | null;

  /** `clock` is the source's time from its first response. */
  constructor(
    private readonly known: Pick<KnownItems, 'syncedTo' | 'comparedAt'>,
    readonly clock: Date,
  ) {
    this.latestSync = this.capped(known.syncedTo);
    this.since = this.latestSync && new Date(this.latestSync.getTime() - OVERLAP);
  }

  /** Time of the latest change, or null if there was none. */
  get latest(): Date | null {
    return this.latestSync;
  }

  /** Advances the mark to a change. Future dates, which scheduled items may have, are capped. */
  see(changed: Date | null): void {
    const capped = this.capped(changed);
    if (capped && (!this.latestSync || capped > this.latestSync)) this.latestSync = capped;
  }

  /**
   * Returns true if all states must be compared: at intervals, and if a saved time is after the source's
   * clock.
   */
  isComparisonDue(minutes: number): boolean {
    const { syncedTo, comparedAt } = this.known;
    if (comparedAt === null || comparedAt > this.clock) return true;
    if (syncedTo && syncedTo > this.clock) return true;
    return this.clock.getTime() - comparedAt.getTime() >= minutes * MINUTE;
  }

  private capped(date: Date | null): Date | null {
    return date && date > this.clock ? this.clock : date;
  }
}

/** Returns the server's time from its `Date` header, or the local time if it is missing. */
export function parseServerClock(date: string | undefined): Date {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? new Date() : new Date(time);
}
