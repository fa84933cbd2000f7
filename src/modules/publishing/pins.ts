import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import { appendChange, snapshotArticle } from '../../mutations/affected-tags.js';
import { createUserErrorException, UserErrorException } from '../../mutations/article-content.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId } from '../../shared/global-id.js';

/** Most articles that can be pinned to one. */
export const MAX_PINS = 20;

/** The articles that global ids name. Throws ContentRejected telling every id that cannot be pinned to `articleId`. */
export async function parsePinnedIds(
  tx: Transaction,
  articleId: number,
  globalIds: string[],
): Promise<number[]> {
  if (globalIds.length > MAX_PINS) {
    throw createUserErrorException(`At most ${MAX_PINS}.`, UserErrorCode.TOO_LONG, ['articleIds']);
  }
  const ids = globalIds.map((globalId) => {
    const key = parseGlobalId(globalId);
    return key?.type === 'Article' ? key.id : null;
  });
  const named = ids.filter((id) => id !== null);
  const drafts = await tx.draft.findMany({ where: { id: { in: named } }, select: { id: true } });
  const existing = new Set(drafts.map(({ id }) => id));
  const errors = ids.flatMap((id, i): UserError[] => {
    const createError = (message: string, code: UserErrorCode) => [
      { message, code, field: ['articleIds', String(i)] },
    ];
    if (id === null || !existing.has(id))
      return createError('There is no such article.', UserErrorCode.NOT_FOUND);
    if (id === articleId) return createError('An article is not related to itself.', UserErrorCode.INVALID);
    return ids.indexOf(id) < i ? createError('It is pinned already.', UserErrorCode.INVALID) : [];
  });
  const [first, ...others] = errors;
  if (first) throw new UserErrorException([first, ...others]);
  return named;
}

/**
 * Pins these articles to another, first to last, in place of those that were. Pins are no part of what an
 * article says, so that they make no revision: they hold at once, and are in the audit.
 */
export async function replacePins(tx: Transaction, articleId: number, pinnedIds: number[]): Promise<void> {
  const pins = await tx.articlePin.findMany({ where: { articleId }, orderBy: { position: 'asc' } });
  if (
    isDeepStrictEqual(
      pins.map(({ pinnedId }) => pinnedId),
      pinnedIds,
    )
  )
    return;
  await tx.articlePin.deleteMany({ where: { articleId } });
  const rows = pinnedIds.map((pinnedId, position) => ({ articleId, pinnedId, position }));
  await tx.articlePin.createMany({ data: rows });
  const snapshot = await snapshotArticle(tx, articleId);
  if (!snapshot) return;
  await appendChange(tx, {
    kind: 'PINNED',
    nodeType: 'Article',
    nodeId: articleId,
    keys: [cacheTags.related(articleId)],
    before: snapshot,
    after: snapshot,
  });
}

/** The same by slugs, as other systems name articles. */
export async function pinBySlugs(tx: Transaction, slug: string, pinned: string[]): Promise<void> {
  const drafts = await tx.draft.findMany({
    where: { slug: { in: [slug, ...pinned] } },
    select: { id: true, slug: true },
  });
  const ids = new Map(drafts.map((draft) => [draft.slug, draft.id]));
  const articleId = ids.get(slug);
  const others = pinned.flatMap((other) => ids.get(other) ?? []).filter((id) => id !== articleId);
  if (articleId !== undefined) await replacePins(tx, articleId, [...new Set(others)].slice(0, MAX_PINS));
}
