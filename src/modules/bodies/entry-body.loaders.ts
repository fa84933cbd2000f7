import { cacheTags } from '../../cache/cache-tags.js';
import { CachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import type { TableRows } from '../../database/read/table-rows.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';

type EntryBody = Omit<TableRows['live_blog_entry_body'], 'entryId' | 'articleId' | 'detectedLanguage'>;
type BodyColumn = keyof EntryBody;

/**
 * Loads forms of the bodies of entries of live blogs, each form by a loader of its own. The body of an entry that the
 * request may not read is missing.
 */
export class EntryBodyLoaders {
  constructor(private readonly reader: ReadClient) {}

  private readonly loaders = new Map<BodyColumn, CachedLoader<number, unknown>>();

  /** Loads a form of the body of an entry; undefined for one that is missing. */
  load<Column extends BodyColumn>(entryId: number, column: Column): MaybePromise<EntryBody[Column]> {
    const loader = this.loaders.get(column) ?? this.createLoader(column);
    this.loaders.set(column, loader);
    return loader.load(entryId) as MaybePromise<EntryBody[Column]>;
  }

  private createLoader(column: BodyColumn): CachedLoader<number, unknown> {
    const columns: ('entryId' | BodyColumn)[] = ['entryId', column];
    return new CachedLoader<number, unknown>(this.reader, {
      name: `entry ${column}`,
      load: async (ids) => {
        const rows = await this.reader.selectByKey(
          'live_blog_entry_body',
          'entryId',
          ids,
          cacheTags.liveBlogEntry,
          columns,
        );
        const bodies = new Map(rows.map((row) => [row.entryId, row[column]]));
        return ids.map((id) => bodies.get(id));
      },
      getTags: (id) => [cacheTags.liveBlogEntry(id)],
    });
  }
}
