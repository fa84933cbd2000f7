import type pg from 'pg';
import type { ChangeListener } from '../../changes/change-listener.js';
import { ChangeLogGapError, type ContentChangeRow, readChanges } from '../../changes/change-log.js';
import { CursorExpiredError } from '../../shared/errors/errors.js';
import { type ArticleChange, matchesFilter, toArticleChanges } from './article-event.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import { decodeCursor, encodeCursor } from './event-cursor.js';
import { type ArticleEventSource, ArticleEventSubscriber } from './event-subscriber.js';

/** Whose events wait where, and who is told when too many do. */
export interface EventDelivery {
  /** Resumes behind this cursor, whatever the arguments say: SSE clients send it when they come back. */
  lastEventId: string | null;
  onBackpressure(): void;
}

interface ChangePage {
  changes: ArticleChange[];
  upTo: bigint;
}

/**
 * Hands the changes of articles on to any number of subscribers: it reads the log once for all of them, and each
 * has a bounded queue of its own, so that one that stalls costs neither memory nor anyone else's time.
 */
export class ArticleEventFeed implements ArticleEventSource {
  private readonly subscribers = new Set<ArticleEventSubscriber>();
  /** Those who come back after the same cut ask for the same. */
  private readonly pendingReads = new Map<bigint, Promise<ChangePage>>();
  private starting: Promise<void> | null = null;
  position = 0n;

  /** `limit`: most events that may wait for one subscriber. */
  constructor(
    private readonly feed: ChangeListener,
    private readonly pool: pg.Pool,
    private readonly maxQueued: number,
  ) {}

  /** Every change that meets the filter. Throws BadUserInput for a cursor that is none, CursorExpired. */
  async subscribe(
    { after, ...filter }: ArticleEventsArgs,
    delivery: EventDelivery,
  ): Promise<ArticleEventSubscriber> {
    await this.start();
    const cursor = delivery.lastEventId ?? after;
    const subscriber = new ArticleEventSubscriber(this, {
      after: cursor == null ? this.position : await this.assertKnownPosition(decodeCursor(cursor)),
      matches: (change) => matchesFilter(change, filter),
      maxQueued: this.maxQueued,
      onBackpressure: () => delivery.onBackpressure(),
    });
    await subscriber.start();
    return subscriber;
  }

  /** Where a client that subscribes now would begin. */
  async getCursor(): Promise<string> {
    await this.start();
    return encodeCursor(this.position);
  }

  read(after: bigint): Promise<ChangePage> {
    const reading = this.pendingReads.get(after) ?? this.loadPage(after);
    this.pendingReads.set(after, reading);
    return reading.finally(() => this.pendingReads.delete(after));
  }

  addSubscriber(subscriber: ArticleEventSubscriber): void {
    this.subscribers.add(subscriber);
  }

  removeSubscriber(subscriber: ArticleEventSubscriber): void {
    this.subscribers.delete(subscriber);
  }

  private async loadPage(after: bigint): Promise<ChangePage> {
    try {
      const changes = await readChanges(this.pool, after);
      return { changes: await toArticleChanges(this.pool, changes), upTo: changes.at(-1)?.sequence ?? after };
    } catch (error) {
      throw error instanceof ChangeLogGapError ? new CursorExpiredError() : createReadError(error);
    }
  }

  /** A cursor ahead of the log is of another one, e.g. from before the database was restored. */
  private async assertKnownPosition(position: bigint): Promise<bigint> {
    if (position > this.position && position > (await this.feed.getLastSequence()))
      throw new CursorExpiredError();
    return position;
  }

  /** Follows the log from the first subscriber on. */
  private start(): Promise<void> {
    this.starting ??= this.feed.getLastSequence().then(
      (last) => {
        this.position = last;
        this.feed.subscribe(last, (change) => this.deliver(change), { onGap: () => this.handleGap() });
      },
      (error) => {
        this.starting = null;
        throw createReadError(error);
      },
    );
    return this.starting;
  }

  private async deliver(row: ContentChangeRow): Promise<void> {
    const changes = this.subscribers.size > 0 ? await toArticleChanges(this.pool, [row]) : [];
    this.pendingReads.clear();
    for (const change of changes) for (const subscriber of this.subscribers) subscriber.offer(change);
    this.position = row.sequence;
  }

  /** Cut off for longer than changes are kept. */
  private handleGap(): void {
    this.starting = null;
    for (const subscriber of this.subscribers) subscriber.end(new CursorExpiredError());
  }
}

/** The pool's own errors do not say for what it was asked. */
function createReadError(cause: unknown): Error {
  return new Error('The change log could not be read.', { cause });
}
