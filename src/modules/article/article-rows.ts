import { cacheTags } from '../../cache/cache-tags.js';
import { type Article, Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { formatColumns, type JoinedRows } from '../../database/read/table-rows.js';
import { Article as GraphArticle } from './article.type.js';

/**
 * Columns loaded with every article: all except `opening`, `fields` and those of translations, which few queries need,
 * and the title of the series, which changes with the series.
 */
export type ArticleColumn = Exclude<keyof Article, (typeof OTHER_COLUMNS)[number]>;
const OTHER_COLUMNS = [
  'opening',
  'fields',
  'series',
  'translationGroup',
  'translatedFrom',
  'translatedRevision',
] as const;

export const COLUMNS = (Object.keys(Prisma.ArticleScalarFieldEnum) as (keyof Article)[]).filter(
  (column): column is ArticleColumn => !OTHER_COLUMNS.some((other) => other === column),
);

const joinedColumns = new Map<readonly ArticleColumn[], string>();

function formatJoined(columns: readonly ArticleColumn[]): string {
  const text = joinedColumns.get(columns) ?? formatColumns(columns, 'a.');
  joinedColumns.set(columns, text);
  return text;
}

/** Loads articles with some of their columns: by ID, or from the rows of statements that join them. */
export class ArticleRows implements JoinedRows {
  readonly byId: CachedLoader<number, GraphArticle | null>;
  /** Columns of an article `a` for statements that return articles with something else. */
  readonly joinedColumns: string;
  readonly RowConstructor = GraphArticle;

  /** `name` is that of the cache keys. */
  constructor(
    private readonly reader: ReadClient,
    name: string,
    readonly columns: readonly ArticleColumn[],
  ) {
    this.joinedColumns = formatJoined(columns);
    this.byId = createCachedLoader<number, GraphArticle>(reader, {
      name,
      loadRows: async (ids) =>
        (await reader.selectByKey(
          'article',
          'id',
          ids,
          cacheTags.article,
          columns as ArticleColumn[],
          GraphArticle,
        )) as GraphArticle[],
      getKey: (article) => article.id,
      getTags: (id) => [cacheTags.article(id)],
    });
  }

  /** Takes an article from a row. It is not loaded by ID again, unless a draft takes its place. */
  takeJoined(article: GraphArticle): void {
    this.reader.trackTags([cacheTags.article(article.id)]);
    if (!this.reader.isReplaced(article.id)) this.byId.prime(article.id, article);
  }
}
