import type { RenderedBody } from '../../../content/render-worker.js';
import type { LiveBlogEntry, Prisma } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { requireValue } from '../../../shared/require-value.js';
import { storeEntryBody } from '../../bodies/entry-bodies.js';
import { findOrCreateAuthors } from '../../taxonomy/write/find-or-create.js';
import type { EntryContent, StoredCorrection } from '../entry-content.js';
import { LIVE_BLOG_LIMITS } from '../live-blog-limits.js';
import { replaceAuthors } from './entry-authors.js';

/** Who saves a revision of an entry, and when. */
export interface EntryOrigin {
  keyId: number | null;
  at: Date;
}

/** Columns of a new entry beside those of its content. */
export type NewEntry = Pick<LiveBlogEntry, 'articleId' | 'key' | 'isPublic' | 'publishedAt'> & {
  corrections?: StoredCorrection[];
  /** ID of the entry, if it has one before. */
  id?: number;
};

/** Creates an entry with its first revision. Returns it. */
export async function createEntry(
  tx: Transaction,
  data: NewEntry,
  content: EntryContent,
  body: RenderedBody,
  origin: EntryOrigin,
): Promise<LiveBlogEntry> {
  const { title, isKeyEvent } = content;
  if (isKeyEvent) await assertRoomForKeyEvent(tx, data.articleId);
  const { corrections = [], ...columns } = data;
  const stored = { corrections: corrections as unknown as Prisma.InputJsonArray };
  const entry = await tx.liveBlogEntry.create({
    data: { ...columns, ...stored, title, isKeyEvent, updatedAt: origin.at },
  });
  await saveRevision(tx, entry, content, origin);
  await storeEntryBody(tx, entry.id, body);
  await replaceAuthors(tx, entry.id, await findAuthorIds(tx, content.authors));
  return entry;
}

/** A next revision of an entry. */
export interface EntryChange {
  content: EntryContent;
  /** The body, if it differs from the one before. */
  body: RenderedBody | null;
  /** IDs of the authors, if they may differ from those before. */
  authorIds: number[] | null;
  corrections: StoredCorrection[] | null;
}

/** Saves the next revision of an entry. Returns it. */
export async function updateEntry(
  tx: Transaction,
  entry: LiveBlogEntry,
  { content, body, authorIds, corrections }: EntryChange,
  origin: EntryOrigin,
): Promise<LiveBlogEntry> {
  const { title, isKeyEvent } = content;
  if (isKeyEvent && !entry.isKeyEvent) await assertRoomForKeyEvent(tx, entry.articleId);
  const added = corrections && { corrections: corrections as unknown as Prisma.InputJsonArray };
  const saved = await tx.liveBlogEntry.update({
    where: { id: entry.id },
    data: { ...added, title, isKeyEvent, updatedAt: origin.at, revision: entry.revision + 1 },
  });
  await saveRevision(tx, saved, content, origin);
  if (body) await storeEntryBody(tx, entry.id, body);
  if (authorIds) await replaceAuthors(tx, entry.id, authorIds);
  return saved;
}

/** Returns the IDs of authors by their names or slugs. Creates those that are missing. */
export async function findAuthorIds(tx: Transaction, names: string[]): Promise<number[]> {
  const [authorIds = []] = await findOrCreateAuthors(tx, [names]);
  return authorIds;
}

/** Loads the content of a revision of an entry, by default of the latest one. */
export async function loadEntryContent(
  tx: Transaction,
  { id, revision }: LiveBlogEntry,
  number = revision,
): Promise<EntryContent> {
  const saved = await tx.liveBlogEntryRevision.findUnique({
    where: { entryId_number: { entryId: id, number } },
  });
  return requireValue(saved, 'Each entry has a revision.').content as unknown as EntryContent;
}

async function saveRevision(
  tx: Transaction,
  { id, revision }: LiveBlogEntry,
  content: EntryContent,
  { keyId, at }: EntryOrigin,
): Promise<void> {
  const stored = content as unknown as Prisma.InputJsonObject;
  await tx.liveBlogEntryRevision.create({
    data: { entryId: id, number: revision, createdAt: at, keyId, content: stored },
  });
}

async function assertRoomForKeyEvent(tx: Transaction, articleId: number): Promise<void> {
  const count = await tx.liveBlogEntry.count({ where: { articleId, isKeyEvent: true } });
  if (count < LIVE_BLOG_LIMITS.keyEvents) return;
  throw createUserErrorException(
    `The live blog has ${LIVE_BLOG_LIMITS.keyEvents} key events, which is the maximum. Change another one first.`,
    UserErrorCode.NOT_ALLOWED,
    ['isKeyEvent'],
  );
}
