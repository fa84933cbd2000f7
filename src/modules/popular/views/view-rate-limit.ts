import { createSparseLru } from '../../../shared/sparse-lru.js';

/** Views per visitor and minute, more than a person opens. */
const MAX_PER_VISITOR = 60;
/**
 * Views per address and minute. An address may be shared by an office or a school, but user agents are easily
 * made up.
 */
const MAX_PER_ADDRESS = 600;
/** Number of tracked visitors and addresses. A flood evicts the oldest ones, so memory use is bounded. */
const MAX_TRACKED = 100_000;

/** Limits the views per visitor and per address in a clock minute, in this instance. */
export class ViewRateLimiter {
  private readonly counts = createSparseLru<string, number>(MAX_TRACKED);

  /** Counts a view and returns true if it is within the limits. */
  consume(address: Buffer, visitor: Buffer, minute: number): boolean {
    return (
      this.increment(visitor, minute) <= MAX_PER_VISITOR && this.increment(address, minute) <= MAX_PER_ADDRESS
    );
  }

  private increment(identity: Buffer, minute: number): number {
    const name = `${minute} ${identity.toString('latin1', 0, 12)}`;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count;
  }
}
