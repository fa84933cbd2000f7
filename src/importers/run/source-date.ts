import { parseDate } from '../markdown/fields/dates.js';
import { fromWall } from './time-zone.js';

/** Order of the numbers of a date such as 03/04/2016. */
export type DateOrder = 'day-first' | 'month-first';

const MAX_LENGTH = 60;
const NUMBERS = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)/;
const ZONE = /(?:Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)$/i;

/**
 * Parses a date of a source: what parseDate reads, Unix time in seconds or milliseconds, and with an `order` numbers such
 * as `03/04/2016`. A date without a zone is in the time zone. Returns null for anything else.
 */
export function parseSourceDate(text: string, timeZone: string, order?: DateOrder): Date | null {
  const written = text.trim();
  if (written.length > MAX_LENGTH) return null;
  if (/^-?\d{9,10}$/.test(written)) return new Date(Number(written) * 1_000);
  if (/^\d{12,13}$/.test(written)) return new Date(Number(written));
  const ordered = order ? orderNumbers(written, order) : written;
  const date = parseDate(ordered);
  return date && !hasZone(ordered) ? fromWall(date, timeZone) : date;
}

/** Returns true for a date such as 03/04/2016, which two orders read differently. */
export function needsDateOrder(text: string): boolean {
  return NUMBERS.test(text.trim());
}

/** Returns true for a date with a time and a zone after it. */
function hasZone(text: string): boolean {
  const colon = text.indexOf(':');
  return colon !== -1 && ZONE.test(text.slice(colon + 1));
}

function orderNumbers(text: string, order: DateOrder): string {
  return text.replace(NUMBERS, (_whole, first: string, _sign, second: string, year: string) =>
    order === 'day-first' ? `${year}-${second}-${first}` : `${year}-${first}-${second}`,
  );
}
