import type pg from 'pg';
import { CoalescedRunner } from '../shared/async/coalesced-runner.js';
import type { AppLogger } from '../shared/logging/logger.js';
import { ChangeLogGapError, type ChangeLogReader } from './change-log.js';

export interface ChangeSubscriptionOptions<Row extends { sequence: bigint }> {
  log: ChangeLogReader<Row>;
  /** Sequence of the last change that was handled. */
  after: bigint;
  handler: (change: Row) => void | Promise<void>;
  /** Called whenever all changes committed at the time of polling are handled. */
  onCaughtUp?: () => void;
  /** Called when notifications may be lost for a while. */
  onDisconnect?: () => void;
  /** Called once, when changes not yet handled were pruned. The subscription ends. */
  onGap: (error: ChangeLogGapError) => void;
}

/** In-memory subscription to a log. A slow or failing handler does not delay other subscriptions. */
export class ChangeSubscription<Row extends { sequence: bigint }> {
  private readonly runner = new CoalescedRunner(() => this.catchUp());
  /** Number of disconnects. */
  private disconnectCount = 0;

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: ChangeSubscriptionOptions<Row>,
    private readonly log: AppLogger,
  ) {}

  /** Reads new changes. */
  pollChanges(): void {
    this.runner.trigger();
  }

  onWrite(): void {
    if (this.options.log.followsWrites) this.runner.trigger();
  }

  onDisconnect(): void {
    this.disconnectCount += 1;
    this.options.onDisconnect?.();
  }

  /** Starts no further handler, and resolves when the running one has ended. */
  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      const { disconnectCount } = this;
      const changes = await this.readBatch();
      if (!changes) return;
      if (changes.length === 0) {
        // After a disconnect, the next poll on reconnecting reports it.
        if (disconnectCount === this.disconnectCount) this.options.onCaughtUp?.();
        return;
      }
      for (const change of changes) {
        if (this.runner.isStopped || !(await this.deliver(change))) return;
      }
    }
  }

  /** Calls the handler. Returns false if it threw; the next poll retries the same change. */
  private async deliver(change: Row): Promise<boolean> {
    try {
      await this.options.handler(change);
      this.options.after = change.sequence;
      return true;
    } catch (err) {
      this.log.error({ err, part: 'changes', sequence: String(change.sequence) }, 'change subscriber failed');
      return false;
    }
  }

  /** Returns null while the database is unavailable; the next poll continues. */
  private async readBatch(): Promise<Row[] | null> {
    try {
      return await this.options.log.readAfter(this.pool, this.options.after);
    } catch (err) {
      if (err instanceof ChangeLogGapError) {
        this.runner.isStopped = true;
        this.options.onGap(err);
      } else {
        this.log.debug({ err, part: 'changes' }, 'change log cannot be read');
      }
      return null;
    }
  }
}
