import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import {
  type CachedLoader,
  createCachedListLoader,
  createCachedLoader,
} from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { LINK_FIELDS } from '../../shared/article/link-fields.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { createPerspectiveSource, readPage } from '../../shared/lists/list.js';
import type { ConnectionPage } from '../../shared/pagination/pagination.js';
import { buildSeriesPath, SERIES_PATH } from '../../shared/paths.js';
import type { FieldSelection } from '../../shared/selects-only.js';
import type { Article } from '../article/article.type.js';
import { IS_LISTED } from '../article/filter/listed.sql.js';
import type { SeriesListArgs } from './series.inputs.js';
import { Series as GraphSeries, type SeriesPart, type SeriesRow } from './series.type.js';
import { SERIES_LIST } from './series-list.js';
import { buildSeriesPosition } from './series-position.sql.js';

const { sql, raw } = Prisma;

type ArticleRows = ReturnType<Loaders['articles']['chooseRows']>;

/** The part of a series before another one, or after it. */
interface PartBeside {
  of: number;
  seriesId: number;
  isNext: boolean;
  id: number;
}

type PartBesideRow = Omit<PartBeside, 'id'> & { joined: Article };

export class SeriesLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly articles: Loaders['articles'],
    /** Prefix of the paths of the language that is read. */
    private readonly pathPrefix: string,
  ) {}

  /** Returns the site-relative path of the page of a series. */
  getPath({ slug }: { slug: string }): string {
    return this.pathPrefix + buildSeriesPath(slug);
  }

  /** Returns true if a path has the form of those of series. */
  isPath(path: string): boolean {
    return path.startsWith(this.pathPrefix + SERIES_PATH);
  }

  /** Returns the cache tag of the path that a series with the slug has or would have. */
  private getPathTag(slug: string): string {
    return cacheTags.path(this.getPath({ slug }));
  }

  readonly byId = createCachedLoader(this.reader, {
    name: 'series',
    loadRows: (ids: number[]) =>
      this.reader.selectByKey('series', 'id', ids, cacheTags.series, undefined, GraphSeries),
    getKey: (series) => series.id,
    getTags: (id) => [cacheTags.series(id)],
  });

  readonly bySlug = createCachedLoader(this.reader, {
    name: 'series of slug',
    loadRows: (slugs: string[]) =>
      this.reader.selectByKey(
        'series',
        'slug',
        slugs,
        (slug) => this.getPathTag(slug),
        undefined,
        GraphSeries,
      ),
    getKey: (series) => series.slug,
    getTags: (slug, series) => [this.getPathTag(slug), ...(series ? [cacheTags.series(series.id)] : [])],
  });

  /** Loads series by their current paths. */
  readonly byPath = {
    load: (path: string) =>
      this.isPath(path) ? this.bySlug.load(path.slice(this.pathPrefix.length + SERIES_PATH.length)) : null,
  };

  /** Loaders of the IDs of the articles before and after one in its series, by the rows that they join. */
  private readonly partsBeside = new Map<ArticleRows, CachedLoader<string, PartBeside[]>>();

  /** Loads the article before another one in its series, or the one after it, for a field that returns it. */
  loadPartBeside(
    { articleId, series }: SeriesPart,
    isNext: boolean,
    info: FieldSelection,
  ): MaybePromise<Article | null> {
    const articles = this.articles.chooseRows(info, LINK_FIELDS);
    const key = formatPartKey(series.id, articleId);
    return mapMaybePromise(this.getPartsBesideLoader(articles).load(key), (parts) => {
      const part = parts.find((each) => each.isNext === isNext);
      return part ? articles.byId.load(part.id) : null;
    });
  }

  private getPartsBesideLoader(articles: ArticleRows): CachedLoader<string, PartBeside[]> {
    const known = this.partsBeside.get(articles);
    if (known) return known;
    const loader = createCachedListLoader<string, PartBeside>(this.reader, {
      name: 'parts beside',
      loadRows: async (keys) => {
        const { joinedColumns } = articles;
        const text = this.reader.getText(`parts beside ${joinedColumns}`, () =>
          buildPartsBesideStatement(this.reader, joinedColumns),
        );
        const rows = await this.reader.queryByKeys<PartBesideRow>(
          { text, keyColumn: 'of', columns: ['of', 'seriesId', 'isNext'], joined: articles },
          keys.map((key) => parsePartKey(key).articleId),
          keys.map(getListTag),
        );
        return rows.map(({ joined, ...row }) => ({ ...row, id: joined.id }));
      },
      getKey: ({ seriesId, of }) => formatPartKey(seriesId, of),
      getTags: (key) => [getListTag(key)],
    });
    this.partsBeside.set(articles, loader);
    return loader;
  }

  /** Returns a page of series. Throws BadUserInputError if the arguments are out of range. */
  list(args: SeriesListArgs): Promise<ConnectionPage<SeriesRow>> {
    return readPage(SERIES_LIST, args, createPerspectiveSource(this.reader.withOwnBatcher()));
  }
}

/** The key of an article in a series, whose list names the cache tag. */
function formatPartKey(seriesId: number, articleId: number): string {
  return `${seriesId}/${articleId}`;
}

function parsePartKey(key: string): { seriesId: number; articleId: number } {
  const [seriesId, articleId] = key.split('/').map(Number);
  return { seriesId: seriesId as number, articleId: articleId as number };
}

/** Returns the cache tag of the list of a series, by the key of an article in it. */
function getListTag(key: string): string {
  return cacheTags.articles(`series:${parsePartKey(key).seriesId}`);
}

function buildPartsBesideStatement(reader: ReadClient, joinedColumns: string): Prisma.Sql {
  const article = reader.table('article');
  const columns = raw(joinedColumns);
  const [place, own] = [raw(buildSeriesPosition('a')), raw(buildSeriesPosition('k'))];
  return sql`
    SELECT k.id, k.series_id, n.* FROM ${article} k CROSS JOIN LATERAL (
      (SELECT false, ${columns} FROM ${article} a
       WHERE a.series_id = k.series_id AND a.${raw(IS_LISTED)} AND (${place}) < (${own})
       ORDER BY ${raw(buildSeriesPosition('a', 'DESC'))} LIMIT 1)
      UNION ALL
      (SELECT true, ${columns} FROM ${article} a
       WHERE a.series_id = k.series_id AND a.${raw(IS_LISTED)} AND (${place}) > (${own})
       ORDER BY ${place} LIMIT 1)
    ) n WHERE k.id = ANY($1) AND k.series_id IS NOT NULL`;
}
