import { cacheTags } from '../../cache/cache-tags.js';
import type { ArticleBody } from '../../database/generated/client.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';

/** Form of a body. */
type BodyColumn = Exclude<keyof ArticleBody, 'articleId'>;

/** Columns that have the text of an article. */
const TEXTS: ReadonlySet<BodyColumn> = new Set(['html', 'text', 'markdown', 'blocks']);

type BodyKey = `${number} ${BodyColumn}`;

/**
 * Loads body columns, keyed by article ID and column. Columns requested in the same batch are read by one
 * statement.
 */
export class BodyLoaders {
  constructor(private readonly reader: ReadClient) {}

  private readonly bodies = this.createLoader('body', 'article_body');
  private readonly previews = this.createLoader('preview', 'article_preview');

  /** Loads one column of an article's body, or of its free preview. Only the requested columns are read. */
  load<Column extends BodyColumn>(
    id: number,
    column: Column,
    isPreview = false,
  ): MaybePromise<ArticleBody[Column]> {
    if (TEXTS.has(column)) this.reader.trackText(id);
    return (isPreview ? this.previews : this.bodies).load(`${id} ${column}`) as MaybePromise<
      ArticleBody[Column]
    >;
  }

  private createLoader(name: string, table: 'article_body' | 'article_preview') {
    return new CachedLoader<BodyKey, unknown>(this.reader, {
      name,
      load: async (wanted) => {
        const bodyKeys = wanted.map(parseBodyKey);
        const ids = [...new Set(bodyKeys.map(({ id }) => id))];
        const columns = [...new Set(bodyKeys.map(({ column }) => column))].sort();
        const rows = await this.reader.selectByKey(
          table,
          'articleId',
          ids,
          cacheTags.article,
          getBodyColumns(columns),
        );
        const bodies = new Map(rows.map((row) => [row.articleId, row]));
        return bodyKeys.map(({ id, column }) => bodies.get(id)?.[column]);
      },
      getTags: (key) => [cacheTags.article(parseBodyKey(key).id)],
    });
  }
}

/** Columns to read of a body, by their names: the same array each time, for which the statement is kept. */
const bodyColumns = new Map<string, (BodyColumn | 'articleId')[]>();

function getBodyColumns(columns: BodyColumn[]): (BodyColumn | 'articleId')[] {
  const name = columns.join();
  const known = bodyColumns.get(name) ?? ['articleId', ...columns];
  bodyColumns.set(name, known);
  return known;
}

function parseBodyKey(key: BodyKey): { id: number; column: BodyColumn } {
  const [id, column] = key.split(' ') as [string, BodyColumn];
  return { id: Number(id), column };
}
