/**
 * Dates as people and site generators write them. A date alone is midnight, and a time without a zone is
 * taken as UTC, so that an import gives the same on every machine.
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
 * Reads `2016-03-04`, `2016-03-04T10:00:00Z`, `2016-03-04 10:00:00 -5`, `2016/03/04 9:30 pm`,
 * `Mar 4, 2016`, `Fri, 04 Mar 2016 10:00:00 +0000`. Null for anything else: `03/04/2016` is March to some
 * and April to others, and there is no 30th of February.
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

type DateParts = Record<string, string | undefined>;

/** 1 to 12; 0 for no month. */
function parseMonth({ month, monthName }: DateParts): number {
  if (month !== undefined) return Number(month);
  return MONTHS.findIndex((name) => name.startsWith(monthName!.toLowerCase())) + 1;
}

/** Milliseconds since midnight. */
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

/** Minutes east of Greenwich. */
function parseOffsetMinutes(zone = 'Z'): number | null {
  const parts = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return minutes > 14 * 60 ? null : minutes * (parts[1] === '-' ? -1 : 1);
}
