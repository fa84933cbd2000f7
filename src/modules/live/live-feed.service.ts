import type pg from 'pg';
import type { ChangeFeed } from '../../database/change-feed.js';
import { ChangesTrimmed, type ContentChangeRow, readChanges } from '../../database/changes.js';
import { CursorExpired } from '../../shared/errors.js';
import { fromCursor, toCursor } from './cursor.js';
import type { ArticleEventsArgs } from './live.inputs.js';
import { type LiveChange, matches, toLiveChanges } from './live-change.js';
import { LiveSubscriber, type Source } from './live-subscriber.js';

/** Whose events wait where, and who is told when too many do. */
export interface Delivery {
  /** Resumes behind this cursor, whatever the arguments say: SSE clients send it when they come back. */
  lastEventId: string | null;
  tooSlow(): void;
}

interface Page {
  changes: LiveChange[];
  upTo: bigint;
}

/**
 * Hands the changes of articles on to any number of subscribers: it reads the log once for all of them, and each
 * has a bounded queue of its own, so that one that stalls costs neither memory nor anyone else's time.
 */
export class LiveFeed implements Source {
  private readonly subscribers = new Set<LiveSubscriber>();
  /** Those who come back after the same cut ask for the same. */
  private readonly reading = new Map<bigint, Promise<Page>>();
  private starting: Promise<void> | null = null;
  position = 0n;

  /** `limit`: most events that may wait for one subscriber. */
  constructor(
    private readonly feed: ChangeFeed,
    private readonly pool: pg.Pool,
    private readonly limit: number,
  ) {}

  /** Every change that meets the filter. Throws BadUserInput for a cursor that is none, CursorExpired. */
  async follow({ after, ...filter }: ArticleEventsArgs, delivery: Delivery): Promise<LiveSubscriber> {
    await this.start();
    const cursor = delivery.lastEventId ?? after;
    const subscriber = new LiveSubscriber(this, {
      after: cursor == null ? this.position : await this.known(fromCursor(cursor)),
      wants: (change) => matches(change, filter),
      limit: this.limit,
      tooSlow: () => delivery.tooSlow(),
    });
    await subscriber.begin();
    return subscriber;
  }

  /** Where a client that subscribes now would begin. */
  async cursor(): Promise<string> {
    await this.start();
    return toCursor(this.position);
  }

  read(after: bigint): Promise<Page> {
    const reading = this.reading.get(after) ?? this.readPage(after);
    this.reading.set(after, reading);
    return reading.finally(() => this.reading.delete(after));
  }

  join(subscriber: LiveSubscriber): void {
    this.subscribers.add(subscriber);
  }

  leave(subscriber: LiveSubscriber): void {
    this.subscribers.delete(subscriber);
  }

  private async readPage(after: bigint): Promise<Page> {
    try {
      const changes = await readChanges(this.pool, after);
      return { changes: await toLiveChanges(this.pool, changes), upTo: changes.at(-1)?.sequence ?? after };
    } catch (error) {
      throw error instanceof ChangesTrimmed ? new CursorExpired() : unreadable(error);
    }
  }

  /** A cursor ahead of the log is of another one, e.g. from before the database was restored. */
  private async known(position: bigint): Promise<bigint> {
    if (position > this.position && position > (await this.feed.last())) throw new CursorExpired();
    return position;
  }

  /** Follows the log from the first subscriber on. */
  private start(): Promise<void> {
    this.starting ??= this.feed.last().then(
      (last) => {
        this.position = last;
        this.feed.subscribe(last, (change) => this.tell(change), { trimmed: () => this.lose() });
      },
      (error) => {
        this.starting = null;
        throw unreadable(error);
      },
    );
    return this.starting;
  }

  private async tell(row: ContentChangeRow): Promise<void> {
    const changes = this.subscribers.size > 0 ? await toLiveChanges(this.pool, [row]) : [];
    this.reading.clear();
    for (const change of changes) for (const subscriber of this.subscribers) subscriber.offer(change);
    this.position = row.sequence;
  }

  /** Cut off for longer than changes are kept. */
  private lose(): void {
    this.starting = null;
    for (const subscriber of this.subscribers) subscriber.end(new CursorExpired());
  }
}

/** The pool's own errors do not say for what it was asked. */
function unreadable(cause: unknown): Error {
  return new Error('The change log could not be read.', { cause });
}
