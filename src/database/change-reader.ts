import type pg from 'pg';
import { ChangesTrimmed, type ContentChangeRow, readChanges } from './changes.js';
import type { Log } from './log.js';
import { OnDemand } from './on-demand.js';

export interface Subscriber {
  /** Number of the last change that it knows. */
  after: bigint;
  handler: (change: ContentChangeRow) => void | Promise<void>;
  /** Told whenever it has been told of every change that there was at the time of asking. */
  caughtUp?: () => void;
  /** Told when changes may go unheard for a while. */
  cutOff?: () => void;
  /** Told, once, when changes that it has not seen were taken away. It is told nothing more. */
  trimmed: (error: ChangesTrimmed) => void;
}

/** One subscriber's way through the change log: a slow or failing one holds up no other. */
export class ChangeReader {
  private readonly reading = new OnDemand(() => this.catchUp());
  /** How often changes have gone unheard. */
  private cuts = 0;

  constructor(
    private readonly pool: pg.Pool,
    private readonly subscriber: Subscriber,
    private readonly log: Log,
  ) {}

  /** Reads what is new. */
  look(): void {
    this.reading.ask();
  }

  cutOff(): void {
    this.cuts += 1;
    this.subscriber.cutOff?.();
  }

  /** No handler begins after this; resolves when the one that runs has ended. */
  stop(): Promise<void> {
    return this.reading.stop();
  }

  private async catchUp(): Promise<void> {
    for (;;) {
      const { cuts } = this;
      const changes = await this.read();
      if (!changes) return;
      if (changes.length === 0) {
        // What went unheard meanwhile is looked for once changes are heard of again.
        if (cuts === this.cuts) this.subscriber.caughtUp?.();
        return;
      }
      for (const change of changes) {
        if (this.reading.isStopped || !(await this.tell(change))) return;
      }
    }
  }

  /** Answers whether it was done. If not, the next look begins with the same change. */
  private async tell(change: ContentChangeRow): Promise<boolean> {
    try {
      await this.subscriber.handler(change);
      this.subscriber.after = change.sequence;
      return true;
    } catch (err) {
      this.log.error({ err, part: 'changes', sequence: String(change.sequence) }, 'a subscriber failed');
      return false;
    }
  }

  /** Null while the database is away: the next look goes on. */
  private async read(): Promise<ContentChangeRow[] | null> {
    try {
      return await readChanges(this.pool, this.subscriber.after);
    } catch (err) {
      if (err instanceof ChangesTrimmed) {
        this.reading.isStopped = true;
        this.subscriber.trimmed(err);
      } else {
        this.log.debug({ err, part: 'changes' }, 'the change log cannot be read at the moment');
      }
      return null;
    }
  }
}
