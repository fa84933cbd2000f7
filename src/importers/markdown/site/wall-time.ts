import { parseDate } from '../fields/dates.js';

/** A time, and what a clock showed then: a date whose UTC values are the local ones. */
export interface WallTime {
  date: Date;
  wall: Date;
}

/** Maximum length of a date with a time and zone in characters. */
const MAX_LENGTH = 60;
const ZONE = /(:\d{2}(?:[.,]\d{1,9})?\s?(?:[ap]m)?)\s?(?:Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)$/i;

/** Parses a date of front matter. One without a zone is in `timeZone`; one with a zone keeps its own clock. */
export function parseWallTime(value: unknown, timeZone: string): WallTime | null {
  const text =
    value instanceof Date
      ? value.toISOString()
      : String(value ?? '')
          .trim()
          .replace(/\s+/g, ' ');
  if (text.length > MAX_LENGTH) return null;
  const wall = parseDate(text.replace(ZONE, '$1'));
  if (wall === null) return null;
  if (!ZONE.test(text)) return { date: fromWall(wall, timeZone), wall };
  const date = parseDate(text);
  return date && { date, wall };
}

/** Returns what a clock of the time zone shows, as the UTC values of a date. */
export function toWall(date: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(date);
  const get = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  return new Date(
    Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second')),
  );
}

/** Returns the time at which a clock of the time zone shows `wall`. */
export function fromWall(wall: Date, timeZone: string): Date {
  const getOffset = (date: Date) =>
    toWall(date, timeZone).getTime() - Math.floor(date.getTime() / 1000) * 1000;
  const guess = new Date(wall.getTime() - getOffset(wall));
  return new Date(wall.getTime() - getOffset(guess));
}

export function isTimeZone(name: unknown): name is string {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
