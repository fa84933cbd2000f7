import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { rememberOne } from '../../database/remembered.js';

const { sql } = Prisma;
/** How many look-alikes are offered. */
const SUGGESTIONS = 3;

export class RouteLoaders {
  constructor(private readonly reader: Reader) {}

  readonly address = rememberOne(this.reader, {
    name: 'address',
    rows: (paths: string[]) => this.reader.rowsBy('address', 'path', paths, keys.path),
    keyOf: (address) => address.path,
    reads: (path) => [keys.path(path)],
  });

  /** Ids of the articles whose slugs look most like `slug`, by their shared trigrams (pg_trgm). */
  async lookAlikes(slug: string): Promise<number[]> {
    const rows = await this.reader.apart().query<{ id: number }>(
      sql`
      SELECT id FROM ${this.reader.table('article')} WHERE slug % ${slug}
      ORDER BY similarity(slug, ${slug}) DESC, id LIMIT ${SUGGESTIONS}`,
      [keys.slugs],
    );
    return rows.map(({ id }) => id);
  }
}

export interface RouteContext {
  routes: RouteLoaders;
}
