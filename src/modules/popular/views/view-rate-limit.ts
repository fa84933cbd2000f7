import { LRUCache } from 'lru-cache';

/** Pages that a person opens in a minute are fewer. */
const MAX_PER_VISITOR = 60;
/** Behind one address there may be an office or a school; but names of browsers are made up quickly. */
const MAX_PER_ADDRESS = 600;
/** Visitors and addresses that are remembered; a flood of them makes the earliest forgotten, not the memory grow. */
const MAX_TRACKED = 100_000;

/** How many views of one visitor, and from one address, are taken in a clock minute by this instance. */
export class ViewRateLimiter {
  private readonly counts = new LRUCache<string, number>({ max: MAX_TRACKED });

  /** Counts a view, and answers whether it is within the limits. */
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
