import type pg from 'pg';
import type { ChangeListener } from '../../changes/change-listener.js';
import { ChangeLogGapError, type ContentChangeRow, readChanges } from '../../changes/change-log.js';
import { CursorExpiredError } from '../../shared/errors/errors.js';
import { parseReferenceArgument } from '../../shared/references/reference.js';
import {
  type ArticleChange,
  type ArticleEventFilter,
  matchesFilter,
  toArticleChanges,
} from './article-event.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import { decodeCursor, encodeCursor } from './event-cursor.js';
import { type ArticleEventSource, ArticleEventSubscriber } from './event-subscriber.js';

/** Delivery options of one subscriber. */
export interface EventDelivery {
  /**
   * Cursor to resume after, in preference to the arguments; SSE clients send it as Last-Event-ID when they
   * reconnect.
   */
  lastEventId: string | null;
  onBackpressure(): void;
}

interface ChangePage {
  changes: ArticleChange[];
  upTo: bigint;
}

/**
 * Delivers article changes to any number of subscribers, reading the change log once for all of them. Each
 * subscriber has its own bounded queue, so a slow one affects neither memory nor the others.
 */
export class ArticleEventFeed implements ArticleEventSource {
  private readonly subscribers = new Set<ArticleEventSubscriber>();
  /** Reads in progress, shared by subscribers that resume from the same position after a disconnect. */
  private readonly pendingReads = new Map<bigint, Promise<ChangePage>>();
  private starting: Promise<void> | null = null;
  position = 0n;

  /** `maxQueued` is the maximum number of events queued for one subscriber. */
  constructor(
    private readonly feed: ChangeListener,
    private readonly pool: pg.Pool,
    private readonly maxQueued: number,
  ) {}

  /**
   * Subscribes to the changes that match the filter. Throws BadUserInputError for an invalid cursor and the ID
   * of another type, and CursorExpiredError for a cursor beyond the change log.
   */
  async subscribe(
    { after, ...filter }: ArticleEventsArgs,
    delivery: EventDelivery,
  ): Promise<ArticleEventSubscriber> {
    assertReferences(filter);
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

  /** Returns the cursor at which a new subscription would begin. */
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

  /**
   * Throws CursorExpiredError for a position ahead of the log, which comes from another log, e.g. from before
   * a restore of the database.
   */
  private async assertKnownPosition(position: bigint): Promise<bigint> {
    if (position > this.position && position > (await this.feed.getLastSequence()))
      throw new CursorExpiredError();
    return position;
  }

  /** Begins to follow the change log when the first subscriber arrives. */
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

  /** Ends all subscriptions after a disconnect that lasted longer than changes are retained. */
  private handleGap(): void {
    this.starting = null;
    for (const subscriber of this.subscribers) subscriber.end(new CursorExpiredError());
  }
}

/** Wraps a database error, which does not name the query. */
function createReadError(cause: unknown): Error {
  return new Error('The change log could not be read.', { cause });
}

/** Throws BadUserInputError if a filter has the ID of another type. */
function assertReferences({ section, tag, article }: ArticleEventFilter): void {
  if (section != null) parseReferenceArgument('Section', section, 'section');
  if (tag != null) parseReferenceArgument('Tag', tag, 'tag');
  if (article != null) parseReferenceArgument('Article', article, 'article');
}
