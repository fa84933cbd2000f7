import { fromWall } from '../../run/time-zone.js';
import { parseDate } from '../fields/dates.js';

/** A time, and the local clock at that time: a date with the local values as its UTC values. */
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
