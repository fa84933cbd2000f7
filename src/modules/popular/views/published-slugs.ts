import DataLoader from 'dataloader';
import type { ReadClient } from '../../../database/read/read-client.js';
import { parseReference } from '../../../shared/references/reference.js';
import { createSparseLru } from '../../../shared/sparse-lru.js';
import { isStorableText } from '../../../shared/text/valid-unicode.js';

/** Milliseconds for which a published article is cached. */
const CACHE_TTL_MS = 1_000;
/** Milliseconds in which slugs are collected for one statement; clients do not wait for a beacon. */
const BATCH_WINDOW_MS = 10;
const MAX_CACHED = 10_000;
const MAX_SLUG_LENGTH = 500;
const MAX_BATCH_SIZE = 500;

/** Looks up published articles by ID or slug, batching simultaneous lookups into one statement. */
export class PublishedArticleIds {
  private readonly cache = createSparseLru<string, number>(MAX_CACHED, { ttl: CACHE_TTL_MS });

  constructor(private readonly published: ReadClient) {}

  async find(text: string): Promise<number | null> {
    if (text.length > MAX_SLUG_LENGTH || !isStorableText(text)) return null;
    const cached = this.cache.get(text);
    if (cached !== undefined) return cached;
    const id = await this.loads.load(text);
    // A miss is not cached, since the article may be published at any moment.
    if (id !== null) this.cache.set(text, id);
    return id;
  }

  private readonly loads = new DataLoader<string, number | null>(
    async (texts) => {
      const references = texts.map((text) => parseReference('Article', text) ?? { id: 0 });
      const slugs = references.flatMap((each) => ('slug' in each ? [each.slug] : []));
      const ids = references.flatMap((each) => ('id' in each ? [each.id] : []));
      const rows = [...(await this.select('slug', slugs)), ...(await this.select('id', ids))];
      const idBySlug = new Map(rows.map(({ id, slug }) => [slug, id]));
      const published = new Set(rows.map(({ id }) => id));
      return references.map((each) => {
        if ('slug' in each) return idBySlug.get(each.slug) ?? null;
        return published.has(each.id) ? each.id : null;
      });
    },
    {
      cache: false,
      maxBatchSize: MAX_BATCH_SIZE,
      batchScheduleFn: (load) => setTimeout(load, BATCH_WINDOW_MS),
    },
  );

  private async select<Column extends 'id' | 'slug'>(
    column: Column,
    values: { id: number; slug: string }[Column][],
  ): Promise<{ id: number; slug: string }[]> {
    if (values.length === 0) return [];
    return this.published.selectByKey('article', column, [...new Set(values)] as never[], null, [
      'id',
      'slug',
    ]);
  }
}
