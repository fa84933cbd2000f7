import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { formatColumns, listColumns, type TableRows } from '../../database/read/table-rows.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { createPerspectiveSource } from '../../shared/lists/list.js';
import { OwnedLists } from '../../shared/lists/owned-lists.js';
import type { ConnectionArgs } from '../../shared/pagination/connection.js';
import {
  buildCursorRange,
  buildLimit,
  buildOrderAndLimit,
  type SortKey,
} from '../../shared/pagination/keyset.js';
import {
  buildConnection,
  type ConnectionPage,
  type PageRequest,
  parsePageArgs,
} from '../../shared/pagination/pagination.js';
import { parseGlobalId } from '../../shared/references/global-id.js';
import { LiveBlogEntry } from './live-blog.type.js';
import { LIVE_BLOG_LIMITS } from './live-blog-limits.js';

const { sql, raw, empty } = Prisma;

export const ENTRY_COLUMNS = listColumns('live_blog_entry') as (keyof TableRows['live_blog_entry'])[];
/** Columns of entries, with the names that they have in TypeScript. */
const ENTRY_SELECT = raw(
  ENTRY_COLUMNS.map((name) => `${formatColumns([name], 'e.')} AS "${name}"`).join(', '),
);
const LATEST_FIRST: SortKey = {
  column: sql`e.published_at`,
  id: sql`e.id`,
  isDescending: true,
  type: 'timestamptz',
};

/** Arguments of a page of entries. */
export interface EntryPageArgs extends ConnectionArgs {
  around?: string | null;
  keyEventsOnly: boolean;
}

/**
 * Reads pages of the entries of live blogs, latest first. A page has the cache tags of its entries, of the one behind it
 * and of the entry of its cursor: a change between two entries invalidates the tags of both.
 */
export class EntryPages {
  constructor(private readonly reader: ReadClient) {}

  private readonly lists = new OwnedLists(createPerspectiveSource(this.reader));

  /** Returns a page of the entries of a live blog. Throws BadUserInputError for invalid arguments. */
  async list(blogId: number, args: EntryPageArgs): Promise<ConnectionPage<LiveBlogEntry>> {
    const page = await (args.around == null
      ? this.listByCursor(blogId, args)
      : this.listAround(blogId, args));
    const { keyEventsOnly } = args;
    if (keyEventsOnly || page.nodes.length === 0) this.trackSet(blogId, keyEventsOnly);
    return page;
  }

  /** Lists all key events of a live blog, latest first. */
  async listKeyEvents(blogId: number): Promise<LiveBlogEntry[]> {
    this.trackSet(blogId, true);
    const order = sql`ORDER BY e.published_at DESC, e.id DESC ${buildLimit(LIVE_BLOG_LIMITS.keyEvents)}`;
    const entries = await this.read(blogId, sql`SELECT ${ENTRY_SELECT} ${this.buildFrom(true)} ${order}`);
    this.trackEntries(entries);
    return entries;
  }

  private async listByCursor(blogId: number, args: EntryPageArgs): Promise<ConnectionPage<LiveBlogEntry>> {
    const page = parsePageArgs(`entries of live blog ${blogId}`, args);
    const { after, before, isBackwards } = page;
    const rows = await this.read(
      blogId,
      sql`SELECT ${ENTRY_SELECT} ${this.buildFrom(args.keyEventsOnly)}
        ${buildCursorRange(LATEST_FIRST, page)} ${buildOrderAndLimit(LATEST_FIRST, page)}`,
    );
    const shown = rows.slice(0, page.size + 1);
    this.trackEntries([...shown, ...[after, before].filter((position) => position !== null)]);
    if (!(isBackwards ? before : after)) this.reader.trackTags([cacheTags.liveBlogHead(blogId)]);
    return this.build(blogId, args, page, shown);
  }

  private async listAround(blogId: number, args: EntryPageArgs): Promise<ConnectionPage<LiveBlogEntry>> {
    const { around, keyEventsOnly, ...others } = args;
    const id = parseAround(around, others);
    const page = parsePageArgs(`entries of live blog ${blogId}`, { first: args.first ?? null });
    const newer = Math.floor(page.size / 2);
    const rows = await this.read(
      blogId,
      sql`(SELECT ${ENTRY_SELECT}, true AS "isNewer" ${this.buildFrom(keyEventsOnly)} AND ${this.comparePosition(sql`>`, id)}
          ORDER BY e.published_at, e.id ${buildLimit(newer + 1)})
        UNION ALL
        (SELECT ${ENTRY_SELECT}, false ${this.buildFrom(keyEventsOnly)} AND ${this.comparePosition(sql`<=`, id)}
          ORDER BY e.published_at DESC, e.id DESC ${buildLimit(page.size + 1)})`,
    );
    this.reader.trackTags([cacheTags.liveBlogEntry(id)]);
    return this.buildAround(blogId, args, page, rows as (LiveBlogEntry & { isNewer: boolean })[]);
  }

