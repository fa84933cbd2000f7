import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../../cache/cache-tags.js';
import { ContentRefusedError } from '../../../content/content-error.js';
import { renderInWorker } from '../../../content/prerender.js';
import type { RenderedBody } from '../../../content/render-worker.js';
import type { RichTextSource } from '../../../content/rich-text.js';
import { type LiveBlogEntry, Prisma } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../../mutations/write-lock.js';
import type { EntryContent, StoredCorrection } from '../entry-content.js';
import { LIVE_BLOG_KIND } from '../live-blog-kind.js';
import { announceEntry, saveLiveBlog } from './announce.js';
import { addEntry, changeEntry, publishEntry, retractEntry } from './change-entry.js';
import { buildSummary } from './entry-input.js';
import type { ExternalEntry, ExternalLiveBlog } from './external-live-blog.js';
import { type LiveBlogState, loadState } from './find-live-blog.js';
import { findAuthorIds, loadEntryContent } from './save-entry.js';

/**
 * Replaces the live blog of an imported article by that of its source. Entries that the source no longer has are
 * retracted. Returns the reasons why parts of it were left out.
 */
export async function importLiveBlog(
  tx: Transaction,
  articleId: number,
  external: ExternalLiveBlog,
): Promise<string[]> {
  const draft = await tx.draft.findUniqueOrThrow({ where: { id: articleId } });
  if (draft.kind !== LIVE_BLOG_KIND) return ['the live blog was ignored: the kind of the article is another'];
  const blog = await loadState(tx, draft);
  const at = await readDatabaseClock(tx);
  await saveState(tx, blog, external, at);
  // The coverage does not begin with the first entry.
  const saved = { ...blog, startedAt: external.startedAt ?? blog.startedAt };
  const reasons: string[] = [];
  for (const entry of external.entries)
    reasons.push(...(await importEntry(tx, saved, entry, at).catch(explainRefusal(entry))));
  await retractMissing(tx, blog, external, at);
  await savePin(tx, blog, external.pinned, at);
  await restoreUpdatedAt(tx, articleId, external);
  return reasons;
}

/** Links entries to the articles that were made of them, by slug, when all articles exist. */
export async function linkEntries(
  tx: Transaction,
  slug: string,
  entries: Pick<ExternalEntry, 'key' | 'article'>[],
): Promise<void> {
  const draft = await tx.draft.findFirst({ where: { slug }, orderBy: { id: 'asc' } });
  if (!draft) return;
  const blog = await loadState(tx, draft);
  const at = await readDatabaseClock(tx);
  for (const { key, article } of entries) {
    if (article === null) continue;
    const own = await tx.draft.findFirst({
      where: { slug: article },
      orderBy: { id: 'asc' },
      include: { brokenOutOf: true },
    });
    const entry = await tx.liveBlogEntry.findUnique({
      where: { articleId_key: { articleId: draft.id, key } },
    });
    if (!own || !entry || own.brokenOutOf || entry.ownArticleId !== null) continue;
    await tx.liveBlogEntry.update({ where: { id: entry.id }, data: { ownArticleId: own.id } });
    const tags = [cacheTags.article(own.id)];
    if (entry.isPublic) await announceEntry(tx, blog, { kind: 'UPDATED', id: entry.id, at, tags });
  }
}

async function saveState(
  tx: Transaction,
  blog: LiveBlogState,
  { startedAt, endedAt, summary }: ExternalLiveBlog,
  at: Date,
): Promise<void> {
  const stored = await tx.liveBlog.findUnique({ where: { articleId: blog.articleId } });
  const forms = summary === null ? null : await buildSummary({ format: 'markdown', text: summary });
  const isSame =
    isDeepStrictEqual([stored?.startedAt ?? null, stored?.endedAt ?? null], [startedAt, endedAt]) &&
    isDeepStrictEqual(stored?.summary ?? null, forms);
  if (stored && isSame) return;
  const data = { startedAt, endedAt, summary: forms ?? Prisma.DbNull };
  const kind = endedAt !== null && blog.endedAt === null ? 'ENDED' : 'UPDATED';
  await saveLiveBlog(tx, blog, { kind, at, data });
}

async function importEntry(
  tx: Transaction,
  blog: LiveBlogState,
  external: ExternalEntry,
  at: Date,
): Promise<string[]> {
  const { articleId } = blog;
  const { key, title, body, authors, isKeyEvent } = external;
  const content: EntryContent = { title, body, authors, isKeyEvent };
  const existing = await tx.liveBlogEntry.findUnique({ where: { articleId_key: { articleId, key } } });
  const entry = existing
    ? await updateExisting(tx, { entry: existing, blog }, external, content, at)
    : await createNew(tx, blog, external, content, at);
  const times = {
    publishedAt: external.publishedAt,
    updatedAt: external.updatedAt ?? external.publishedAt,
    retractedAt: external.isDraft ? external.retractedAt : null,
  };
  await tx.liveBlogEntry.update({ where: { id: entry.id }, data: times });
  return [];
}

