import type { ArticleChange } from './article-event.js';
import type { ArticleEvent } from './article-events.type.js';
import { encodeCursor } from './event-cursor.js';

/** What a subscriber needs of the feed. */
export interface ArticleEventSource {
  /** Number of the last change that was told to those who have joined. */
  readonly position: bigint;
  /** The changes of articles after a number, and the number up to which that is all. Throws CursorExpired. */
  read(after: bigint): Promise<{ changes: ArticleChange[]; upTo: bigint }>;
  addSubscriber(subscriber: ArticleEventSubscriber): void;
  removeSubscriber(subscriber: ArticleEventSubscriber): void;
}

export interface SubscriberOptions {
  /** Number of the last change that it knows. */
  after: bigint;
  matches(change: ArticleChange): boolean;
  /** Most events that may wait for it. */
  maxQueued: number;
  /** Told, once, when it has fallen further behind than that; it gets nothing more. */
  onBackpressure(): void;
}

/**
 * One subscriber's events, each once and in order: first those that it missed, read from the log as fast as it
 * takes them, then those that the feed tells it. Not a generator: one that waits cannot be told to stop waiting.
 */
export class ArticleEventSubscriber implements AsyncIterableIterator<ArticleEvent> {
  /** Where it begins. */
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

  /** Reads what it missed, or joins when there is nothing. Throws CursorExpired. */
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

  /** Given a change by the feed: never waits, and never holds more than it may. */
  offer(change: ArticleChange): void {
    if (this.isClosed || change.sequence <= this.position) return;
    this.position = change.sequence;
    if (!this.options.matches(change)) return;
    if (this.queue.length >= this.options.maxQueued) {
      this.end();
      this.options.onBackpressure();
      return;
    }
    this.queue.push(change.event);
    this.wake();
  }

  /** Ends it with an error, after what it still has. */
  end(failure: Error | null = null): void {
    this.failure = failure;
    if (!failure) this.queue = [];
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
    if (this.isClosed) return;
    this.queue = changes.filter((change) => this.options.matches(change)).map(({ event }) => event);
    this.position = upTo;
  }

  /** In the same breath as the comparison of positions, so that no change falls in between. */
  private join(): void {
    this.isLive = true;
    this.source.addSubscriber(this);
  }
}
