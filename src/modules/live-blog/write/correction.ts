import type { LiveBlogEntry } from '../../../database/generated/client.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { StoredCorrection } from '../entry-content.js';
import { LIVE_BLOG_LIMITS } from '../live-blog-limits.js';

/** Returns the corrections of an entry with another one; null without. Throws UserErrorException. */
export function addCorrection(
  { corrections }: LiveBlogEntry,
  text: string | null | undefined,
  at: Date,
): StoredCorrection[] | null {
  if (text == null) return null;
  const stored = corrections as unknown as StoredCorrection[];
  const trimmed = text.trim();
  if (trimmed === '')
    throw createError('The text of the correction must not be empty.', UserErrorCode.INVALID);
  if (trimmed.length > LIVE_BLOG_LIMITS.correction) {
    const message = `The text must have at most ${LIVE_BLOG_LIMITS.correction} characters, but has ${trimmed.length}.`;
    throw createError(message, UserErrorCode.TOO_LONG);
  }
  if (stored.length >= LIVE_BLOG_LIMITS.corrections) {
    const message = `The entry has ${LIVE_BLOG_LIMITS.corrections} corrections, which is the maximum.`;
    throw createError(message, UserErrorCode.NOT_ALLOWED);
  }
  return [...stored, { text: trimmed, at: at.toISOString() }];
}

function createError(message: string, code: UserErrorCode) {
  return createUserErrorException(message, code, ['correction']);
}
