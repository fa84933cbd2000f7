import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedListLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;

/** A version of an article in another language, as the perspective has it. */
export interface TranslationRow {
  /** ID of the article of which this is a version. */
  ofId: number;
  id: number;
  language: string | null;
  title: string;
  path: string;
  isOutdated: boolean;
  /** True if search engines may show it at its path. */
  isIndexed: boolean;
}

const COLUMNS = ['ofId', 'id', 'language', 'title', 'path', 'isOutdated', 'isIndexed'] as const;

/** Loads the versions of articles in other languages. `reader` must read all languages. */
export class TranslationLoaders {
  constructor(private readonly reader: ReadClient) {}

  readonly ofArticle = createCachedListLoader<number, TranslationRow>(this.reader, {
    name: 'translations',
    loadRows: async (ids) => {
      const text = this.reader.getText('translations', () => this.buildQuery());
      const query = { text, keyColumn: 'ofId', columns: COLUMNS } as const;
      const rows = await this.reader.queryByKeys<TranslationRow>(query, ids, ids.map(cacheTags.article));
      return rows.sort((a, b) => a.id - b.id);
    },
    getKey: (row) => row.ofId,
    getTags: (id, rows) => [id, ...rows.map((row) => row.id)].map(cacheTags.article),
  });

  private buildQuery(): Prisma.Sql {
    const articles = this.reader.table('article');
    const published = sql`"published".article`;
    return sql`
      SELECT a.id, t.id, t.language, t.title, t.path,
        coalesce(s.revision > greatest(t.translated_revision, p.translated_revision), false),
        t.noindex IS NOT TRUE AND t.canonical_url IS NULL
      FROM ${articles} a
      JOIN ${articles} t ON t.translation_group = a.translation_group AND t.id <> a.id
      LEFT JOIN ${published} s ON s.id = t.translated_from
      LEFT JOIN ${published} p ON p.id = t.id
      WHERE a.id = ANY($1)`;
  }
}
