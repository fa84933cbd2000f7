import { isDeepStrictEqual } from 'node:util';
import { cacheTags } from '../../cache/cache-tags.js';
import { appendChange } from '../../mutations/append-change.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { describeMissing, findReferencedRow, parseReference } from '../../shared/references/reference.js';
import { snapshotArticle } from './article-snapshots.js';

/** Maximum number of articles pinned to another. */
const MAX_PINS = 20;

/**
 * Returns the IDs of articles to pin, given by ID or slug. Throws UserErrorException with an error for each that cannot
 * be pinned to `articleId`.
 */
export async function parsePinnedIds(tx: Transaction, articleId: number, given: string[]): Promise<number[]> {
  if (given.length > MAX_PINS) {
    throw createUserErrorException(
      `There must be at most ${MAX_PINS} pinned articles.`,
      UserErrorCode.TOO_LONG,
      ['articles'],
    );
  }
  const references = given.map((text) => parseReference('Article', text));
  const drafts = await tx.draft.findMany({
    where: { OR: references.filter((reference) => reference !== null) },
    select: { id: true, slug: true },
  });
  const ids = references.map((reference) => findReferencedRow(drafts, reference)?.id ?? null);
  const errors = ids.flatMap((id, i): UserError[] => {
    const createError = (message: string, code: UserErrorCode) => [
      { message, code, field: ['articles', String(i)] },
    ];
    if (id === null)
      return createError(describeMissing('article', String(given[i])), UserErrorCode.NOT_FOUND);
    if (id === articleId) return createError('An article cannot be pinned to itself.', UserErrorCode.INVALID);
    return ids.indexOf(id) < i ? createError('The article is listed twice.', UserErrorCode.INVALID) : [];
  });
  const [first, ...others] = errors;
  if (first) throw new UserErrorException([first, ...others]);
  return ids.filter((id) => id !== null);
}

/**
 * Replaces the pins of an article, in order. Pins are not part of its content: they make no revision, take
 * effect immediately and appear in the audit log.
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
