import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { addPathPrefix } from '../../shared/paths.js';

const { sql } = Prisma;
/** Number of similar slugs suggested. */
const MAX_SUGGESTIONS = 3;

const PATH_COLUMNS: ('id' | 'path')[] = ['id', 'path'];

export class RouteLoaders {
  constructor(
    private readonly reader: ReadClient,
    /** Client that reads all languages of the site. */
    private readonly allLanguages: ReadClient,
    /** Path of the front page, which every site has in each language. */
    readonly frontPath: string,
    /** Prefix of the paths of a language with a host of its own, whose addresses lack it; empty for others. */
    private readonly hostPrefix: string,
  ) {}

  /** Adds the prefix of the language to a path of its host. */
  addHostPrefix(path: string): string {
    return addPathPrefix(this.hostPrefix, path);
  }

  /** True on a site with several languages, unless the request reads all of them. */
  get readsOneLanguage(): boolean {
    return this.reader.language !== null;
  }

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

  /** Loads the current path of an article that is published in any language of the site. */
  readonly pathInAnyLanguage = createCachedLoader(this.allLanguages, {
    name: 'path in any language',
    loadRows: (ids: number[]) =>
      this.allLanguages.selectByKey('article', 'id', ids, cacheTags.article, PATH_COLUMNS),
    getKey: (article) => article.id,
    getTags: (id) => [cacheTags.article(id)],
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