  private buildAround(
    blogId: number,
    args: EntryPageArgs,
    page: PageRequest,
    rows: (LiveBlogEntry & { isNewer: boolean })[],
  ): ConnectionPage<LiveBlogEntry> {
    const newer = rows.filter(({ isNewer }) => isNewer);
    const older = rows.filter(({ isNewer }) => !isNewer);
    // Fewer newer entries leave room for older ones.
    const newerSize = Math.min(newer.length, Math.floor(page.size / 2));
    const shownNewer = newer.slice(0, newerSize).reverse();
    const shown = [...shownNewer, ...older.slice(0, page.size - newerSize + 1)];
    this.trackEntries([...shown, ...newer.slice(newerSize, newerSize + 1)]);
    const built = this.build(blogId, args, page, shown);
    built.pageInfo.hasPreviousPage = newer.length > newerSize;
    return built;
  }

  private build(
    blogId: number,
    { keyEventsOnly }: EntryPageArgs,
    page: PageRequest,
    rows: LiveBlogEntry[],
  ): ConnectionPage<LiveBlogEntry> {
    const getPosition = ({ publishedAt, id }: LiveBlogEntry) => ({ value: publishedAt.toISOString(), id });
    return buildConnection(page, rows, getPosition, () => this.count(blogId, keyEventsOnly));
  }

  private async count(blogId: number, keyEventsOnly: boolean): Promise<number> {
    this.trackSet(blogId, keyEventsOnly);
    const statement = sql`SELECT count(*)::int AS count ${this.buildFrom(keyEventsOnly)}`;
    const [counted] = await this.lists.of(blogId).query<{ count: number }>(statement, [], null);
    return counted?.count ?? 0;
  }

  private async read(blogId: number, statement: Prisma.Sql): Promise<LiveBlogEntry[]> {
    const rows = await this.lists.of(blogId, [cacheTags.article(blogId)]).query<object>(statement, [], null);
    return rows.map((row) => Object.assign(new LiveBlogEntry(), row));
  }

  private buildFrom(keyEventsOnly: boolean): Prisma.Sql {
    const table = this.reader.rowsWithDraft(
      'live_blog_entry',
      ENTRY_COLUMNS.map((name) => formatColumns([name]).slice(1, -1)),
    );
    return sql`FROM ${table} e WHERE e.article_id = k.id ${keyEventsOnly ? sql`AND e.is_key_event` : empty}`;
  }

  /** Builds the comparison of an entry with the position of another one. */
  private comparePosition(operator: Prisma.Sql, id: number): Prisma.Sql {
    const table = this.reader.rowsWithDraft('live_blog_entry', ['id', 'article_id', 'published_at']);
    return sql`(e.published_at, e.id) ${operator} (
      SELECT p.published_at, p.id FROM ${table} p WHERE p.id = ${id}::int AND p.article_id = k.id)`;
  }

  private trackEntries(entries: readonly { id: number }[]): void {
    this.reader.trackTags(entries.map(({ id }) => cacheTags.liveBlogEntry(id)));
  }

  private trackSet(blogId: number, keyEventsOnly: boolean): void {
    const getTag = keyEventsOnly ? cacheTags.liveBlogKeyEvents : cacheTags.liveBlogCount;
    this.reader.trackTags([getTag(blogId)]);
  }
}

/** Returns the ID of the entry that a page is around. Throws BadUserInputError. */
function parseAround(around: string | null | undefined, { after, before, last }: ConnectionArgs): number {
  if (after != null || before != null || last != null)
    throw new BadUserInputError(
      'around cannot be combined with after, before or last. Give around and first.',
    );
  const key = parseGlobalId(around ?? '');
  if (key?.type === 'LiveBlogEntry') return key.id;
  throw new BadUserInputError(
    'around: this is not the ID of a LiveBlogEntry. Give the field id of an entry.',
  );
}
