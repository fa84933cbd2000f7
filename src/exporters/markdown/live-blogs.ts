import type { Prisma } from '../../database/generated/client.js';
import type { EntryContent, StoredCorrection } from '../../modules/live-blog/entry-content.js';
import { LIVE_BLOG_KIND } from '../../modules/live-blog/live-blog-kind.js';
import type { ExternalEntry, ExternalLiveBlog } from '../../modules/live-blog/write/external-live-blog.js';
import { getReferenceName } from './spelling.js';

const ENTRY_INCLUDE = {
  body: { select: { markdown: true } },
  authors: { select: { author: { select: { slug: true, name: true } } }, orderBy: { position: 'asc' } },
  ownArticle: { select: { slug: true } },
  revisions: { select: { content: true }, orderBy: { number: 'desc' }, take: 1 },
} as const satisfies Prisma.LiveBlogEntryInclude;

type EntryRow = Prisma.LiveBlogEntryGetPayload<{ include: typeof ENTRY_INCLUDE }>;

/** Loads the live blogs of those articles that have one, by ID. */
export async function loadLiveBlogs(
  tx: Prisma.TransactionClient,
  articles: readonly { id: number; kind: string }[],
): Promise<Map<number, ExternalLiveBlog>> {
  const ids = articles.flatMap(({ id, kind }) => (kind === LIVE_BLOG_KIND ? [id] : []));
  const blogs = new Map<number, ExternalLiveBlog>();
  for (const articleId of ids) {
    const blog = await tx.liveBlog.findUnique({ where: { articleId } });
    const orderBy = [{ publishedAt: 'asc' }, { id: 'asc' }] as const;
    const rows = await tx.liveBlogEntry.findMany({
      where: { articleId },
      include: ENTRY_INCLUDE,
      orderBy: [...orderBy],
    });
    if (!blog && rows.length === 0) continue;
    const pinned = rows.find(({ id }) => id === blog?.pinnedId);
    blogs.set(articleId, {
      startedAt: blog?.startedAt ?? null,
      endedAt: blog?.endedAt ?? null,
      summary: (blog?.summary as { markdown: string } | null)?.markdown.trimEnd() ?? null,
      pinned: pinned ? getKey(pinned) : null,
      entries: rows.map(toExternalEntry),
    });
  }
  return blogs;
}

/** Returns the values of the field `liveBlog` in front matter. */
export function formatLiveBlog({ startedAt, endedAt, summary, pinned, entries }: ExternalLiveBlog): object {
  return omitMissing({
    startedAt: startedAt?.toISOString(),
    endedAt: endedAt?.toISOString(),
    summary,
    pinned,
    entries: entries.length > 0 ? entries.map(formatEntry) : null,
  });
}

function formatEntry(entry: ExternalEntry): object {
  const { key, publishedAt, updatedAt, title, body, authors, isKeyEvent, isDraft, retractedAt } = entry;
  const corrections = entry.corrections.map(({ at, text }) => ({ at: at.toISOString(), text }));
  return omitMissing({
    id: entry.id,
    key,
    at: publishedAt.toISOString(),
    updated: updatedAt?.toISOString(),
    title,
    authors: authors.length > 0 ? authors : null,
    keyEvent: isKeyEvent || null,
    draft: isDraft || null,
    retracted: retractedAt?.toISOString(),
    article: entry.article,
    corrections: corrections.length > 0 ? corrections : null,
    body: body.text === '' ? null : body.text,
  });
}

function toExternalEntry(row: EntryRow): ExternalEntry {
  const { publishedAt, updatedAt, title, isKeyEvent, isPublic, retractedAt, ownArticle } = row;
  const corrections = row.corrections as unknown as StoredCorrection[];
  return {
    id: row.id,
    key: getKey(row),
    publishedAt,
    updatedAt,
    title,
    body: { format: 'markdown', text: getMarkdown(row) },
    authors: row.authors.map(({ author }) => getReferenceName(author)),
    isKeyEvent,
    isDraft: !isPublic,
    retractedAt,
    corrections: corrections.map(({ text, at }) => ({ text, at: new Date(at) })),
    article: ownArticle?.slug ?? null,
  };
}

/** Returns the text that was given, if it is Markdown, else the Markdown that renders to the same HTML. */
function getMarkdown({ body, revisions }: EntryRow): string {
  const source = (revisions[0]?.content as unknown as EntryContent | undefined)?.body;
  const text = source?.format === 'markdown' ? source.text : (body?.markdown ?? '');
  return text.replace(/\r\n?/g, '\n').trimEnd();
}

/** Returns the key of an entry. One that was added without gets a key that no other entry of its live blog has. */
function getKey({ id, key }: { id: number; key: string | null }): string {
  return key ?? `entry-${id}`;
}

function omitMissing(fields: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
