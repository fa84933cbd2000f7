import { cacheTags } from '../../../cache/cache-tags.js';
import type { ChangeKind } from '../../../changes/change-log.js';
import { type LiveBlogEntry, Prisma } from '../../../database/generated/client.js';
import { appendChange } from '../../../mutations/append-change.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { LiveBlogState } from './find-live-blog.js';

const { sql, raw, join } = Prisma;

type BlogData = Omit<Prisma.LiveBlogUncheckedCreateInput, 'articleId' | 'updatedAt'>;

/** Saves the state of a live blog, and announces the change if readers see it. */
export async function saveLiveBlog(
  tx: Transaction,
  blog: LiveBlogState,
  change: { kind: ChangeKind; at: Date; data: BlogData },
): Promise<void> {
  await touchLiveBlog(tx, blog, change.at, change.data);
  await announce(tx, blog, change.kind, 'LiveBlog', blog.articleId, [cacheTags.liveBlog(blog.articleId)]);
}

/** Announces a change of an entry that readers see, or saw before it. */
export async function announceEntry(
  tx: Transaction,
  blog: LiveBlogState,
  { kind, id, at, tags }: { kind: ChangeKind; id: number; at: Date; tags: string[] },
): Promise<void> {
  await touchLiveBlog(tx, blog, at);
  await announce(tx, blog, kind, 'LiveBlogEntry', id, [cacheTags.liveBlogEntry(id), ...tags]);
}

/** Returns the cache tags of lists that get an entry. */
export async function findListTags(tx: Transaction, entry: LiveBlogEntry): Promise<string[]> {
  const neighbours = await findNeighbours(tx, entry);
  const isLatest = !neighbours.some(({ isNewer, isPublic }) => isNewer && isPublic);
  return [
    ...getSetTags(entry),
    ...neighbours.map(({ id }) => cacheTags.liveBlogEntry(id)),
    ...(isLatest ? [cacheTags.liveBlogHead(entry.articleId)] : []),
  ];
}

/** Returns the cache tags of the sets that an entry enters or leaves. Pages that show it have that of the entry. */
export function getSetTags({ articleId, isKeyEvent, ownArticleId }: LiveBlogEntry): string[] {
  return [
    cacheTags.liveBlogCount(articleId),
    ...(isKeyEvent ? [cacheTags.liveBlogKeyEvents(articleId)] : []),
    ...(ownArticleId === null ? [] : [cacheTags.article(ownArticleId)]),
  ];
}

/**
 * Finds the entries just before and just after another one, of all and of those that readers see: pages that end at one
 * of them have its cache tag.
 */
async function findNeighbours(
  tx: Transaction,
  { id, articleId, publishedAt }: Pick<LiveBlogEntry, 'id' | 'articleId' | 'publishedAt'>,
): Promise<{ id: number; isNewer: boolean; isPublic: boolean }[]> {
  const select = (isNewer: boolean, isPublic: boolean) => sql`
    (SELECT id, ${isNewer}::boolean AS "isNewer", is_public AS "isPublic" FROM live_blog_entry
      WHERE article_id = ${articleId} AND (is_public OR NOT ${isPublic})
        AND (published_at, id) ${raw(isNewer ? '>' : '<')} (${publishedAt}::timestamptz, ${id}::int)
      ORDER BY published_at ${raw(isNewer ? '' : 'DESC')}, id ${raw(isNewer ? '' : 'DESC')} LIMIT 1)`;
  const selects = [select(true, true), select(true, false), select(false, true), select(false, false)];
  return tx.$queryRaw(join(selects, ' UNION ALL '));
}

async function touchLiveBlog(
  tx: Transaction,
  { articleId }: LiveBlogState,
  updatedAt: Date,
  data: BlogData = {},
): Promise<void> {
  const columns = { ...data, updatedAt };
  await tx.liveBlog.upsert({ where: { articleId }, create: { articleId, ...columns }, update: columns });
}

async function announce(
  tx: Transaction,
  { articleId, location }: LiveBlogState,
  kind: ChangeKind,
  nodeType: 'LiveBlog' | 'LiveBlogEntry',
  nodeId: number,
  tags: string[],
): Promise<void> {
  if (!location) return;
  const keys = [cacheTags.liveBlogs, cacheTags.liveBlogUpdates(articleId), ...tags];
  await appendChange(tx, { kind, nodeType, nodeId, keys, before: location, after: location });
}
