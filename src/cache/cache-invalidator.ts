import type { ChangeListener } from '../changes/change-listener.js';
import { cacheTags } from './cache-tags.js';
import type { EntityCache } from './entity-cache.js';
import type { Invalidatable } from './tagged-cache.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Knows how far the answers in memory follow the change log. */
    cacheInvalidator: CacheInvalidator;
  }
}

/** Milliseconds that a writer waits for their own change to be seen here. */
const WRITE_SYNC_TIMEOUT_MS = 1_000;

/** Keeps what is in memory right by the change log. */
export class CacheInvalidator {
  /** Number of the last change that it has seen. */
  lastSequence = 0n;
  private readonly syncWaiters = new Set<() => void>();
  private unsubscribeChanges: () => Promise<void> = async () => undefined;
  private unsubscribePopularity: () => Promise<void> = async () => undefined;

  constructor(
    private readonly responseStore: Invalidatable,
    private readonly entityCache: EntityCache,
    private readonly changes: ChangeListener,
  ) {}

  /** Whether every change is heard of as it happens: else what is cached may be outdated. */
  get isSynchronized(): boolean {
    return this.entityCache.isSynchronized;
  }

  async start(): Promise<void> {
    this.lastSequence = await this.changes.getLastSequence();
    this.subscribeChanges();
    this.subscribePopularity();
  }

  async stop(): Promise<void> {
    this.entityCache.isSynchronized = false;
    await Promise.all([this.unsubscribeChanges(), this.unsubscribePopularity()]);
  }

  /**
   * Waits until everything that has changed by now is seen here: for whoever wrote, and reads next. A write that is
   * committed is acknowledged also when this cannot be found out, as nothing is then answered from memory.
   */
  async waitForSync(): Promise<void> {
    const last = await this.changes.getLastSequence().catch(() => this.lastSequence);
    const deadline = Date.now() + WRITE_SYNC_TIMEOUT_MS;
    while (this.lastSequence < last && Date.now() < deadline) await this.waitForChange(deadline - Date.now());
  }

  private subscribeChanges(): void {
    this.unsubscribeChanges = this.changes.subscribe(
      this.lastSequence,
      ({ keys: tags, sequence }) => {
        this.invalidate(tags);
        this.lastSequence = sequence;
        for (const tell of this.syncWaiters) tell();
      },
      {
        onCaughtUp: () => {
          this.entityCache.isSynchronized = this.changes.isListening;
        },
        onDisconnect: () => {
          this.entityCache.isSynchronized = false;
        },
        onGap: ({ trimmedTo }) => {
          this.entityCache.clear();
          this.responseStore.clear();
          this.lastSequence = trimmedTo;
          this.subscribeChanges();
        },
      },
    );
  }

  /** What is read most changes without a change of content. Unheard, it may have changed. */
  private subscribePopularity(): void {
    const invalidatePopular = () => this.invalidate([cacheTags.popular]);
    const stop = async () => undefined;
    this.unsubscribePopularity = this.changes.addObserver({
      pollChanges: () => undefined,
      onPopularityChange: invalidatePopular,
      onDisconnect: invalidatePopular,
      stop,
    });
  }

  private invalidate(tags: readonly string[]): void {
    // Parts first: answers are made of them.
    this.entityCache.invalidate(tags);
    this.responseStore.invalidate(tags);
  }

  private waitForChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.syncWaiters.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.syncWaiters.add(finish);
    });
  }
}
