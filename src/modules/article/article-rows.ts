import { cacheTags } from '../../cache/cache-tags.js';
import { toColumnName } from '../../database/column-name.js';
import { type Article, Prisma } from '../../database/generated/client.js';
import { type CachedLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { formatColumns, type JoinedRows } from '../../database/read/table-rows.js';
import type { Loaders } from '../../graphql/loaders.js';
import { Article as GraphArticle } from './article.type.js';

const { sql, raw } = Prisma;

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

/** What is read of whole articles on a site with several languages, by the names of the graph. */
const COLUMNS_WITH_VERSIONS: readonly (ArticleColumn | 'versions')[] = [...COLUMNS, 'versions'];
/** The columns that this needs. */
const READ_COLUMNS = [...COLUMNS, 'translationGroup'].map(toColumnName);

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

  /** `name` is that of the cache keys. With `translations`, articles that are loaded by a key have their versions. */
  constructor(
    private readonly reader: ReadClient,
    name: string,
    readonly columns: readonly ArticleColumn[],
    private readonly translations: Loaders['translations'] | null = null,
  ) {
    this.joinedColumns = formatJoined(columns);
    this.byId = createCachedLoader<number, GraphArticle>(reader, {
      name,
      loadRows: (ids) => this.load('id', ids, cacheTags.article),
      getKey: (article) => article.id,
      getTags: (id, article) => [cacheTags.article(id), ...listVersionTags(article)],
    });
  }

  /** Creates a loader of the articles with the values of a column. */
  createLoader(
    column: 'slug' | 'path',
    getTag: (value: string) => string,
  ): CachedLoader<string, GraphArticle | null> {
    return createCachedLoader(this.reader, {
      name: `article of ${column}`,
      loadRows: (values: string[]) => this.load(column, values, getTag),
      getKey: (article) => article[column],
      getTags: (value, article) => [
        getTag(value),
        ...(article ? [cacheTags.article(article.id)] : []),
        ...listVersionTags(article),
      ],
    });
  }

  private async load<By extends 'id' | 'slug' | 'path'>(
    column: By,
    values: GraphArticle[By][],
    getTag: (value: GraphArticle[By]) => string,
  ): Promise<GraphArticle[]> {
    const { reader, translations, columns } = this;
    if (!translations) {
      const rows = reader.selectByKey(
        ...(['article', column, values as never[], getTag as never] as const),
        columns as ArticleColumn[],
        GraphArticle,
      );
      return (await rows) as GraphArticle[];
    }
    const text = reader.getText(
      `article of ${column} with versions`,
      () => sql`
      SELECT ${raw(this.joinedColumns)}, ${translations.buildColumn()}
      FROM ${reader.rowsWithDraft('article', READ_COLUMNS)} a WHERE a.${raw(column)} = ANY($1)`,
    );
    const query = {
      text,
      keyColumn: column,
      columns: COLUMNS_WITH_VERSIONS,
      RowConstructor: GraphArticle,
    } as const;
    return reader.queryByKeys<GraphArticle>(query, values, values.map(getTag));
  }

  /** Takes an article from a row. It is not loaded by ID again, unless a draft takes its place. */
  takeJoined(article: GraphArticle): void {
    this.reader.trackTags([cacheTags.article(article.id)]);
    if (!this.reader.isReplaced(article.id)) this.byId.prime(article.id, article);
  }
}

function listVersionTags(article: GraphArticle | null): string[] {
  return (article?.versions ?? []).map(({ id }) => cacheTags.article(id));
}
