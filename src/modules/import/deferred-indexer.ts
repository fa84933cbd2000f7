import type { PrismaClient } from '../../database/generated/client.js';
import { type LostRetries, retryLost } from '../../database/retry-on-lost-connection.js';
import { indexPending, indexPendingBatch, PENDING_BATCH_SIZE } from '../search/index/index-pending.js';

/** Milliseconds that a saved article waits for others that are indexed in the same transaction. */
const MAX_WAIT_MS = 1_000;
/** Number of articles that may wait; an import that is faster than its index waits for it. */
const MAX_WAITING = 4 * PENDING_BATCH_SIZE;

/**
 * Indexes the new articles of an import for search, in parallel with its next transactions. A job indexes
 * those that are pending when the process ends.
 */
export class DeferredIndexer {
  private waiting = 0;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failure: unknown = null;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly retries: Partial<LostRetries>,
  ) {}

  /** Adds articles that were saved. Resolves when few enough of them wait. */
  async add(count: number): Promise<void> {
    if (count === 0) return;
    this.waiting += count;
    if (this.waiting >= PENDING_BATCH_SIZE) this.start();
    else this.timer ??= setTimeout(() => this.start(), MAX_WAIT_MS);
    if (this.waiting >= MAX_WAITING) await this.running;
  }

  /**
   * Indexes all articles that wait, also those of an import that did not end. Throws the first error since the last
   * call.
   */
  async finish(): Promise<void> {
    this.stopTimer();
    await this.running;
    const failure = this.failure;
    this.failure = null;
    this.waiting = 0;
    if (failure !== null) throw failure;
    await retryLost(() => indexPending(this.prisma), this.retries);
  }

  private start(): void {
    this.stopTimer();
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Indexes until no full batch waits. Another process may have indexed or added some. */
  private async run(): Promise<void> {
    try {
      do {
        this.waiting = Math.max(0, this.waiting - PENDING_BATCH_SIZE);
        await retryLost(() => indexPendingBatch(this.prisma), this.retries);
      } while (this.waiting >= PENDING_BATCH_SIZE);
    } catch (error) {
      this.failure ??= error;
      this.waiting = 0;
    }
  }
}
