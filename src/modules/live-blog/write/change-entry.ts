import { cacheTags } from '../../../cache/cache-tags.js';
import type { RenderedBody } from '../../../content/render-worker.js';
import type { LiveBlogEntry, Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import type { EntryContent, StoredCorrection } from '../entry-content.js';
import { announceEntry, findListTags, getSetTags, saveLiveBlog } from './announce.js';
import { listAuthorIds, trackPublicAuthors } from './entry-authors.js';
import type { FoundEntry, LiveBlogState } from './find-live-blog.js';
import { createEntry, type EntryChange, type EntryOrigin, type NewEntry, updateEntry } from './save-entry.js';

/** An entry to create. */
export interface EntryToAdd {
  data: Omit<NewEntry, 'corrections'>;
  content: EntryContent;
  body: RenderedBody;
  corrections?: StoredCorrection[];
}

/** Creates an entry. If it is public, the coverage begins with it, unless it has begun before. */
export async function addEntry(
  tx: Transaction,
  blog: LiveBlogState,
  { data, content, body, corrections = [] }: EntryToAdd,
  origin: EntryOrigin,
): Promise<LiveBlogEntry> {
  const entry = await createEntry(tx, { ...data, isPublic: false, corrections }, content, body, origin);
  if (!data.isPublic) return entry;
  return publishEntry(tx, { entry, blog }, { isPublic: true }, origin.at);
}

/** Makes an entry public, and announces it. */
export async function publishEntry(
  tx: Transaction,
  { entry, blog }: FoundEntry,
  data: Prisma.LiveBlogEntryUpdateInput,
  at: Date,
): Promise<LiveBlogEntry> {
  const authorTags = await trackPublicAuthors(tx, await listAuthorIds(tx, entry.id), async () => {
    await tx.liveBlogEntry.update({ where: { id: entry.id }, data });
  });
  const published = await tx.liveBlogEntry.findUniqueOrThrow({ where: { id: entry.id } });
  if (blog.startedAt === null)
    await saveLiveBlog(tx, blog, { kind: 'STARTED', at, data: { startedAt: published.publishedAt } });
  const tags = [...(await findListTags(tx, published)), ...authorTags];
  await announceEntry(tx, blog, { kind: 'PUBLISHED', id: entry.id, at, tags });
  return published;
}

/** Hides an entry from readers, and announces it. A pinned entry is no longer pinned. */
export async function retractEntry(
  tx: Transaction,
  { entry, blog }: FoundEntry,
  at: Date,
): Promise<LiveBlogEntry> {
  const { id, articleId } = entry;
  const authorTags = await trackPublicAuthors(tx, await listAuthorIds(tx, id), async () => {
    const data = { isPublic: false, retractedAt: at, updatedAt: at };
    await tx.liveBlogEntry.update({ where: { id }, data });
  });
  const isPinned = blog.pinnedId === id;
  if (isPinned) await tx.liveBlog.update({ where: { articleId }, data: { pinnedId: null } });
  const pinTags = isPinned ? [cacheTags.liveBlog(articleId)] : [];
  const tags = [...getSetTags(entry), ...authorTags, ...pinTags];
  await announceEntry(tx, blog, { kind: 'UNPUBLISHED', id, at, tags });
  return tx.liveBlogEntry.findUniqueOrThrow({ where: { id } });
}

/** Saves the next revision of an entry, and announces it if the entry is public. */
export async function changeEntry(
  tx: Transaction,
  { entry, blog }: FoundEntry,
  change: EntryChange,
  origin: EntryOrigin,
): Promise<LiveBlogEntry> {
  const { id, articleId, isPublic, isKeyEvent } = entry;
  const authorIds = change.authorIds && [...(await listAuthorIds(tx, id)), ...change.authorIds];
  const authorTags = await trackPublicAuthors(tx, authorIds ?? [], async () => {
    await updateEntry(tx, entry, change, origin);
  });
  if (isPublic) {
    const isSameSet = change.content.isKeyEvent === isKeyEvent;
    const tags = [...authorTags, ...(isSameSet ? [] : [cacheTags.liveBlogKeyEvents(articleId)])];
    await announceEntry(tx, blog, { kind: 'UPDATED', id, at: origin.at, tags });
  }
  return tx.liveBlogEntry.findUniqueOrThrow({ where: { id } });
}
