import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { ReadClient } from '../../../database/read/read-client.js';
import { isStorableText } from '../../../shared/text/valid-unicode.js';

/** Milliseconds that an article is taken to be published after it was found to be. */
const CACHE_TTL_MS = 1_000;
/** Milliseconds in which slugs gather for one statement; nobody waits for a beacon. */
const BATCH_WINDOW_MS = 10;
const MAX_CACHED = 10_000;
const MAX_SLUG_LENGTH = 500;
const MAX_BATCH_SIZE = 500;

/** Finds published articles by slug, for readers by the thousand: one statement for those that come together. */
export class PublishedArticleIds {
  private readonly cache = new LRUCache<string, number>({ max: MAX_CACHED, ttl: CACHE_TTL_MS });

  constructor(private readonly published: ReadClient) {}

  async find(slug: string): Promise<number | null> {
    if (slug.length > MAX_SLUG_LENGTH || !isStorableText(slug)) return null;
    const cached = this.cache.get(slug);
    if (cached !== undefined) return cached;
    const id = await this.loads.load(slug);
    // That there is none is not remembered: it may be published in a moment.
    if (id !== null) this.cache.set(slug, id);
    return id;
  }

  private readonly loads = new DataLoader<string, number | null>(
    async (slugs) => {
      const rows = await this.published.selectByKey('article', 'slug', [...new Set(slugs)], null, [
        'id',
        'slug',
      ]);
      const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
      return slugs.map((slug) => ids.get(slug) ?? null);
    },
    {
      cache: false,
      maxBatchSize: MAX_BATCH_SIZE,
      batchScheduleFn: (load) => setTimeout(load, BATCH_WINDOW_MS),
    },
  );
}
