/** Most milliseconds for which writes have priority at a stretch. */
const MOST_MS = 500;
/** Milliseconds that are regained in a millisecond without writes. */
const REGAINED = 0.5;

/**
 * Measures how long writes may hold back readers: the writes of an editor all their time, those of a program that
 * writes without a pause only at first. Times are in milliseconds of one clock.
 */
export class WritePriority {
  private left = MOST_MS;
  private endedAt = Number.NEGATIVE_INFINITY;
  private endsAt = 0;

  /** Begins a stretch in which something is written. */
  begin(now: number): void {
    this.endsAt = now + Math.min(MOST_MS, this.left + (now - this.endedAt) * REGAINED);
  }

  /** Ends a stretch. */
  end(now: number): void {
    this.left = Math.max(0, this.endsAt - now);
    this.endedAt = now;
  }

  /** Returns true if the writes of this stretch still have priority. */
  isLeft(now: number): boolean {
    return now < this.endsAt;
  }
}
