import type { Correction } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { CLOCK_TOLERANCE, isStorableTime } from '../../shared/time.js';
import { shareBody } from '../bodies/draft-bodies.js';
import type { ArticleContent } from '../editing/article-content.js';
import { loadLatestContent, markEdited } from '../editing/article-writes.js';
import { updateDraft } from '../editing/drafts.js';
import { RevisionKind } from '../revision/revision.type.js';
import { appendArticleChanges, snapshotArticle } from './article-snapshots.js';

const MAX_LENGTH = 2_000;

/** Trims the text of a correction. Throws UserErrorException if it is empty or too long. */
export function parseCorrectionText(text: string): string {
  const trimmed = text.trim();
  if (!trimmed)
    throw createUserErrorException('The text of the correction must not be empty.', UserErrorCode.INVALID, [
      'text',
    ]);
  if (trimmed.length > MAX_LENGTH) {
    throw createUserErrorException(
      `The text must have at most ${MAX_LENGTH} characters.`,
      UserErrorCode.TOO_LONG,
      ['text'],
    );
  }
  return trimmed;
}

/** Checks the time of a correction. Throws UserErrorException if it is later than `now`. */
export function parseCorrectionTime(time: Date, now: Date): Date {
  const isFuture = time.getTime() > now.getTime() + CLOCK_TOLERANCE;
  if (isStorableTime(time) && !isFuture) return time;
  const message = isFuture
    ? 'The time of the correction must not be in the future.'
    : 'The year must be between 1 and 9999.';
  throw createUserErrorException(message, UserErrorCode.INVALID, ['correctedAt']);
}

/** Finds the correction with a global ID. Throws UserErrorException if there is none. */
export function findCorrection(tx: Transaction, globalId: string): Promise<Correction> {
  return findByGlobalId('Correction', globalId, (id) => tx.correction.findUnique({ where: { id } }));
}

/** Lists the corrections of an article, earliest first. */
export function listCorrections(tx: Transaction, articleId: number): Promise<Correction[]> {
  return tx.correction.findMany({ where: { articleId }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
}

/**
 * Saves the corrections of an article as a revision, which is immediately public if the article is. `change`
 * is the event that readers of the change log get.
 */
export async function saveCorrections(
  tx: Transaction,
  actor: Actor,
  articleId: number,
  corrections: ArticleContent['corrections'],
  change: 'CORRECTED' | 'UPDATED',
): Promise<void> {
  const snapshot = await snapshotArticle(tx, articleId);
  const draft = await tx.draft.findUniqueOrThrow({ where: { id: articleId } });
  const content: ArticleContent = {
    ...(await loadLatestContent(tx, draft)),
    corrections: corrections.map(({ text, at }) => ({ text, at })),
  };
  const origin = { kind: RevisionKind.CORRECTED, keyId: actor.keyId };
  const revision = await updateDraft(tx, articleId, content, origin);
  const updatedAt = await readDatabaseClock(tx);
  if (snapshot) {
    // The public article gets the new revision number, unless the draft also has unpublished changes.
    const isAllShown = snapshot.revision === draft.revision;
    const data = { updatedAt, ...(isAllShown && { revision }) };
    await tx.article.update({ where: { id: articleId }, data });
    // The draft shares the body of the article, as before the correction.
    if (isAllShown) await shareBody(tx, articleId);
  }
  await tx.draft.update({ where: { id: articleId }, data: { updatedAt } });
  await markEdited(tx, [articleId]);
  await appendArticleChanges(tx, [{ id: articleId, before: snapshot, after: snapshot, kind: change }]);
}
