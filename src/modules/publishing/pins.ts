import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import { appendChange, snapshotArticle } from '../../mutations/affected-tags.js';
import { createUserErrorException, UserErrorException } from '../../mutations/article-content.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId } from '../../shared/global-id.js';

/** Maximum number of articles pinned to another. */
export const MAX_PINS = 20;

/**
 * Parses the global IDs of articles to pin. Throws UserErrorException with an error for each that cannot be
 * pinned to `articleId`.
 */
export async function parsePinnedIds(
  tx: Transaction,
  articleId: number,
  globalIds: string[],
): Promise<number[]> {
  if (globalIds.length > MAX_PINS) {
    throw createUserErrorException(
      `There must be at most ${MAX_PINS} pinned articles.`,
      UserErrorCode.TOO_LONG,
      ['articleIds'],
    );
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
      return createError('The article was not found.', UserErrorCode.NOT_FOUND);
    if (id === articleId) return createError('An article cannot be pinned to itself.', UserErrorCode.INVALID);
    return ids.indexOf(id) < i ? createError('The article is listed twice.', UserErrorCode.INVALID) : [];
  });
  const [first, ...others] = errors;
  if (first) throw new UserErrorException([first, ...others]);
  return named;
}

/**
 * Replaces the pins of an article, in order. Pins are not part of its content: they make no revision, take
 * effect at once and appear in the audit log.
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

/** Replaces the pins of an article by slug, for imports. Unknown slugs are ignored. */
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
