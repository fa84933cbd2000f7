import pLimit from 'p-limit';

/** Executions for readers at once while an editor writes, and otherwise. */
const BESIDE_WRITES = 8;
const ALONE = 64;

/**
 * Bounds the executions that run at once. Each makes the event loop's round longer, and a write, which asks the
 * database dozens of times one after the other, waits a round each time: while one is under way fewer run.
 */
export class ReaderTurns {
  private readonly limit = pLimit(ALONE);
  private writes = 0;

  /** Runs an execution that reads, when there is room. */
  read<T>(execution: () => Promise<T>): Promise<T> {
    return this.limit(execution);
  }

  /** Runs a write at once. Only for callers with a key: others could hold up readers by it. */
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
