import { LRUCache } from 'lru-cache';

/** Pages that a person opens in a minute are fewer. */
const PER_VISITOR = 60;
/** Behind one address there may be an office or a school; but names of browsers are made up quickly. */
const PER_ADDRESS = 600;
/** Visitors and addresses that are remembered; a flood of them makes the earliest forgotten, not the memory grow. */
const REMEMBERED = 100_000;

/** How many views of one visitor, and from one address, are taken in a clock minute by this instance. */
export class BurstLimit {
  private readonly counts = new LRUCache<string, number>({ max: REMEMBERED });

  /** Counts a view, and answers whether it is within the limits. */
  allows(address: Buffer, visitor: Buffer, minute: number): boolean {
    return this.count(visitor, minute) <= PER_VISITOR && this.count(address, minute) <= PER_ADDRESS;
  }

  private count(who: Buffer, minute: number): number {
    const name = `${minute} ${who.toString('latin1', 0, 12)}`;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count;
  }
}
