import type { ChangeListener, ChangeObserver } from '../../changes/change-listener.js';
import { CoalescedRunner } from '../../shared/async/coalesced-runner.js';

/** Event for a change in the order of a list. All subscribers receive the same object. */
export type PopularChange = object;

/**
 * Watches popular lists for any number of subscribers. A list that may have changed is read once for all of
 * them.
 */
export class PopularFeed {
  private readonly watchers = new Map<string, Promise<PopularWatcher>>();

  constructor(private readonly feed: Pick<ChangeListener, 'addObserver'>) {}

  /**
   * Subscribes to the list `name`; `read` loads its current order. Rethrows the errors of the first `read`.
   */
  async subscribe(name: string, read: () => Promise<string>): Promise<PopularSubscriber> {
    const watcher = this.watchers.get(name) ?? this.createWatcher(name, read);
    this.watchers.set(name, watcher);
    return (await watcher).subscribe();
  }

  private async createWatcher(name: string, read: () => Promise<string>): Promise<PopularWatcher> {
    try {
      const watcher = new PopularWatcher(await read(), read, () => {
        this.watchers.delete(name);
        detach().catch(() => undefined); // reads handle their own errors
      });
      const detach = this.feed.addObserver(watcher);
      return watcher;
    } catch (error) {
      this.watchers.delete(name);
      throw error;
    }
  }
}

class PopularWatcher implements ChangeObserver {
  private readonly subscribers = new Set<PopularSubscriber>();
  private readonly comparison = new CoalescedRunner(() => this.compare());

  constructor(
    private order: string,
    private readonly read: () => Promise<string>,
    private readonly onAbandoned: () => void,
  ) {}

  subscribe(): PopularSubscriber {
    const subscriber = new PopularSubscriber(() => {
      if (this.subscribers.delete(subscriber) && this.subscribers.size === 0) this.onAbandoned();
    });
    this.subscribers.add(subscriber);
    return subscriber;
  }

  pollChanges(): void {
    this.comparison.trigger();
  }

  stop(): Promise<void> {
    return this.comparison.stop();
  }

  private async compare(): Promise<void> {
    const order = await this.read().catch(() => this.order); // the next poll retries
    if (order === this.order) return;
    this.order = order;
    const change: PopularChange = {};
    for (const subscriber of this.subscribers) subscriber.offer(change);
  }
}

/**
 * Iterator over the changes of a list. It holds at most one pending change, since only the latest order
 * matters, so a slow client uses no memory.
 */
export class PopularSubscriber implements AsyncIterableIterator<PopularChange> {
  private change: PopularChange | null = null;
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(private readonly onLeave: () => void) {}

  offer(change: PopularChange): void {
    this.change = change;
    this.wake();
  }

  async next(): Promise<IteratorResult<PopularChange, undefined>> {
    while (!this.change && !this.isClosed) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const value = this.change;
    this.change = null;
    return value && !this.isClosed ? { value, done: false } : { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<PopularChange, undefined>> {
    this.isClosed = true;
    this.onLeave();
    this.wake();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
