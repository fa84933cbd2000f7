import pLimit from 'p-limit';

/** Maximum concurrent executions of reads while a mutation runs, and otherwise. */
const BESIDE_WRITES = 8;
const ALONE = 64;

/**
 * Limits concurrent executions. Each one lengthens the event loop's turn, and a mutation waits a turn per
 * query, of which it sends dozens; fewer reads run meanwhile.
 */
export class ReaderTurns {
  private readonly limit = pLimit(ALONE);
  private writes = 0;

  /** Runs a query as soon as the limit allows. */
  read<T>(execution: () => Promise<T>): Promise<T> {
    return this.limit(execution);
  }

  /**
   * Runs a mutation at once. For requests with an API key only, because others could slow down reads this
   * way.
   */
  async write<T>(execution: () => Promise<T>): Promise<T> {
    this.writes += 1;
    this.limit.concurrency = BESIDE_WRITES;
    try {
      return await execution();
    } finally {
      this.writes -= 1;
      if (this.writes === 0) this.limit.concurrency = ALONE;
    }
  }
}
