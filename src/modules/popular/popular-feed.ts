import type { ChangeListener, ChangeObserver } from '../../changes/change-listener.js';
import { CoalescedRunner } from '../../shared/async/coalesced-runner.js';

/** That the order of a list has changed; those who are told get the same one. */
export type PopularChange = object;

/** Watches lists on behalf of any number of subscribers: each list is read once, whenever it may have changed. */
export class PopularFeed {
  private readonly watchers = new Map<string, Promise<PopularWatcher>>();

  constructor(private readonly feed: Pick<ChangeListener, 'addObserver'>) {}

  /** `name` tells lists apart; `read` answers the order of this one as it is now. Throws what `read` throws. */
  async subscribe(name: string, read: () => Promise<string>): Promise<PopularSubscriber> {
    const watcher = this.watchers.get(name) ?? this.createWatcher(name, read);
    this.watchers.set(name, watcher);
    return (await watcher).subscribe();
  }

  private async createWatcher(name: string, read: () => Promise<string>): Promise<PopularWatcher> {
    try {
      const watcher = new PopularWatcher(await read(), read, () => {
        this.watchers.delete(name);
        detach().catch(() => undefined); // its reads deal with their errors
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
    const order = await this.read().catch(() => this.order); // the next look comes by itself
    if (order === this.order) return;
    this.order = order;
    const change: PopularChange = {};
    for (const subscriber of this.subscribers) subscriber.offer(change);
  }
}

/** Holds one change at most: of a list only the latest counts, so that a slow client costs nothing. */
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
