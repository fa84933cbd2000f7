import type { ChangeListener } from '../changes/change-listener.js';
import { type MaybePromise, mapMaybePromise } from '../shared/async/maybe-promise.js';
import { runWithTimeLimit } from '../shared/async/time-limit.js';
import { cacheTags } from './cache-tags.js';
import type { EntityCache } from './entity-cache.js';
import type { Invalidatable } from './tagged-cache.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Invalidates the caches as the change log grows. */
    cacheInvalidator: CacheInvalidator;
  }
}

/** Milliseconds that a mutation waits until its own change is invalidated here. */
const WRITE_SYNC_TIMEOUT_MS = 1_000;
/** Milliseconds that a request waits for a change that it names. */
const SEQUENCE_TIMEOUT_MS = 3_000;
/** Milliseconds that a start waits until the caches follow the change log. */
const START_TIMEOUT_MS = 2_000;
/** Maximum number of requests that wait for changes. */
const MAX_WAITERS = 1_000;

export interface CacheInvalidatorOptions {
  /** Live queries, which are executed again after the caches were invalidated. */
  liveQueries?: Invalidatable;
  /**
   * Reads again what the process holds in memory of the given tags, or all of it for null. Called before the caches are
   * invalidated, so that nothing is cached from former values.
   */
  refresh?(tags: readonly string[] | null): MaybePromise<void>;
}

/** Invalidates the response and entity caches by subscribing to the change log. */
export class CacheInvalidator {
  /** Sequence of the last change that was processed. */
  lastSequence = 0n;
  private readonly syncWaiters = new Set<() => void>();
  private unsubscribeChanges: () => Promise<void> = async () => undefined;
  private unsubscribePopularity: () => Promise<void> = async () => undefined;

  constructor(
    private readonly responseStore: Invalidatable,
    private readonly entityCache: EntityCache,
    private readonly changes: ChangeListener,
    private readonly options: CacheInvalidatorOptions = {},
  ) {}

  /** False while disconnected from the change stream; the cache must not be read then. */
  get isSynchronized(): boolean {
    return this.entityCache.isSynchronized;
  }

  async start(): Promise<void> {
    this.lastSequence = await this.changes.getLastSequence();
    await this.options.refresh?.(null);
    this.subscribeChanges();
    this.subscribePopularity();
  }

  async stop(): Promise<void> {
    this.entityCache.isSynchronized = false;
    await Promise.all([this.unsubscribeChanges(), this.unsubscribePopularity()]);
  }

  /**
   * Resolves once responses can be cached, or after 2 s. A database whose notifications do not arrive must not keep the
   * gateway from starting.
   */
  async waitUntilSynchronized(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!this.isSynchronized && Date.now() < deadline) await this.waitForChange(deadline - Date.now());
  }

  /**
   * Resolves once all changes committed so far are processed, or after 1 s, so that a client reads its own
   * writes. Never rejects, because the write is already committed.
   */
  async waitForSync(): Promise<void> {
    const deadline = Date.now() + WRITE_SYNC_TIMEOUT_MS;
    const readLast = () => this.changes.getLastSequence();
    const last = await runWithTimeLimit('Reading the change log', WRITE_SYNC_TIMEOUT_MS, readLast).catch(
      () => this.lastSequence,
    );
    await this.waitUntil(last, deadline);
  }

  /**
   * Resolves once the change of a sequence is processed, or after 3 s. Returns null if there is nothing to wait for: it
   * was processed, or the caches are not read now; and if very many wait, since a reader may name any sequence.
   */
  waitForSequence(sequence: bigint): Promise<void> | null {
    if (this.lastSequence >= sequence || !this.isSynchronized) return null;
    if (this.syncWaiters.size >= MAX_WAITERS) return null;
    return this.waitUntil(sequence, Date.now() + SEQUENCE_TIMEOUT_MS);
  }

  private async waitUntil(sequence: bigint, deadline: number): Promise<void> {
    while (this.lastSequence < sequence && Date.now() < deadline)
      await this.waitForChange(deadline - Date.now());
  }

  private subscribeChanges(): void {
    this.unsubscribeChanges = this.changes.subscribe(
      this.lastSequence,
      ({ keys: tags, sequence }) =>
        mapMaybePromise(this.options.refresh?.(tags), () => {
          this.invalidate(tags);
          this.lastSequence = sequence;
          this.resumeWaiters();
        }),
      {
        onCaughtUp: () => {
          this.entityCache.isSynchronized = this.changes.isListening;
          this.resumeWaiters();
        },
        onDisconnect: () => {
          this.entityCache.isSynchronized = false;
        },
        onGap: ({ trimmedTo }) => void this.restart(trimmedTo),
      },
    );
  }

  /** Starts with empty caches after changes that were pruned. */
  private async restart(trimmedTo: bigint): Promise<void> {
    this.entityCache.isSynchronized = false;
    try {
      await this.options.refresh?.(null);
      this.entityCache.clear();
      this.responseStore.clear();
      this.options.liveQueries?.clear();
      this.lastSequence = trimmedTo;
    } catch {
      // The subscription finds the gap again.
    }
    this.subscribeChanges();
  }

  /**
   * Invalidates the popular lists when notified, since their changes are not in the change log, and on a
   * disconnect, when a notification may be lost.
   */
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
    // The entity cache first, because responses are created from it.
    this.entityCache.invalidate(tags);
    this.responseStore.invalidate(tags);
    this.options.liveQueries?.invalidate(tags);
  }

  private resumeWaiters(): void {
    for (const resume of this.syncWaiters) resume();
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
