import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedListLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { ArticleVersion } from '../../shared/article/article-version.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';

const { sql } = Prisma;

/** A version, with the ID of the article of which it is one. */
type VersionRow = ArticleVersion & { ofId: number };

const COLUMNS = ['ofId', 'id', 'language', 'title', 'path', 'isOutdated', 'isIndexed'] as const;

/** Loads the versions of articles in other languages. `reader` must read all languages. */
export class TranslationLoaders {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the versions that were read with an article, or loads them, oldest first. */
  load({
    id,
    versions,
  }: {
    id: number;
    versions?: readonly ArticleVersion[];
  }): MaybePromise<readonly ArticleVersion[]> {
    return versions ?? this.ofArticle.load(id);
  }

  /** Loads the versions of articles that were read without them. */
  preload(articles: readonly { id: number; versions?: readonly ArticleVersion[] }[]): Promise<void> | null {
    return this.ofArticle.preload(articles.filter(({ versions }) => !versions).map(({ id }) => id));
  }

  /** Builds the column of the versions of an article `a`, for statements that read whole articles. */
  buildColumn(): Prisma.Sql {
    return sql`CASE WHEN a.translation_group IS NULL THEN '[]' ELSE (
      SELECT coalesce(json_agg(json_build_object('id', t.id, 'language', t.language, 'title', t.title, 'path', t.path,
        'isOutdated', ${IS_OUTDATED}, 'isIndexed', ${IS_INDEXED}) ORDER BY t.id), '[]')
      FROM ${this.buildVersions()}
      WHERE t.translation_group = a.translation_group AND t.id <> a.id) END`;
  }

  private readonly ofArticle = createCachedListLoader<number, VersionRow>(this.reader, {
    name: 'translations',
    loadRows: async (ids) => {
      const text = this.reader.getText(
        'translations',
        () => sql`
        SELECT a.id, t.id, t.language, t.title, t.path, ${IS_OUTDATED}, ${IS_INDEXED}
        FROM ${this.reader.table('article')} a
        JOIN (${this.buildVersions()}) ON t.translation_group = a.translation_group AND t.id <> a.id
        WHERE a.id = ANY($1)`,
      );
      const query = { text, keyColumn: 'ofId', columns: COLUMNS } as const;
      const rows = await this.reader.queryByKeys<VersionRow>(query, ids, ids.map(cacheTags.article));
      return rows.sort((a, b) => a.id - b.id);
    },
    getKey: (row) => row.ofId,
    getTags: (id, rows) => [id, ...rows.map((row) => row.id)].map(cacheTags.article),
  });

  /** Builds the join of articles `t` with what is published of them, `p`, and of their sources, `s`. */
  private buildVersions(): Prisma.Sql {
    const published = sql`"published".article`;
    return sql`${this.reader.table('article')} t
      LEFT JOIN ${published} s ON s.id = t.translated_from
      LEFT JOIN ${published} p ON p.id = t.id`;
  }
}

const IS_OUTDATED = sql`coalesce(s.revision > greatest(t.translated_revision, p.translated_revision), false)`;
const IS_INDEXED = sql`(t.noindex IS NOT TRUE AND t.canonical_url IS NULL)`;
