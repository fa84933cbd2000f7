import { createHmac } from 'node:crypto';
import { PeriodicWrite } from '../../../shared/async/periodic-write.js';
import { getSiteNetwork } from '../../../shared/net/network.js';
import { createSparseLru } from '../../../shared/sparse-lru.js';
import type { PublishedArticleIds } from './published-slugs.js';
import type { ViewRateLimiter } from './view-rate-limit.js';
import type { View, ViewStore } from './view-store.js';
import type { Visitor } from './visitor.js';

const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Maximum number of views that wait to be written; further ones are dropped. */
const MAX_PENDING = 100_000;
/** Number of pending views that triggers a write before the interval ends. */
const BATCH_SIZE = 5_000;
/** Number of cached digests, by which repeated views are recognized without a query. */
const MAX_CACHED = 200_000;

export interface ViewCounterDeps {
  store: Pick<ViewStore, 'add'>;
  ids: PublishedArticleIds;
  rateLimiter: ViewRateLimiter;
  key: { get(day: number): Promise<Buffer>; release(): Promise<void> };
  log: { warn(line: object, message: string): void };
  clock(): Date;
  /** Maximum milliseconds before a view is written, and so the span that a crash can lose. */
  flushIntervalMs: number;
}

/**
 * Counts views: a visitor once per article and half hour (from :00 and from :30), over all instances.
 * NETWORK_STEPS limits the views that one network adds to an article in a day.
 *
 * Visitors are identified by a digest under a key that is discarded each day. Views wait in memory as digests
 * and are written in batches.
 */
export class ViewCounter {
  /** Views by the start of their minute. */
  private pending = new Map<number, Map<bigint, View>>();
  private size = 0;
  private readonly recentViews = createSparseLru<bigint, true>(MAX_CACHED);
  private readonly writes: PeriodicWrite;

  constructor(private readonly deps: ViewCounterDeps) {
    this.writes = new PeriodicWrite(() => this.tryToWrite(), deps.flushIntervalMs);
  }

  /** Records a view of the published article with the ID or slug. Returns true if the view counts. */
  async record(article: string, { network, userAgent, isReader }: Visitor): Promise<boolean> {
    if (!isReader) return false;
    const now = this.deps.clock().getTime();
    const key = await this.deps.key.get(Math.floor(now / DAY_MS));
    const networkDigest = computeDigest(key, network);
    const visitorDigest = computeDigest(networkDigest, userAgent);
    if (!this.deps.rateLimiter.consume(networkDigest, visitorDigest, Math.floor(now / MINUTE_MS)))
      return false;
    const articleId = await this.deps.ids.find(article);
    if (articleId === null) return false;
    const halfHour = Math.floor(now / HALF_HOUR_MS) * HALF_HOUR_MS;
    const view = computeDigest(visitorDigest, `${articleId} ${halfHour}`).readBigInt64BE();
    return this.enqueue(Math.floor(now / MINUTE_MS) * MINUTE_MS, view, {
      articleId,
      network: computeDigest(
        computeDigest(key, `${getSiteNetwork(network)} network`),
        `${articleId}`,
      ).readBigInt64BE(),
    });
  }

  async start(): Promise<void> {
    this.writes.start();
    await this.flush();
  }

  /** Writes the pending views. If that fails, they remain pending. */
  flush(): Promise<void> {
    return this.writes.flush();
  }

  /** Writes the last views. Call it when no more can arrive and before the database is closed. */
  async stop(): Promise<void> {
    await this.writes.stop();
    await this.deps.key.release();
  }

  private enqueue(minute: number, digest: bigint, view: View): boolean {
    if (this.size >= MAX_PENDING || this.recentViews.has(digest)) return false;
    this.recentViews.set(digest, true);
    const views = this.pending.get(minute) ?? new Map<bigint, View>();
    this.pending.set(minute, views.set(digest, view));
    this.size += 1;
    if (this.size % BATCH_SIZE === 0) void this.flush();
    return true;
  }

  private tryToWrite(): Promise<void> {
    return this.write().catch((err) =>
      this.deps.log.warn({ err, views: this.size }, 'views could not be written and wait in memory'),
    );
  }

  private async write(): Promise<void> {
    const now = this.deps.clock();
    const { pending, size } = this;
    this.pending = new Map();
    try {
      await this.deps.store.add(pending, now);
      this.size -= size;
    } catch (error) {
      for (const [minute, views] of pending) {
        this.pending.set(minute, new Map([...views, ...(this.pending.get(minute) ?? [])]));
      }
      throw error;
    } finally {
      // Yesterday's key is discarded even without new views.
      await this.deps.key.get(Math.floor(now.getTime() / DAY_MS)).catch(() => undefined);
    }
  }
}

function computeDigest(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
