/** A change of the log that subscribers can receive, and its event. */
export interface EventChange<Event> {
  sequence: bigint;
  event: Event;
}

/** Selects changes for all subscribers that share it, each with the event that they get. */
export interface EventFilter<Event, Change extends EventChange<Event>> {
  select(changes: Change[]): Promise<ReadonlyMap<Change, Event>>;
}

/** Changes after a sequence, and the sequence up to which they are complete. */
export interface ChangePage<Change> {
  changes: Change[];
  upTo: bigint;
}

/** Feed operations that a subscriber needs. */
export interface EventSource<Event extends object, Change extends EventChange<Event>> {
  /** Sequence of the last change delivered to joined subscribers. */
  readonly position: bigint;
  /** Reads the changes after a sequence. Throws CursorExpiredError. */
  read(after: bigint): Promise<ChangePage<Change>>;
  addSubscriber(subscriber: EventSubscriber<Event, Change>): void;
  removeSubscriber(subscriber: EventSubscriber<Event, Change>): void;
}

export interface SubscriberOptions<Event extends object, Change extends EventChange<Event>> {
  /** Cursor at which the subscription begins. */
  cursor: string;
  /** Sequence of the last change known to the subscriber. */
  after: bigint;
  isSelected(change: Change): boolean;
  /** Returns true for a selected change after which the subscription completes. */
  isLast?(change: Change): boolean;
  /** True if the subscription completes after the missed changes, since no others are to follow. */
  isEnded?: boolean | undefined;
  filter: EventFilter<Event, Change> | null;
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
export class EventSubscriber<Event extends object, Change extends EventChange<Event>>
  implements AsyncIterableIterator<Event>
{
  /** Cursor at which the subscription begins. An event stream sends it first: see http/subscriptions/result-stream.ts. */
  readonly cursor: string;
  private queue: Event[] = [];
  private position: bigint;
  private isLive = false;
  private isClosed = false;
  private failure: Error | null = null;
  private wake: () => void = () => undefined;

  constructor(
    private readonly source: EventSource<Event, Change>,
    private readonly options: SubscriberOptions<Event, Change>,
  ) {
    this.position = options.after;
    this.cursor = options.cursor;
  }

  /** Reads missed changes, or joins the feed if there are none. Throws CursorExpiredError. */
  async start(): Promise<void> {
    if (this.options.isEnded || this.position < this.source.position) await this.catchUp();
    else this.join();
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
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
  get filter(): EventFilter<Event, Change> | null {
    return this.options.filter;
  }

  /**
   * Queues the event of a change from the feed, unless its filter or arguments leave it out. Ends the subscription if
   * the queue is full.
   */
  offer(change: Change, event: Event | undefined): void {
    if (this.isClosed || change.sequence <= this.position) return;
    this.position = change.sequence;
    if (!event || !this.options.isSelected(change)) return;
    if (this.queue.length >= this.options.maxQueued) {
      this.end();
      this.options.onBackpressure();
      return;
    }
    this.queue.push(event);
    if (this.options.isLast?.(change)) this.complete();
    this.wake();
  }

  /** Ends the subscription, with an error after the queued events or immediately without one. */
  end(failure: Error | null = null): void {
    this.failure = failure;
    if (!failure) this.queue = [];
    this.complete();
    this.wake();
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Takes no more events; those that are queued are still delivered. */
  private complete(): void {
    if (!this.isClosed) this.options.onEnd();
    this.isClosed = true;
    this.source.removeSubscriber(this);
  }

  private throwFailure(failure: Error): never {
    this.failure = null;
    throw failure;
  }

  private async catchUp(): Promise<void> {
    const { changes, upTo } = await this.source.read(this.position);
    const { filter, isLast, isEnded } = this.options;
    const selected = filter && (await filter.select(changes));
    if (this.isClosed) return;
    const matching = changes.filter((change) => this.options.isSelected(change));
    const last = isLast ? matching.findIndex((change) => isLast(change)) : -1;
    this.queue = matching
      .slice(0, last < 0 ? undefined : last + 1)
      .flatMap((change) => (selected ? (selected.get(change) ?? []) : change.event));
    const isComplete = last >= 0 || (isEnded && upTo === this.position);
    this.position = upTo;
    if (isComplete) this.complete();
  }

  /** Joins the feed. Runs synchronously after the positions are compared, so that no change is missed. */
  private join(): void {
    this.isLive = true;
    this.source.addSubscriber(this);
  }
}
