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
const TIME_PATTERN = String.raw`(?:\D{0,12}?(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap])?\.?m?)?`;
const DATE_PATTERNS: [RegExp, (found: string[]) => [year: string, month: number, day: string]][] = [
  [
    new RegExp(
      String.raw`(?<!\p{L})(${MONTH_NAMES})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)${TIME_PATTERN}`,
      'iu',
    ),
    ([month, day, year]) => [year!, MONTHS[month!.toLowerCase()]!, day!],
  ],
  [
    new RegExp(
      String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(${MONTH_NAMES})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)${TIME_PATTERN}`,
      'iu',
    ),
    ([day, month, year]) => [year!, MONTHS[month!.toLowerCase()]!, day!],
  ],
  [
    new RegExp(String.raw`(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)${TIME_PATTERN}`, 'u'),
    ([year, month, day]) => [year!, Number(month) - 1, day!],
  ],
];
/** Characters of a text in which a date is looked for: the time for it grows with the text's square. */
const LONGEST_READ = 500;
/** Beyond it, a date is a mistake. Years. */
const MIN_YEAR = 1600;

/** A date as machines write it, by ISO 8601 or RFC 822; one without a zone is taken as UTC. Null for none. */
export function parseMachineDate(value: string): Date | null {
  const text = value.trim();
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/i.exec(
      text,
    ) ?? [];
  if (day === undefined)
    return /\d{4}/.test(text) ? (validateDate(new Date(text)) ?? parseWrittenDate(text)) : null;
  const offset = zone?.replace(
    /^([+-]\d\d):?(\d\d)?$/,
    (_all, hours, minutes) => `${hours}:${minutes ?? '00'}`,
  );
  return validateDate(new Date(`${day}T${time ?? '00:00'}${offset ?? 'Z'}`));
}

/** The first date that stands in a text, as people write it; the time is taken as UTC. Null for none. */
export function parseWrittenDate(text: string): Date | null {
  const beginning = text.slice(0, LONGEST_READ);
  for (const [pattern, toDateParts] of DATE_PATTERNS) {
    const found = pattern.exec(beginning);
    if (!found) continue;
    const [, a, b, c, hour = '0', minute = '0', half] = found;
    const [year, month, day] = toDateParts([a!, b!, c!]);
    const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'p' ? 12 : 0);
    const date = new Date(Date.UTC(Number(year), month, Number(day), hours, Number(minute)));
    if (date.getUTCMonth() === month) return validateDate(date);
  }
  return null;
}

/** Whether a line is nothing but a date, with what pages write around it. */
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
