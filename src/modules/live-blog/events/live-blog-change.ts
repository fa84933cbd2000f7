import type pg from 'pg';
import { cacheTags } from '../../../cache/cache-tags.js';
import type { ChangeKind, ContentChangeRow } from '../../../changes/change-log.js';
import { encodeCursor } from '../../../changes/events/event-cursor.js';
import type { EventChange } from '../../../changes/events/event-subscriber.js';
import { toGlobalId } from '../../../shared/references/global-id.js';
import { LiveBlogEvent, LiveBlogEventKind } from './live-blog-event.type.js';

/** Change of a live blog, or of an article that can have one. */
export interface LiveBlogChange extends EventChange<LiveBlogEvent> {
  /** ID of the article. */
  blogId: number;
}

/** Kinds of events by the type of the node that changed and the kind of its change. */
const KINDS: Record<string, Partial<Record<ChangeKind, LiveBlogEventKind>>> = {
  LiveBlog: {
    STARTED: LiveBlogEventKind.STARTED,
    UPDATED: LiveBlogEventKind.UPDATED,
    UNPINNED: LiveBlogEventKind.UNPINNED,
    ENDED: LiveBlogEventKind.ENDED,
  },
  LiveBlogEntry: {
    PUBLISHED: LiveBlogEventKind.ADDED,
    UPDATED: LiveBlogEventKind.EDITED,
    UNPUBLISHED: LiveBlogEventKind.RETRACTED,
    PINNED: LiveBlogEventKind.PINNED,
  },
  Article: { UNPUBLISHED: LiveBlogEventKind.UNPUBLISHED, DELETED: LiveBlogEventKind.UNPUBLISHED },
};

const KIND_TAG = cacheTags.filteredByField('kind');

/** Returns true for an event after which a subscription completes. */
export function isLast({ event: { kind } }: LiveBlogChange): boolean {
  return kind === LiveBlogEventKind.ENDED || kind === LiveBlogEventKind.UNPUBLISHED;
}

/** Converts those changes that concern live blogs. */
export async function toLiveBlogChanges(pool: pg.Pool, rows: ContentChangeRow[]): Promise<LiveBlogChange[]> {
  const withoutBlog = await findWithoutBlog(pool, rows.filter(changesKind));
  return rows.flatMap((row) => {
    const kind = withoutBlog.has(row) ? LiveBlogEventKind.UNPUBLISHED : KINDS[row.nodeType]?.[row.kind];
    return kind === undefined ? [] : toLiveBlogChange(row, kind);
  });
}

function toLiveBlogChange(row: ContentChangeRow, kind: LiveBlogEventKind): LiveBlogChange {
  const { sequence, at, nodeType, nodeId, keys } = row;
  const isEntry = nodeType === 'LiveBlogEntry';
  const blogId = isEntry ? parseBlogId(keys) : nodeId;
  const event = Object.assign(new LiveBlogEvent(), {
    cursor: encodeCursor(sequence),
    kind,
    occurredAt: at,
    entryId: isEntry ? toGlobalId(nodeType, nodeId) : null,
    entryNumber: isEntry ? nodeId : null,
    blogNumber: blogId,
  });
  return { sequence, event, blogId };
}

/** Returns the ID of the live blog of an entry, from the cache tags of its change. */
function parseBlogId(keys: string[]): number {
  for (const key of keys) {
    const [, id] = /^live-blog:(\d+):updates$/.exec(key) ?? [];
    if (id !== undefined) return Number(id);
  }
  throw new Error(`The change of an entry names no live blog: ${keys.join(' ')}`);
}

/** Returns true if the kind of an article changed, which may have ended its live blog. */
function changesKind({ nodeType, kind, keys }: ContentChangeRow): boolean {
  return nodeType === 'Article' && KINDS.Article?.[kind] === undefined && keys.includes(KIND_TAG);
}

/** Returns the changes after which articles have no live blog. */
async function findWithoutBlog(
  pool: pg.Pool,
  changes: ContentChangeRow[],
): Promise<ReadonlySet<ContentChangeRow>> {
  if (changes.length === 0) return new Set();
  const { rows } = await pool.query<{ id: number }>(
    'SELECT article_id AS id FROM published.live_blog WHERE article_id = ANY($1::int[])',
    [changes.map(({ nodeId }) => nodeId)],
  );
  const ids = new Set(rows.map(({ id }) => id));
  return new Set(changes.filter(({ nodeId }) => !ids.has(nodeId)));
}
