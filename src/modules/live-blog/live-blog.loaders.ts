import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { createCachedListLoader, createCachedLoader } from '../../database/read/cached-loader.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { listColumns, type TableRows } from '../../database/read/table-rows.js';
import { createBatchLoader } from '../../shared/async/batch.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { Author } from '../author/author.type.js';
import { EntryBodyLoaders } from '../bodies/entry-body.loaders.js';
import { ENTRY_COLUMNS, EntryPages } from './entry-pages.js';
import { LiveBlog, LiveBlogEntry } from './live-blog.type.js';

const { sql } = Prisma;

const AUTHOR_COLUMNS = listColumns('author_of_entry') as (keyof TableRows['author_of_entry'])[];
const BLOG_COLUMNS = listColumns('live_blog').filter((name) => name !== 'updatedAt') as Exclude<
  keyof TableRows['live_blog'],
  'updatedAt'
>[];

/** Milliseconds for which a response with a position in the change log may be cached. */
const MAX_CURSOR_AGE_MS = 3_600_000;

/** Loads live blogs and their entries. */
export class LiveBlogLoaders {
  constructor(
    private readonly reader: ReadClient,
    private readonly preview: ReadClient,
  ) {}

  readonly bodies = new EntryBodyLoaders(this.reader);
  readonly pages = new EntryPages(this.reader);

  /**
   * Loads live blogs by the IDs of their articles. They are in no cache of entities: the position in the change log is
   * that of the request, since the log is pruned.
   */
  readonly byId = createBatchLoader(
    async (ids: number[]) => {
      this.reader.trackTags(ids.map(cacheTags.article));
      const rows = await this.reader.selectByKey(
        'live_blog',
        'articleId',
        ids,
        cacheTags.liveBlog,
        BLOG_COLUMNS,
      );
      return rows.map(({ articleId, ...row }) =>
        Object.assign(new LiveBlog(), row as object, { id: articleId }),
      );
    },
    ({ id }) => id,
  );

  /** Loads the times of the last changes of live blogs or of their entries. */
  readonly updates = createCachedLoader(this.reader, {
    name: 'live blog updates',
    loadRows: (ids: number[]) =>
      this.reader.selectByKey('live_blog', 'articleId', ids, cacheTags.liveBlogUpdates, [
        'articleId',
        'updatedAt',
      ]),
    getKey: ({ articleId }) => articleId,
    getTags: (id) => [cacheTags.liveBlogUpdates(id), cacheTags.article(id)],
  });

  readonly entry = createCachedLoader<number, LiveBlogEntry>(this.reader, {
    name: 'live blog entry',
    loadRows: (ids) =>
      this.reader.selectByKey(
        'live_blog_entry',
        'id',
        ids,
        cacheTags.liveBlogEntry,
        ENTRY_COLUMNS,
        LiveBlogEntry,
      ) as Promise<LiveBlogEntry[]>,
    getKey: ({ id }) => id,
    getTags: getEntryTags,
  });

  /** Loads the entries that articles were made of. */
  readonly entryOfArticle = createCachedLoader<number, LiveBlogEntry>(this.reader, {
    name: 'live blog entry of article',
    loadRows: (ids) =>
      this.reader.selectByKey(
        'live_blog_entry',
        'ownArticleId',
        ids,
        cacheTags.article as (id: number) => string,
        ENTRY_COLUMNS,
        LiveBlogEntry,
      ) as Promise<LiveBlogEntry[]>,
    getKey: ({ ownArticleId }) => ownArticleId as number,
    getTags: (id, entry) => [cacheTags.article(id), ...(entry ? getEntryTags(entry.id, entry) : [])],
  });

  /** Loads the authors of entries, each in the order of the byline. */
  readonly authors = createCachedListLoader(this.reader, {
    name: 'authors of entry',
    loadRows: async (ids: number[]) => {
      const rows = await this.reader.selectByKey(
        'author_of_entry',
        'entryId',
        ids,
        cacheTags.liveBlogEntry,
        AUTHOR_COLUMNS,
        Author,
      );
      return rows.sort((a, b) => a.position - b.position);
    },
    getKey: ({ entryId }) => entryId,
    getTags: (id, authors) => [
      cacheTags.liveBlogEntry(id),
      ...authors.map((author) => cacheTags.author(author.id)),
    ],
  });

  /** Loads the revisions of entries, latest first, from the preview perspective. */
  readonly revisions = createCachedListLoader(this.preview, {
    name: 'revisions of entry',
    loadRows: (ids: number[]) =>
      this.preview.query<{
        entryId: number;
        number: number;
        createdAt: Date;
        keyName: string | null;
        content: unknown;
      }>(
        sql`
        SELECT v.entry_id AS "entryId", v.number, v.created_at AS "createdAt", v.key_name AS "keyName", v.content
        FROM ${this.preview.table('live_blog_entry_revision')} v
        WHERE v.entry_id = ANY(${ids}::int[]) ORDER BY v.number DESC`,
        [],
      ),
    getKey: ({ entryId }) => entryId,
    getTags: () => [],
  });

  /** Loads the pinned entry of a live blog; null if there is none that readers can see. */
  loadPinned({ pinnedId }: LiveBlog): MaybePromise<LiveBlogEntry | null> {
    return pinnedId === null ? null : this.entry.load(pinnedId);
  }

  /** Limits the lifetime of a response with a position in the change log, which is pruned after some days. */
  limitCursor(): void {
    this.reader.limitTtl(MAX_CURSOR_AGE_MS);
  }

  loadUpdatedAt(id: number): MaybePromise<Date | null> {
    return mapMaybePromise(this.updates.load(id), (row) => row?.updatedAt ?? null);
  }
}

/** Returns the cache tags of an entry. One that is missing can appear when an article is published or changes its kind. */
function getEntryTags(id: number, entry: LiveBlogEntry | null): string[] {
  const others = entry
    ? [cacheTags.article(entry.articleId)]
    : [cacheTags.slugs, cacheTags.filteredByField('kind')];
  return [cacheTags.liveBlogEntry(id), ...others];
}
