import { PendingFill } from '../../../cache/tagged-cache.js';

/** Shortest time in milliseconds after which a result that expires is executed again. */
const MIN_TTL_MS = 10_000;
/** Longest delay of a timer in milliseconds. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** A state of a live query that its subscribers are to be sent. Executed once for all of them. */
export type LiveRound = object;

/** Dependencies of an execution. */
export interface LiveDependencies {
  tags: ReadonlySet<string>;
  /** Time of expiry, in milliseconds since 1970. */
  expiresAt: number;
}

export interface LiveQueryOptions {
  /** Shortest time in milliseconds between the beginnings of two executions. */
  minIntervalMs: number;
  /** Called after each execution, with the cache tags on which the result depends now and did before. */
  onExecuted(tags: readonly string[], before: readonly string[]): void;
  /** Called when the last subscriber has disconnected. */
  onAbandoned(): void;
}

/**
 * A live query for all subscribers with the same operation and access. A change of its dependencies begins a
 * new round, at most one in an interval, and the last change always does.
 */
export class LiveQuery {
  round: LiveRound = {};
  /** Tags on which the last result depends. */
  tags: readonly string[] = [];
  private readonly subscribers = new Set<LiveSubscriber>();
  private readonly fills = new Set<PendingFill>();
  private isExecuted = false;
  private executedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private expiry: NodeJS.Timeout | undefined;

  constructor(private readonly options: LiveQueryOptions) {}

  subscribe(): LiveSubscriber {
    const subscriber = new LiveSubscriber(this, () => this.leave(subscriber));
    this.subscribers.add(subscriber);
    return subscriber;
  }

  /** Executes the round. A tag of the result that is invalidated during the execution begins the next round. */
  async execute<Result>(dependencies: LiveDependencies, work: () => Promise<Result>): Promise<Result> {
    const fill = new PendingFill();
    this.fills.add(fill);
    this.executedAt = performance.now();
    try {
      const result = await work();
      if (this.subscribers.size > 0) this.complete(dependencies);
      return result;
    } finally {
      this.fills.delete(fill);
      if (this.isExecuted && fill.isOutdated(this)) this.schedule();
    }
  }

  /** True while the round is executed. */
  get isExecuting(): boolean {
    return this.fills.size > 0;
  }

  /** Records the tags that are invalidated during executions. */
  recordInvalidation(tags: readonly string[]): void {
    for (const fill of this.fills) fill.invalidate(tags);
  }

  /** Begins a new round after a change of a tag of the result, unless the present one is still to be executed. */
  invalidateResult(): void {
    if (this.isExecuted) this.schedule();
  }

  /** Begins a new round, whatever has changed. */
  invalidate(): void {
    for (const fill of this.fills) fill.clear();
    this.invalidateResult();
  }

  /** Begins a new round, for when the present one could not be executed. */
  retry(): void {
    this.schedule();
  }

  private complete({ tags, expiresAt }: LiveDependencies): void {
    const before = this.tags;
    this.isExecuted = true;
    this.tags = [...tags];
    this.options.onExecuted(this.tags, before);
    clearTimeout(this.expiry);
    if (!Number.isFinite(expiresAt)) return;
    const ttlMs = Math.min(Math.max(expiresAt - Date.now(), MIN_TTL_MS), MAX_DELAY_MS);
    this.expiry = setTimeout(() => this.invalidate(), ttlMs).unref();
  }

  private schedule(): void {
    const delayMs = this.executedAt + this.options.minIntervalMs - performance.now();
    this.timer ??= setTimeout(() => this.beginRound(), Math.max(delayMs, 0)).unref();
  }

  private beginRound(): void {
    this.timer = undefined;
    this.round = {};
    this.isExecuted = false;
    for (const subscriber of this.subscribers) subscriber.wake();
  }

  private leave(subscriber: LiveSubscriber): void {
    if (!this.subscribers.delete(subscriber) || this.subscribers.size > 0) return;
    this.isExecuted = false;
    clearTimeout(this.timer);
    clearTimeout(this.expiry);
    this.options.onAbandoned();
  }
}

/** Iterator over the rounds of a live query. It skips all but the last, so that a slow client takes no memory. */
export class LiveSubscriber implements AsyncIterableIterator<LiveRound> {
  private seen: LiveRound | null = null;
  private isClosed = false;
  wake: () => void = () => undefined;

  constructor(
    readonly query: LiveQuery,
    private readonly onLeave: () => void,
  ) {}

  async next(): Promise<IteratorResult<LiveRound, undefined>> {
    while (!this.isClosed && this.seen === this.query.round) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.isClosed) return { value: undefined, done: true };
    this.seen = this.query.round;
    return { value: this.seen, done: false };
  }

  async return(): Promise<IteratorResult<LiveRound, undefined>> {
    this.isClosed = true;
    this.onLeave();
    this.wake();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
