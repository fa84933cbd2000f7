import type { Draft, LiveBlog, LiveBlogEntry } from '../../../database/generated/client.js';
import type { Actor } from '../../../mutations/actor.js';
import { findByGlobalId } from '../../../mutations/find-by-global-id.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { assertInLimits } from '../../editing/assert-in-limits.js';
import { LIVE_BLOG_KIND } from '../live-blog-kind.js';

/** A live blog and its article. */
export interface LiveBlogState extends Pick<LiveBlog, 'startedAt' | 'endedAt' | 'pinnedId'> {
  articleId: number;
  draft: Draft;
  /** Location of the published article; null unless readers see the live blog. */
  location: { slug: string; path: string } | null;
}

/** An entry and its live blog. */
export interface FoundEntry {
  entry: LiveBlogEntry;
  blog: LiveBlogState;
}

/**
 * Finds the live blog of an article by its global ID. Throws UserErrorException unless the article exists, is of the
 * kind, and within the limits of the API key.
 */
export async function findLiveBlog(
  tx: Transaction,
  actor: Actor,
  globalId: string,
  field = ['id'],
): Promise<LiveBlogState> {
  const find = (id: number) => tx.draft.findUnique({ where: { id } });
  const draft = await findByGlobalId('Article', globalId, find, 'article', field);
  if (draft.kind !== LIVE_BLOG_KIND) {
    const message = `The article is of the kind ${draft.kind}. Set its kind to ${LIVE_BLOG_KIND} first.`;
    throw createUserErrorException(message, UserErrorCode.INVALID, field);
  }
  await assertInLimits(tx, actor, draft.id, field);
  return loadState(tx, draft);
}

/** Finds an entry by its global ID, with its live blog. Throws UserErrorException. */
export async function findEntry(tx: Transaction, actor: Actor, globalId: string): Promise<FoundEntry> {
  const find = (id: number) => tx.liveBlogEntry.findUnique({ where: { id }, include: { draft: true } });
  const { draft, ...entry } = await findByGlobalId('LiveBlogEntry', globalId, find, 'entry');
  await assertInLimits(tx, actor, draft.id, ['id']);
  return { entry, blog: await loadState(tx, draft) };
}

/** Throws UserErrorException with NOT_ALLOWED if the coverage has ended. */
export function assertNotEnded({ endedAt }: LiveBlogState, field: string[]): void {
  if (endedAt === null) return;
  throw createUserErrorException(
    `The live blog ended at ${endedAt.toISOString()}. Start it again with startLiveBlog.`,
    UserErrorCode.NOT_ALLOWED,
    field,
  );
}

export async function loadState(tx: Transaction, draft: Draft): Promise<LiveBlogState> {
  const [blog, article] = await Promise.all([
    tx.liveBlog.findUnique({ where: { articleId: draft.id } }),
    tx.article.findUnique({ where: { id: draft.id }, select: { slug: true, path: true, kind: true } }),
  ]);
  const { startedAt = null, endedAt = null, pinnedId = null } = blog ?? {};
  const location = article?.kind === LIVE_BLOG_KIND ? { slug: article.slug, path: article.path } : null;
  return { articleId: draft.id, draft, startedAt, endedAt, pinnedId, location };
}
