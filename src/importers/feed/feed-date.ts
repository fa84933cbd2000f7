import { fromWall, isTimeZone } from '../run/time-zone.js';

/** Dates of an entry of a feed. */
export interface FeedDates {
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** What the report says about dates that are not certain. */
  dateNotes: string[];
}

/** Offsets from UTC of names of time zones that mean one zone in feeds. Others, such as IST, mean several. */
const OFFSETS: { [name: string]: string } = {
  ...{ Z: '+0000', UT: '+0000', UTC: '+0000', GMT: '+0000', WET: '+0000' },
  ...{ EST: '-0500', EDT: '-0400', CST: '-0600', CDT: '-0500' },
  ...{ MST: '-0700', MDT: '-0600', PST: '-0800', PDT: '-0700' },
  ...{ AKST: '-0900', AKDT: '-0800', HST: '-1000', NST: '-0330', NDT: '-0230', ADT: '-0300' },
  ...{ BRT: '-0300', ART: '-0300', COT: '-0500', PET: '-0500' },
  ...{ WEST: '+0100', BST: '+0100', CET: '+0100', MET: '+0100', MEZ: '+0100', WAT: '+0100' },
  ...{ CEST: '+0200', MEST: '+0200', MESZ: '+0200', EET: '+0200', CAT: '+0200', SAST: '+0200' },
  ...{ EEST: '+0300', MSK: '+0300', TRT: '+0300', EAT: '+0300', PKT: '+0500', NPT: '+0545' },
  ...{ ICT: '+0700', WIB: '+0700', WITA: '+0800', HKT: '+0800', SGT: '+0800', PHT: '+0800', AWST: '+0800' },
  ...{ WIT: '+0900', JST: '+0900', KST: '+0900', ACST: '+0930', AEST: '+1000', ACDT: '+1030' },
  ...{ AEDT: '+1100', NZST: '+1200', NZDT: '+1300' },
};
/** A time and the name of a zone after it, with or without a space or in brackets, at the end or before a year. */
const NAMED_ZONE =
  /(\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?[AP]M)?) ?[([]?(?![AP]M\b)([A-Z]{1,5}|[A-Z]+\/[A-Z_/]+)[)\]]?(?=$| \d{4}$)/i;
/** A time with an offset, and the name of its zone after it, which says no more: `+05:30 IST`, `+01:00[Europe/Berlin]`. */
const NAME_OF_OFFSET =
  /(\d:\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?:GMT|UTC)?[+-]\d\d:?\d\d) ?[([]?[A-Z][A-Z/_]*[)\]]?$/i;
/** A text that ends in a time without an offset. */
const LOCAL_TIME = /(?<![+-]\d?)\d?\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?[AP]M)?(?: \d{4})?$/i;
/** Longest text that is read as a date. */
const MAX_LENGTH = 100;

/** A date, or the clock of an unknown zone as if it were that of UTC. */
interface ReadDate {
  date: Date;
  /** Time zone of the clock; true for that of the site, false for none. */
  clock: string | boolean;
  /** Name of a zone that is not known. */
  unknownZone?: string;
}

/** Reads the dates of an entry. Days, and times without a zone or with an unknown one, are those of `timeZone`. */
export function readFeedDates(
  { published, updated }: { published: unknown; updated: unknown },
  timeZone: string,
): FeedDates {
  const notes = [published, updated].map((value) => describeDoubt(value, timeZone));
  return {
    publishedAt: parseFeedDate(published, timeZone),
    updatedAt: parseFeedDate(updated, timeZone),
    dateNotes: [...new Set(notes.filter((note) => note !== null))],
  };
}

/**
 * Parses a date in the form of RFC 822 or ISO 8601, with zones as feeds name them. Returns null for a text that is no
 * date.
 */
export function parseFeedDate(value: unknown, timeZone = 'UTC'): Date | null {
  const text = toText(value);
  if (text.length > MAX_LENGTH) return null;
  const { date, clock } = readDate(text);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1) return null;
  return clock === false ? date : fromWall(date, clock === true ? timeZone : clock);
}

/** Describes why a date is not certain, for the report; null if it is, and for none. */
function describeDoubt(value: unknown, timeZone: string): string | null {
  const text = toText(value);
  if (text === '') return null;
  if (parseFeedDate(text, timeZone) === null) return `the date "${text.slice(0, MAX_LENGTH)}" cannot be read`;
  const { unknownZone } = readDate(text);
  return unknownZone === undefined
    ? null
    : `the time zone ${unknownZone} of the date "${text}" is not known: that of the site is used, ${timeZone}`;
}

function readDate(written: string): ReadDate {
  const text = written.replace(NAME_OF_OFFSET, '$1');
  // Only in this form Date takes a day for one of UTC.
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { date: new Date(text), clock: true };
  if (!/\d:\d\d/.test(text)) return { date: new Date(`${text} UTC`), clock: true };
  const [, , zone] = NAMED_ZONE.exec(text) ?? [];
  const offset = zone && OFFSETS[zone.toUpperCase()];
  if (offset) return { date: toDate(text.replace(NAMED_ZONE, `$1 ${offset}`)), clock: false };
  if (zone) {
    const date = readClock(text.replace(NAMED_ZONE, '$1'));
    return zone.includes('/') && isTimeZone(zone)
      ? { date, clock: zone }
      : { date, clock: true, unknownZone: zone };
  }
  return LOCAL_TIME.test(text)
    ? { date: readClock(text), clock: true }
    : { date: toDate(text), clock: false };
}

/** Reads a date and time without a zone as if it were that of UTC. */
function readClock(text: string): Date {
  return toDate(/ \d{4}$/.test(text) ? text.replace(/ (\d{4})$/, ' UTC $1') : `${text} +0000`);
}

/** Date takes no space before the offset of a date in the form of ISO 8601. */
function toDate(text: string): Date {
  return new Date(text.replace(/^(\d{4}-\d\d-\d\dT\S+) ([+-]\d\d)(\d\d)$/, '$1$2:$3'));
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
