import type { ReadSelection } from '../../observability/reads/read-store.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import { checkTime } from '../../shared/lists/comparison.sql.js';

const DAY_MS = 86_400_000;
/** Days that are summed by default, with the present one. */
const DEFAULT_DAYS = 30;

/** Days and crawler as a client gives them; null for none. */
export interface GivenSelection {
  since: Date | null;
  until: Date | null;
  crawler: string | null;
}

/**
 * Selects the days (UTC) from `since` to `until`; by default the last 30. Throws BadUserInputError if the first is after the
 * last.
 */
export function selectReads({ since, until, crawler }: GivenSelection, now: Date): ReadSelection {
  const last = checkTime('until', until ?? now);
  const first = checkTime('since', since ?? new Date(last.getTime() - (DEFAULT_DAYS - 1) * DAY_MS));
  const selection = { since: toDay(first), until: toDay(last), crawler };
  if (selection.since > selection.until)
    throw new BadUserInputError(
      `since (${selection.since}) must not be after until (${selection.until}): exchange them.`,
    );
  return selection;
}

function toDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}
