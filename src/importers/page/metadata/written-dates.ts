import { fromWall } from '../../run/time-zone.js';

const MONTHS: Record<string, number> = {};
for (const [month, names] of [
  'jan january januar janvier enero janeiro gennaio januari',
  'feb february februar février febrero fevereiro febbraio februari',
  'mar march märz mars marzo março maart',
  'apr april avril abril aprile',
  'may mai mayo maio maggio mei',
  'jun june juni juin junio junho giugno',
  'jul july juli juillet julio julho luglio',
  'aug august août agosto augustus',
  'sep sept september septembre septiembre setembro settembre',
  'oct october oktober octobre octubre outubro ottobre',
  'nov november novembre noviembre novembro',
  'dec december dezember décembre diciembre dezembro dicembre',
].entries()) {
  for (const name of names.split(' ')) MONTHS[name] = month;
}
const MONTH_NAMES = Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const getMonth = (name: string) => MONTHS[name.toLowerCase()] ?? Number.NaN;
const TIME_PATTERN = String.raw`(?:\D{0,12}?(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap])?\.?m?)?`;
const DATE_PATTERNS: [
  RegExp,
  (found: [string, string, string]) => [year: string, month: number, day: string],
][] = [
  [
    new RegExp(
      String.raw`(?<!\p{L})(${MONTH_NAMES})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)${TIME_PATTERN}`,
      'iu',
    ),
    ([month, day, year]) => [year, getMonth(month), day],
  ],
  [
    new RegExp(
      String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(${MONTH_NAMES})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)${TIME_PATTERN}`,
      'iu',
    ),
    ([day, month, year]) => [year, getMonth(month), day],
  ],
  [
    new RegExp(String.raw`(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)${TIME_PATTERN}`, 'u'),
    ([year, month, day]) => [year, Number(month) - 1, day],
  ],
];
/** Characters of a text that are searched for a date. The search time grows with the square of the length. */
const LONGEST_READ = 500;
/** Earliest year that is accepted. Earlier dates are treated as mistakes. */
const MIN_YEAR = 1600;

/**
 * Parses a date in ISO 8601 or RFC 822 format. A day is midnight in the time zone, a time without a zone is UTC.
 * Returns null if the text is no date.
 */
export function parseMachineDate(value: string, timeZone = 'UTC'): Date | null {
  const text = value.trim();
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/i.exec(
      text,
    ) ?? [];
  if (day === undefined) return parseOtherDate(text, timeZone);
  const offset = zone?.replace(
    /^([+-]\d\d):?(\d\d)?$/,
    (_all, hours, minutes) => `${hours}:${minutes ?? '00'}`,
  );
  const date = validateDate(new Date(`${day}T${time ?? '00:00'}${offset ?? 'Z'}`));
  return date && time === undefined ? fromWall(date, timeZone) : date;
}

/**
 * Parses a date that is not in ISO 8601. Only one with a time is passed to Date, which knows the zones of RFC
 * 822.
 */
function parseOtherDate(text: string, timeZone: string): Date | null {
  if (!/\d{4}/.test(text)) return null;
  const isTime = /\d:\d\d/.test(text);
  return (isTime ? validateDate(new Date(text)) : null) ?? parseWrittenDate(text, timeZone);
}

/**
 * Returns the first date in a text, in the formats used in prose. A day is midnight in the time zone, a time is UTC.
 * Returns null if there is none.
 */
export function parseWrittenDate(text: string, timeZone = 'UTC'): Date | null {
  const beginning = text.slice(0, LONGEST_READ);
  for (const [pattern, toDateParts] of DATE_PATTERNS) {
    const found = pattern.exec(beginning);
    if (!found) continue;
    const [, a = '', b = '', c = '', hour, minute = '0', half] = found;
    const [year, month, day] = toDateParts([a, b, c]);
    const hours = (Number(hour ?? 0) % (half ? 12 : 24)) + (half?.toLowerCase() === 'p' ? 12 : 0);
    const date = new Date(Date.UTC(Number(year), month, Number(day), hours, Number(minute)));
    if (date.getUTCMonth() !== month) continue;
    const valid = validateDate(date);
    return valid && hour === undefined ? fromWall(valid, timeZone) : valid;
  }
  return null;
}

/** Returns true if a line contains only a date and words that usually accompany one. */
export function isDateLine(line: string): boolean {
  if (line.length > 100 || parseWrittenDate(line) === null) return false;
  const rest = DATE_PATTERNS.reduce((text, [form]) => text.replace(form, ' '), line)
    .replace(
      /\b(published|posted|updated|last|modified|on|at|by|first|date|created|am|pm|[a-z]{2,5}t|utc|gmt|mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun|(mon|tues|wednes|thurs|fri|satur|sun)day|min(ute)?s?|read|ago|hours?)\b/giu,
      ' ',
    )
    .replace(/[\p{P}\p{S}\d\s]+/gu, '');
  return rest.length <= 3;
}

function validateDate(date: Date): Date | null {
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < MIN_YEAR ? null : date;
}
