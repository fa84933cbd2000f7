import type pg from 'pg';
import { CursorExpiredError } from '../../shared/errors/errors.js';
import type { ChangeListener } from '../change-listener.js';
import { ChangeLogGapError, type ChangeLogReader } from '../change-log.js';
import { decodeCursor, encodeCursor } from './event-cursor.js';
import {
  type ChangePage,
  type EventChange,
  type EventFilter,
  type EventSource,
  EventSubscriber,
  type SubscriberOptions,
} from './event-subscriber.js';

/** Delivery options of one subscriber. */
export interface EventDelivery {
  /**
   * Cursor to resume after, in preference to the arguments; SSE clients send it as Last-Event-ID when they
   * reconnect.
   */
  lastEventId: string | null;
  onBackpressure(): void;
}

export interface EventFeedOptions<Row extends { sequence: bigint }, Change> {
  log: ChangeLogReader<Row>;
  /** Name of the subscription, for errors. */
  subscription: string;
  changes: ChangeListener;
  pool: pg.Pool;
  /** Maximum number of events queued for one subscriber. */
  maxQueued: number;
  /** Converts those rows of the log that the feed delivers. */
  toChanges(rows: Row[]): Promise<Change[]>;
}

/** What a subscriber gets, and where it begins. */
export interface EventSelection<Event extends object, Change extends EventChange<Event>>
  extends Pick<SubscriberOptions<Event, Change>, 'isSelected' | 'isLast'> {
  /** Cursor to resume after; null for events from now on. */
  after: string | null | undefined;
  /**
   * Returns true if the subscription completes after the missed changes. Called when the position of the subscription is
   * known, so that no change between the two is missed.
   */
  checkEnded?(): Promise<boolean>;
  /** Adds the filter of the subscriber, which is removed when the subscription ends. */
  addFilter?(): { filter: EventFilter<Event, Change>; remove(): void };
}

/**
 * Delivers changes to any number of subscribers, reading their log once for all of them. Each subscriber has its
 * own bounded queue, so a slow one affects neither memory nor the others.
 */
export class EventFeed<
  Event extends object,
  Change extends EventChange<Event>,
  Row extends { sequence: bigint },
> implements EventSource<Event, Change>
{
  private readonly subscribers = new Set<EventSubscriber<Event, Change>>();
  /** Reads in progress, shared by subscribers that resume from the same position after a disconnect. */
  private readonly pendingReads = new Map<bigint, Promise<ChangePage<Change>>>();
  private starting: Promise<void> | null = null;
  position = 0n;

  constructor(private readonly options: EventFeedOptions<Row, Change>) {}

  /**
   * Subscribes to the selected changes. Throws BadUserInputError for an invalid cursor, and CursorExpiredError for one
   * beyond the change log.
   */
  async subscribe(
    selection: EventSelection<Event, Change>,
    delivery: EventDelivery,
  ): Promise<EventSubscriber<Event, Change>> {
    const { after, addFilter, checkEnded, ...options } = selection;
    await this.start();
    const cursor = delivery.lastEventId ?? after;
    const position = cursor == null ? this.position : await this.findPosition(cursor);
    const isEnded = await checkEnded?.();
    const added = addFilter?.();
    const subscriber = new EventSubscriber(this, {
      ...options,
      cursor: encodeCursor(position, this.options.log.name),
      after: position,
      isEnded,
      filter: added?.filter ?? null,
      maxQueued: this.options.maxQueued,
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
    return encodeCursor(this.position, this.options.log.name);
  }

  read(after: bigint): Promise<ChangePage<Change>> {
    const reading = this.pendingReads.get(after) ?? this.loadPage(after);
    this.pendingReads.set(after, reading);
    return reading.finally(() => this.pendingReads.delete(after));
  }

  addSubscriber(subscriber: EventSubscriber<Event, Change>): void {
    this.subscribers.add(subscriber);
  }

  removeSubscriber(subscriber: EventSubscriber<Event, Change>): void {
    this.subscribers.delete(subscriber);
  }

  private async loadPage(after: bigint): Promise<ChangePage<Change>> {
    try {
      const rows = await this.options.log.readAfter(this.options.pool, after);
      return { changes: await this.options.toChanges(rows), upTo: rows.at(-1)?.sequence ?? after };
    } catch (error) {
      throw error instanceof ChangeLogGapError ? new CursorExpiredError() : createReadError(error);
    }
  }

  /**
   * Decodes a cursor. Throws CursorExpiredError for a position ahead of the log, which comes from another log, e.g. from
   * before a restore of the database.
   */
  private async findPosition(cursor: string): Promise<bigint> {
    const { log, pool, subscription } = this.options;
    const position = decodeCursor(cursor, subscription, log.name);
    if (position > this.position && position > (await log.readLastSequence(pool)))
      throw new CursorExpiredError();
    return position;
  }

  /** Begins to follow the change log when the first subscriber arrives. */
  private start(): Promise<void> {
    const { changes, log, pool } = this.options;
    this.starting ??= log.readLastSequence(pool).then(
      (last) => {
        this.position = last;
        changes.follow(log, last, (row) => this.deliver(row), { onGap: () => this.handleGap() });
      },
      (error) => {
        this.starting = null;
        throw createReadError(error);
      },
    );
    return this.starting;
  }

  private async deliver(row: Row): Promise<void> {
    const changes = this.subscribers.size > 0 ? await this.options.toChanges([row]) : [];
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
  private async selectByFilters(
    changes: Change[],
  ): Promise<Map<EventFilter<Event, Change>, ReadonlyMap<Change, Event>>> {
    const selections = new Map<EventFilter<Event, Change>, ReadonlyMap<Change, Event>>();
    // Subscribers can join meanwhile.
    for (let filters = this.listFilters(); filters.length > 0; filters = this.listFilters(selections)) {
      const select = async (filter: EventFilter<Event, Change>) => {
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

  private listFilters(
    except: ReadonlyMap<EventFilter<Event, Change>, unknown> = new Map(),
  ): EventFilter<Event, Change>[] {
    const filters = new Set([...this.subscribers].flatMap(({ filter }) => filter ?? []));
    return [...filters].filter((filter) => !except.has(filter));
  }

  private endSubscribers(filter: EventFilter<Event, Change>, error: Error): void {
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
