const DAY_MS = 86_400_000;

const pad = (number: number, length = 2) => String(number).padStart(length, '0');

const format = (date: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(date);

/** Returns the parts of a date that permalinks use, under the names of Jekyll. Reads the UTC values. */
export function getDateParts(date: Date): Record<string, string> {
  const year = date.getUTCFullYear();
  const weekday = date.getUTCDay() || 7;
  const yearDay = Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS) + 1;
  const thursday = new Date(date.getTime() + (4 - weekday) * DAY_MS);
  const weekYear = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(weekYear, 0, 1)) / DAY_MS / 7) + 1;
  return {
    year: pad(year, 4),
    short_year: pad(year % 100),
    month: pad(date.getUTCMonth() + 1),
    i_month: String(date.getUTCMonth() + 1),
    short_month: format(date, { month: 'short' }),
    long_month: format(date, { month: 'long' }),
    day: pad(date.getUTCDate()),
    i_day: String(date.getUTCDate()),
    y_day: pad(yearDay, 3),
    w_day: String(weekday),
    short_day: format(date, { weekday: 'short' }),
    long_day: format(date, { weekday: 'long' }),
    week: pad(week),
    w_year: pad(weekYear, 4),
    hour: pad(date.getUTCHours()),
    minute: pad(date.getUTCMinutes()),
    second: pad(date.getUTCSeconds()),
  };
}
