import type { ArticleChange } from './article-event.js';
import type { ArticleEvent } from './article-events.type.js';
import { encodeCursor } from './event-cursor.js';
import type { EventFilter } from './event-filters.js';

/** Feed operations that a subscriber needs. */
export interface ArticleEventSource {
  /** Sequence of the last change delivered to joined subscribers. */
  readonly position: bigint;
  /**
   * Reads the article changes after a sequence, and the sequence up to which they are complete. Throws
   * CursorExpiredError.
   */
  read(after: bigint): Promise<{ changes: ArticleChange[]; upTo: bigint }>;
  addSubscriber(subscriber: ArticleEventSubscriber): void;
  removeSubscriber(subscriber: ArticleEventSubscriber): void;
}

export interface SubscriberOptions {
  /** Sequence of the last change known to the subscriber. */
  after: bigint;
  isSelected(change: ArticleChange): boolean;
  filter: EventFilter | null;
  /** Maximum number of queued events. */
  maxQueued: number;
  /** Called once when the queue overflows; no more events follow. */
  onBackpressure(): void;
  /** Called once when the subscription ends. */
  onEnd(): void;
}

/**
 * Iterator over the events of one subscriber, in order and without duplicates: first missed events from the
 * change log, then live ones. A generator would not do, since it cannot be cancelled while it waits.
 */
export class ArticleEventSubscriber implements AsyncIterableIterator<ArticleEvent> {
  /** Cursor at which the subscription begins. */
  readonly cursor: string;
  private queue: ArticleEvent[] = [];
  private position: bigint;
  private isLive = false;
  private isClosed = false;
  private failure: Error | null = null;
  private wake: () => void = () => undefined;

  constructor(
    private readonly source: ArticleEventSource,
    private readonly options: SubscriberOptions,
  ) {
    this.position = options.after;
    this.cursor = encodeCursor(options.after);
  }

  /** Reads missed changes, or joins the feed if there are none. Throws CursorExpiredError. */
  async start(): Promise<void> {
    if (this.position < this.source.position) await this.catchUp();
    else this.join();
  }

  async next(): Promise<IteratorResult<ArticleEvent, undefined>> {
    for (;;) {
      const value = this.queue.shift();
      if (value) return { value, done: false };
      if (this.failure) return this.throwFailure(this.failure);
      if (this.isClosed) return { value: undefined, done: true };
      if (!this.isLive) await this.start();
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }

  /** The filter of the subscription; the feed compares changes with it. */
  get filter(): EventFilter | null {
    return this.options.filter;
  }

  /**
   * Queues the event of a change from the feed, unless its filter or arguments leave it out. Ends the subscription if
   * the queue is full.
   */
  offer(change: ArticleChange, event: ArticleEvent | undefined): void {
    if (this.isClosed || change.sequence <= this.position) return;
    this.position = change.sequence;
    if (!event || !this.options.isSelected(change)) return;
    if (this.queue.length >= this.options.maxQueued) {
      this.end();
      this.options.onBackpressure();
      return;
    }
    this.queue.push(event);
    this.wake();
  }

  /** Ends the subscription, with an error after the queued events or immediately without one. */
  end(failure: Error | null = null): void {
    this.failure = failure;
    if (!failure) this.queue = [];
    if (!this.isClosed) this.options.onEnd();
    this.isClosed = true;
    this.source.removeSubscriber(this);
    this.wake();
  }

  async return(): Promise<IteratorResult<ArticleEvent, undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private throwFailure(failure: Error): never {
    this.failure = null;
    throw failure;
  }

  private async catchUp(): Promise<void> {
    const { changes, upTo } = await this.source.read(this.position);
    const { filter } = this.options;
    const selected = filter && (await filter.select(changes));
    if (this.isClosed) return;
    this.queue = changes
      .filter((change) => this.options.isSelected(change))
      .flatMap((change) => (selected ? (selected.get(change) ?? []) : change.event));
    this.position = upTo;
  }

  /** Joins the feed. Runs synchronously after the positions are compared, so that no change is missed. */
  private join(): void {
    this.isLive = true;
    this.source.addSubscriber(this);
  }
}
