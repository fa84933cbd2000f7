import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { siteNetworkOf } from '../../shared/network.js';
import type { BurstLimit } from './burst-limit.js';
import type { PublishedIds } from './published-ids.js';
import type { View, ViewStore } from './view-store.js';
import type { Visitor } from './visitor.js';

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const DAY = 24 * 60 * MINUTE;
/** Views that wait to be written are no more than this; what comes above it is dropped. */
const MOST_PENDING = 100_000;
/** So many are written at once, however short they have waited. */
const FULL_BATCH = 5_000;
/** Digests that are remembered, so that a view that comes again need not be asked for. */
const REMEMBERED = 200_000;

export interface ViewCounterParts {
  store: Pick<ViewStore, 'add'>;
  ids: PublishedIds;
  bursts: BurstLimit;
  key: { of(day: number): Promise<Buffer>; release(): Promise<void> };
  log: { warn(line: object, message: string): void };
  clock(): Date;
  /** Milliseconds that a view waits at most before it is written: what a crash can lose. */
  flushInterval: number;
}

/**
 * Counts views: a visitor once per article and half hour (from :00 and from :30), whichever instances they come to.
 * Who they are is a digest under a key that is thrown away each day; views wait in memory as digests, and are
 * written in batches. What one network adds to an article in a day is limited by NETWORK_STEPS.
 */
export class ViewCounter {
  private pending = new Map<number, Map<bigint, View>>();
  private size = 0;
  private readonly counted = new LRUCache<bigint, true>({ max: REMEMBERED });
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ViewCounterParts) {}

  /** Takes a view of the published article with this slug, and answers whether it is to count. */
  async record(slug: string, { network, userAgent, isReader }: Visitor): Promise<boolean> {
    if (!isReader) return false;
    const now = this.parts.clock().getTime();
    const key = await this.parts.key.of(Math.floor(now / DAY));
    const place = digest(key, network);
    const visitor = digest(place, userAgent);
    if (!this.parts.bursts.allows(place, visitor, Math.floor(now / MINUTE))) return false;
    const articleId = await this.parts.ids.find(slug);
    if (articleId === null) return false;
    const halfHour = Math.floor(now / HALF_HOUR) * HALF_HOUR;
    const view = digest(visitor, `${articleId} ${halfHour}`).readBigInt64BE();
    return this.take(halfHour, view, {
      articleId,
      network: digest(digest(key, `${siteNetworkOf(network)} network`), `${articleId}`).readBigInt64BE(),
    });
  }

  async start(): Promise<void> {
    this.timer = setInterval(() => this.flush(), this.parts.flushInterval).unref();
    await this.flush();
  }

  /** Writes what waits. When that fails, it waits on. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() =>
      this.write().catch((err) => this.parts.log.warn({ err, views: this.size }, 'views wait to be written')),
    );
    return this.writing;
  }

  /** Writes the last views. Call it when no more can come, and before the database is closed. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
    await this.parts.key.release();
  }

  private take(halfHour: number, digest: bigint, view: View): boolean {
    if (this.size >= MOST_PENDING || this.counted.has(digest)) return false;
    this.counted.set(digest, true);
    const views = this.pending.get(halfHour) ?? new Map<bigint, View>();
    this.pending.set(halfHour, views.set(digest, view));
    this.size += 1;
    if (this.size % FULL_BATCH === 0) void this.flush();
    return true;
  }

  private async write(): Promise<void> {
    const now = this.parts.clock();
    const { pending, size } = this;
    this.pending = new Map();
    try {
      await this.parts.store.add(pending, now);
      this.size -= size;
    } catch (error) {
      for (const [halfHour, views] of pending) {
        this.pending.set(halfHour, new Map([...views, ...(this.pending.get(halfHour) ?? [])]));
      }
      throw error;
    } finally {
      // Yesterday's key is thrown away though nobody comes.
      await this.parts.key.of(Math.floor(now.getTime() / DAY)).catch(() => undefined);
    }
  }
}

function digest(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
