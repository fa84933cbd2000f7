import { createUserErrorException } from '../../mutations/article-content.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { CLOCK_TOLERANCE, isStorableTime } from '../../shared/time.js';
import type { PublishArticleInput } from '../editing/editing.inputs.js';

export interface PublicationTimes {
  /** Time of a scheduled publication; null to publish now. */
  due: Date | null;
  /** Publication date shown to readers; null to leave it unchanged. */
  date: Date | null;
}

/**
 * Validates the times of a publication. A past `at` is refused, since a mistyped year would break an embargo.
 */
export function readTimes({ at, publishedAt }: PublishArticleInput, now: Date): PublicationTimes {
  for (const [field, time] of Object.entries({ at, publishedAt })) {
    if (time && !isStorableTime(time))
      throw createUserErrorException('The years 1 to 9999.', UserErrorCode.INVALID, [field]);
  }
  const ahead = (time: Date) => time.getTime() - now.getTime();
  if (at && ahead(at) < -CLOCK_TOLERANCE) {
    const remedy = 'leave it out to publish now, and give a past date that readers see as publishedAt';
    throw refused('at', `${at.toISOString()} is past: ${remedy}.`);
  }
  if (publishedAt && ahead(publishedAt) > CLOCK_TOLERANCE) {
    throw refused('publishedAt', `${publishedAt.toISOString()} is to come: give it as at to publish then.`);
  }
  const due = at && ahead(at) > 0 ? at : null;
  if (due && publishedAt) {
    throw refused('publishedAt', 'Leave it out together with a time to come: readers see that time.');
  }
  return { due, date: publishedAt ?? (due ? null : (at ?? null)) };
}

function refused(field: string, message: string) {
  return createUserErrorException(message, UserErrorCode.INVALID, [field]);
}