async function createNew(
  tx: Transaction,
  blog: LiveBlogState,
  { id, key, publishedAt, isDraft, corrections }: ExternalEntry,
  content: EntryContent,
  at: Date,
): Promise<LiveBlogEntry> {
  const body = await renderImported(content.body);
  const freeId = id === null ? null : await takeFreeId(tx, id);
  const data = {
    articleId: blog.articleId,
    key,
    isPublic: !isDraft,
    publishedAt,
    ...(freeId !== null && { id: freeId }),
  };
  const stored = toStoredCorrections(corrections);
  return addEntry(tx, blog, { data, content, body, corrections: stored }, { keyId: null, at });
}

/** Returns an ID if no entry has it, and keeps the sequence from giving it to another one; null if it is taken. */
async function takeFreeId(tx: Transaction, id: number): Promise<number | null> {
  if (await tx.liveBlogEntry.findUnique({ where: { id }, select: { id: true } })) return null;
  await tx.$executeRaw`
    SELECT setval(pg_get_serial_sequence('live_blog_entry', 'id'),
      greatest(${id}::bigint, (SELECT last_value FROM live_blog_entry_id_seq)))`;
  return id;
}

async function updateExisting(
  tx: Transaction,
  state: { entry: LiveBlogEntry; blog: LiveBlogState },
  external: ExternalEntry,
  content: EntryContent,
  at: Date,
): Promise<LiveBlogEntry> {
  const { entry } = state;
  const before = await loadEntryContent(tx, entry);
  const corrections = toStoredCorrections(external.corrections);
  const isSame = isDeepStrictEqual(content, before) && isDeepStrictEqual(entry.corrections, corrections);
  const changed = isSame
    ? entry
    : await changeEntry(
        tx,
        state,
        {
          content,
          body: isDeepStrictEqual(content.body, before.body) ? null : await renderImported(content.body),
          authorIds: await findAuthorIds(tx, content.authors),
          corrections,
        },
        { keyId: null, at },
      );
  if (changed.isPublic === !external.isDraft) return changed;
  const next = { ...state, entry: changed };
  if (external.isDraft) return retractEntry(tx, next, at);
  return publishEntry(tx, next, { isPublic: true, publishedAt: external.publishedAt, updatedAt: at }, at);
}

async function retractMissing(
  tx: Transaction,
  blog: LiveBlogState,
  { entries }: ExternalLiveBlog,
  at: Date,
): Promise<void> {
  const keys = entries.map(({ key }) => key);
  const where = { articleId: blog.articleId, isPublic: true, OR: [{ key: null }, { key: { notIn: keys } }] };
  for (const entry of await tx.liveBlogEntry.findMany({ where })) await retractEntry(tx, { entry, blog }, at);
}

async function savePin(tx: Transaction, blog: LiveBlogState, key: string | null, at: Date): Promise<void> {
  const { articleId } = blog;
  const entry =
    key === null ? null : await tx.liveBlogEntry.findUnique({ where: { articleId_key: { articleId, key } } });
  const pinnedId = entry?.isPublic ? entry.id : null;
  if (pinnedId === blog.pinnedId) return;
  await saveLiveBlog(tx, blog, { kind: 'UPDATED', at, data: { pinnedId } });
}

/** Sets the time of the last change to that of the source. */
async function restoreUpdatedAt(
  tx: Transaction,
  articleId: number,
  { startedAt, endedAt, entries }: ExternalLiveBlog,
): Promise<void> {
  const changes = entries.map(({ updatedAt, publishedAt }) => updatedAt ?? publishedAt);
  const times = [startedAt, endedAt, ...changes].flatMap((time) => time?.getTime() ?? []);
  if (times.length === 0) return;
  const updatedAt = new Date(Math.max(...times));
  await tx.liveBlog.updateMany({ where: { articleId }, data: { updatedAt } });
}

function toStoredCorrections(corrections: ExternalEntry['corrections']): StoredCorrection[] {
  return corrections.map(({ text, at }) => ({ text, at: at.toISOString() }));
}

/** Renders a text. The import reports what it loses. Throws UserErrorException if it is too long. */
async function renderImported(source: RichTextSource): Promise<RenderedBody> {
  return renderInWorker(source).catch((error: unknown) => {
    if (!(error instanceof ContentRefusedError)) throw error;
    throw createUserErrorException(error.message, UserErrorCode.TOO_LONG, ['body']);
  });
}

/** Returns a function that makes a reason of a refused entry. */
function explainRefusal({ key }: ExternalEntry): (error: unknown) => string[] {
  return (error) => {
    if (!(error instanceof UserErrorException)) throw error;
    return [`the entry ${key} was left out: ${error.message}`];
  };
}
