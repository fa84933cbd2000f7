import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;
/** Number of similar slugs suggested. */
const MAX_SUGGESTIONS = 3;

export class RouteLoaders {
  constructor(private readonly reader: ReadClient) {}

  readonly address = createCachedLoader(this.reader, {
    name: 'address',
    loadRows: (paths: string[]) => this.reader.selectByKey('address', 'path', paths, cacheTags.path),
    getKey: (address) => address.path,
    getTags: (path) => [cacheTags.path(path)],
  });

  readonly redirect = createCachedLoader(this.reader, {
    name: 'redirect',
    loadRows: (paths: string[]) => this.reader.selectByKey('redirect', 'path', paths, cacheTags.path),
    getKey: (redirect) => redirect.path,
    getTags: (path) => [cacheTags.path(path)],
  });

  /** Finds the IDs of the articles with slugs most similar to `slug`, by shared trigrams (pg_trgm). */
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
