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
 * Validates the times of a publication. A past `scheduledFor` is refused, since a mistyped year would break an embargo.
 */
export function readTimes(input: PublicationInput, now: Date): PublicationTimes {
  const { publishedAt } = input;
  const [timeField, time] = readScheduledTime(input);
  for (const [field, value] of [
    [timeField, time],
    ['publishedAt', publishedAt],
  ] as const) {
    if (value && !isStorableTime(value)) throw refused(field, 'The time must be in the years 1 to 9999.');
  }
  const ahead = (of: Date) => of.getTime() - now.getTime();
  if (time && ahead(time) < -CLOCK_TOLERANCE) {
    const remedy = `omit ${timeField} to publish now; to show readers a past date, set publishedAt`;
    throw refused(timeField, `${time.toISOString()} is in the past: ${remedy}.`);
  }
  if (publishedAt && ahead(publishedAt) > CLOCK_TOLERANCE) {
    throw refused(
      'publishedAt',
      `${publishedAt.toISOString()} is in the future: set ${timeField} instead to publish at that time.`,
    );
  }
  const due = time && ahead(time) > 0 ? time : null;
  if (due && publishedAt) {
    throw refused(
      'publishedAt',
      `publishedAt cannot be combined with a future ${timeField}, which is the date that readers see.`,
    );
  }
  return { due, date: publishedAt ?? (due ? null : (time ?? null)) };
}

/** Returns the time of publication with the name of the field that has it. */
function readScheduledTime({ scheduledFor, at }: PublicationInput): ['scheduledFor' | 'at', Date | null] {
  if (at == null) return ['scheduledFor', scheduledFor ?? null];
  if (scheduledFor == null) return ['at', at];
  throw refused('at', 'at is the former name of scheduledFor. Give scheduledFor alone.');
}

function refused(field: string, message: string) {
  return createUserErrorException(message, UserErrorCode.INVALID, [field]);
}
