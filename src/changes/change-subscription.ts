import type pg from 'pg';
import type { AppLogger } from '../observability/logger.js';
import { CoalescedRunner } from '../shared/async/coalesced-runner.js';
import { ChangeLogGapError, type ContentChangeRow, readChanges } from './change-log.js';

export interface ChangeSubscriptionOptions {
  /** Number of the last change that it knows. */
  after: bigint;
  handler: (change: ContentChangeRow) => void | Promise<void>;
  /** Told whenever it has been told of every change that there was at the time of asking. */
  onCaughtUp?: () => void;
  /** Told when changes may go unheard for a while. */
  onDisconnect?: () => void;
  /** Told, once, when changes that it has not seen were taken away. It is told nothing more. */
  onGap: (error: ChangeLogGapError) => void;
}

/** One subscriber's way through the change log: a slow or failing one holds up no other. */
export class ChangeSubscription {
  private readonly runner = new CoalescedRunner(() => this.catchUp());
  /** How often changes have gone unheard. */
  private disconnectCount = 0;

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: ChangeSubscriptionOptions,
    private readonly log: AppLogger,
  ) {}

  /** Reads what is new. */
  pollChanges(): void {
    this.runner.trigger();
  }

  onDisconnect(): void {
    this.disconnectCount += 1;
    this.options.onDisconnect?.();
  }

  /** No handler begins after this; resolves when the one that runs has ended. */
  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      const { disconnectCount } = this;
      const changes = await this.readBatch();
      if (!changes) return;
      if (changes.length === 0) {
        // What went unheard meanwhile is looked for once changes are heard of again.
        if (disconnectCount === this.disconnectCount) this.options.onCaughtUp?.();
        return;
      }
      for (const change of changes) {
        if (this.runner.isStopped || !(await this.deliver(change))) return;
      }
    }
  }

  /** Answers whether it was done. If not, the next look begins with the same change. */
  private async deliver(change: ContentChangeRow): Promise<boolean> {
    try {
      await this.options.handler(change);
      this.options.after = change.sequence;
      return true;
    } catch (err) {
      this.log.error({ err, part: 'changes', sequence: String(change.sequence) }, 'a subscriber failed');
      return false;
    }
  }

  /** Null while the database is away: the next look goes on. */
  private async readBatch(): Promise<ContentChangeRow[] | null> {
    try {
      return await readChanges(this.pool, this.options.after);
    } catch (err) {
      if (err instanceof ChangeLogGapError) {
        this.runner.isStopped = true;
        this.options.onGap(err);
      } else {
        this.log.debug({ err, part: 'changes' }, 'the change log cannot be read at the moment');
      }
      return null;
    }
  }
}
