import type pg from 'pg';
import type { ChangeListener } from '../../changes/change-listener.js';
import { ChangeLogGapError, type ContentChangeRow, readChanges } from '../../changes/change-log.js';
import { CursorExpiredError } from '../../shared/errors/errors.js';
import { parseReferenceArgument } from '../../shared/references/reference.js';
import {
  type ArticleChange,
  type ArticleEventSelection,
  isSelected,
  toArticleChanges,
} from './article-event.js';
import type { ArticleEventsArgs } from './article-events.inputs.js';
import { decodeCursor, encodeCursor } from './event-cursor.js';
import {
  type EventFilter,
  type EventFilterOptions,
  EventFilters,
  type SelectedEvents,
} from './event-filters.js';
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
  private readonly filters = new EventFilters();
  private starting: Promise<void> | null = null;
  position = 0n;

  /** `maxQueued` is the maximum number of events queued for one subscriber. */
  constructor(
    private readonly feed: ChangeListener,
    private readonly pool: pg.Pool,
    private readonly maxQueued: number,
  ) {}

  /**
   * Subscribes to the changes that the arguments and the filter select. Throws BadUserInputError for an invalid
   * cursor and the ID of another type, CursorExpiredError for a cursor beyond the change log, and GraphQLError with
   * TOO_MANY_SUBSCRIPTIONS for too many different filters.
   */
  async subscribe(
    { after, section, tag, article }: ArticleEventsArgs,
    delivery: EventDelivery,
    options: EventFilterOptions | null = null,
  ): Promise<ArticleEventSubscriber> {
    const selection = { section, tag, article };
    assertReferences(selection);
    await this.start();
    const cursor = delivery.lastEventId ?? after;
    const position = cursor == null ? this.position : await this.assertKnownPosition(decodeCursor(cursor));
    const added = options && this.filters.add(options);
    const subscriber = new ArticleEventSubscriber(this, {
      after: position,
      isSelected: (change) => isSelected(change, selection),
      filter: added?.filter ?? null,
      maxQueued: this.maxQueued,
      onBackpressure: () => delivery.onBackpressure(),
      onEnd: () => added?.remove(),
    });
    try {
      await subscriber.start();
    } catch (error) {
      subscriber.end();
      throw error;
    }
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
    const selections = await this.selectByFilters(changes);
    for (const change of changes) {
      for (const subscriber of this.subscribers) {
        const { filter } = subscriber;
        subscriber.offer(change, filter ? selections.get(filter)?.get(change) : change.event);
      }
    }
    this.position = row.sequence;
  }

  /**
   * Compares changes with each different filter once. Subscribers with a filter that fails get the error, and can
   * resume after their last event.
   */
  private async selectByFilters(changes: ArticleChange[]): Promise<Map<EventFilter, SelectedEvents>> {
    const selections = new Map<EventFilter, SelectedEvents>();
    // Subscribers can join meanwhile.
    for (let filters = this.listFilters(); filters.length > 0; filters = this.listFilters(selections)) {
      const select = async (filter: EventFilter) => {
        try {
          selections.set(filter, await filter.select(changes));
        } catch (error) {
          this.endSubscribers(filter, createReadError(error));
        }
      };
      await Promise.all(filters.map(select));
    }
    return selections;
  }

  private listFilters(except: ReadonlyMap<EventFilter, unknown> = new Map()): EventFilter[] {
    const filters = new Set([...this.subscribers].flatMap(({ filter }) => filter ?? []));
    return [...filters].filter((filter) => !except.has(filter));
  }

  private endSubscribers(filter: EventFilter, error: Error): void {
    for (const subscriber of this.subscribers) if (subscriber.filter === filter) subscriber.end(error);
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
function assertReferences({ section, tag, article }: ArticleEventSelection): void {
  if (section != null) parseReferenceArgument('Section', section, 'section');
  if (tag != null) parseReferenceArgument('Tag', tag, 'tag');
  if (article != null) parseReferenceArgument('Article', article, 'article');
}
