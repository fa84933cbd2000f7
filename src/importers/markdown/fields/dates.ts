import { fromWall } from '../../run/time-zone.js';

/**
 * Formats of dates that people and site generators write. A date alone is midnight and a time with no zone is
 * UTC, so that imports do not depend on the machine.
 */
const TIME = String.raw`(?:[T\s,]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?\s*(?<half>[ap]m)?\s*(?<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?`;
const WEEKDAY = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?`;
const DATE_PATTERNS = [
  String.raw`(?<year>\d{4})(?<separator>[-/.])(?<month>\d{1,2})\k<separator>(?<day>\d{1,2})`,
  String.raw`${WEEKDAY}(?<day>\d{1,2})(?:\.|st|nd|rd|th)?\s+(?<monthName>[a-z]{3,9})\.?,?\s+(?<year>\d{4})`,
  String.raw`${WEEKDAY}(?<monthName>[a-z]{3,9})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})`,
].map((shape) => new RegExp(`^${shape}${TIME}$`, 'i'));

const MAX_LENGTH = 60;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/**
 * Parses `2016-03-04`, `2016-03-04T10:00:00Z`, `2016-03-04 10:00:00 -5`, `2016/03/04 9:30 pm`, `Mar 4, 2016`
 * and `Fri, 04 Mar 2016 10:00:00 +0000`. Returns null for anything else, such as the ambiguous `03/04/2016`
 * and 30 February.
 */
export function parseDate(text: string): Date | null {
  if (text.length > MAX_LENGTH) return null;
  const parts = DATE_PATTERNS.map((shape) => shape.exec(text.trim())?.groups).find(
    (groups) => groups !== undefined,
  );
  if (parts === undefined) return null;
  const [year, month, day] = [Number(parts.year), parseMonth(parts), Number(parts.day)];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  const time = parseTimeMs(parts);
  const offset = parseOffsetMinutes(parts.zone);
  return time === null || offset === null || year < 1000
    ? null
    : new Date(midnight.getTime() + time - offset * 60_000);
}

/** Returns true for a date without a time, such as `2016-03-04` or `Mar 4, 2016`. */
export function isDay(text: string): boolean {
  return text.length <= MAX_LENGTH && parseDate(text) !== null && !/\d:\d\d/.test(text);
}

/** Parses a date as parseDate does. One without a time is midnight in the time zone. */
export function parseDateIn(text: string, timeZone: string): Date | null {
  const date = parseDate(text);
  return date && isDay(text) ? fromWall(date, timeZone) : date;
}

type DateParts = Record<string, string | undefined>;

/** Returns the month from 1 to 12, or 0 if the name is unknown. */
function parseMonth({ month, monthName = '' }: DateParts): number {
  if (month !== undefined) return Number(month);
  return MONTHS.findIndex((name) => name.startsWith(monthName.toLowerCase())) + 1;
}

/** Returns milliseconds since midnight, or null for an invalid time. */
function parseTimeMs({
  hour = '0',
  minute = '0',
  second = '0',
  fraction = '0',
  half,
}: DateParts): number | null {
  const clockHour = Number(hour);
  if (half !== undefined && (clockHour < 1 || clockHour > 12)) return null;
  const hours = half === undefined ? clockHour : (clockHour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1000);
  return ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds;
}

/** Returns minutes east of UTC, or null for an invalid offset. */
function parseOffsetMinutes(zone = 'Z'): number | null {
  const parts = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return minutes > 14 * 60 ? null : minutes * (parts[1] === '-' ? -1 : 1);
}
