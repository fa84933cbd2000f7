import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { CLOCK_TOLERANCE, isStorableTime } from '../../shared/time.js';
import type { PublicationInput } from '../editing/editing.inputs.js';

export interface PublicationTimes {
  /** Time of a scheduled publication; null to publish now. */
  due: Date | null;
  /** Publication date shown to readers; null to leave it unchanged. */
  date: Date | null;
}

/**
 * Validates the times of a publication. A past `at` is refused, since a mistyped year would break an embargo.
 */
export function readTimes({ at, publishedAt }: PublicationInput, now: Date): PublicationTimes {
  for (const [field, time] of Object.entries({ at, publishedAt })) {
    if (time && !isStorableTime(time))
      throw createUserErrorException('The time must be in the years 1 to 9999.', UserErrorCode.INVALID, [
        field,
      ]);
  }
  const ahead = (time: Date) => time.getTime() - now.getTime();
  if (at && ahead(at) < -CLOCK_TOLERANCE) {
    const remedy = 'omit at to publish now; to show readers a past date, set publishedAt';
    throw refused('at', `${at.toISOString()} is in the past: ${remedy}.`);
  }
  if (publishedAt && ahead(publishedAt) > CLOCK_TOLERANCE) {
    throw refused(
      'publishedAt',
      `${publishedAt.toISOString()} is in the future: set at instead to publish at that time.`,
    );
  }
  const due = at && ahead(at) > 0 ? at : null;
  if (due && publishedAt) {
    throw refused(
      'publishedAt',
      'publishedAt cannot be combined with a future at, which is the date that readers see.',
    );
  }
  return { due, date: publishedAt ?? (due ? null : (at ?? null)) };
}

function refused(field: string, message: string) {
  return createUserErrorException(message, UserErrorCode.INVALID, [field]);
}
