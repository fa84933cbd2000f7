import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { Reader } from '../../database/reader.js';
import { isStorable } from '../../shared/storable-text.js';

/** Milliseconds that an article is taken to be published after it was found to be. */
const TRUSTED = 1_000;
/** Milliseconds in which slugs gather for one statement; nobody waits for a beacon. */
const GATHERING = 10;
const REMEMBERED = 10_000;
const LONGEST_SLUG = 500;
const MOST_AT_ONCE = 500;

/** Finds published articles by slug, for readers by the thousand: one statement for those that come together. */
export class PublishedIds {
  private readonly known = new LRUCache<string, number>({ max: REMEMBERED, ttl: TRUSTED });

  constructor(private readonly published: Reader) {}

  async find(slug: string): Promise<number | null> {
    if (slug.length > LONGEST_SLUG || !isStorable(slug)) return null;
    const known = this.known.get(slug);
    if (known !== undefined) return known;
    const id = await this.loads.load(slug);
    // That there is none is not remembered: it may be published in a moment.
    if (id !== null) this.known.set(slug, id);
    return id;
  }

  private readonly loads = new DataLoader<string, number | null>(
    async (slugs) => {
      const rows = await this.published.rowsBy('article', 'slug', [...new Set(slugs)], null, ['id', 'slug']);
      const ids = new Map(rows.map(({ id, slug }) => [slug, id]));
      return slugs.map((slug) => ids.get(slug) ?? null);
    },
    { cache: false, maxBatchSize: MOST_AT_ONCE, batchScheduleFn: (load) => setTimeout(load, GATHERING) },
  );
}
