import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;
/** How many look-alikes are offered. */
const MAX_SUGGESTIONS = 3;

export class RouteLoaders {
  constructor(private readonly reader: ReadClient) {}

  readonly address = createCachedLoader(this.reader, {
    name: 'address',
    loadRows: (paths: string[]) => this.reader.selectByKey('address', 'path', paths, cacheTags.path),
    getKey: (address) => address.path,
    getTags: (path) => [cacheTags.path(path)],
  });

  /** Ids of the articles whose slugs look most like `slug`, by their shared trigrams (pg_trgm). */
  async findSimilarSlugs(slug: string): Promise<number[]> {
    const rows = await this.reader.withOwnBatcher().query<{ id: number }>(
      sql`
      SELECT id FROM ${this.reader.table('article')} WHERE slug % ${slug}
      ORDER BY similarity(slug, ${slug}) DESC, id LIMIT ${MAX_SUGGESTIONS}`,
      [cacheTags.slugs],
    );
    return rows.map(({ id }) => id);
  }
}

export interface RouteContext {
  routes: RouteLoaders;
}
