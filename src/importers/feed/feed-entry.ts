import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import { fromWall } from '../run/time-zone.js';

/** An entry of a feed, normalized from any format. */
export interface FeedEntry {
  /** ID in the feed, else the URL, else ''. */
  id: string;
  link: string | null;
  /** HTML, as are `html` and `summary`. */
  title: string;
  html: string;
  summary: string;
  authors: string[];
  tags: string[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  image: { url: string; alt: string; caption: string | null } | null;
  /** URLs of audio and video files. */
  media: string[];
  state: EntryState;
  /** Kind of the entry, if the source has several: `post`, `page`, `comment`. */
  kind: string | null;
  /** BCP 47 tag of its language, if the source names one. */
  language: string | null;
  /** Path on the source's site, where the source does not say its address. */
  path: string | null;
}

/** State of an entry at its source, with the reason for the report. */
export type EntryState = { name: 'public' } | { name: 'draft' | 'left out'; reason: string };

export const PUBLIC: EntryState = { name: 'public' };
export const MARKED_AS_DRAFT: EntryState = {
  name: 'draft',
  reason: 'marked as a draft: imported as a draft',
};

/** Values of an entry in a usual feed, which lists public articles alone. */
export const USUAL_ENTRY = { state: PUBLIC, kind: null, path: null, language: null };

/** A feed's entries and the URL of its site. */
export interface FeedContent {
  site: string | null;
  entries: FeedEntry[];
}

/** Returns the canonical tag of the first text that is one, such as `pt-BR`; null if none is. */
export function findLanguage(...texts: (string | undefined)[]): string | null {
  const tags = texts.map((text) => (text ? canonicalizeLanguageTag(text.trim().replaceAll('_', '-')) : null));
  return tags.find((tag) => tag !== null) ?? null;
}

/** Offsets from UTC of names of time zones that Date does not know. It knows those of RFC 822. */
const OFFSETS: { [name: string]: string } = {
  WET: '+0000',
  WEST: '+0100',
  BST: '+0100',
  CET: '+0100',
  MEZ: '+0100',
  CEST: '+0200',
  MESZ: '+0200',
  EET: '+0200',
  SAST: '+0200',
  EEST: '+0300',
  MSK: '+0300',
  HKT: '+0800',
  SGT: '+0800',
  AWST: '+0800',
  JST: '+0900',
  KST: '+0900',
  ACST: '+0930',
  AEST: '+1000',
  ACDT: '+1030',
  AEDT: '+1100',
  NZST: '+1200',
  NZDT: '+1300',
};
/** A text that ends in a time without an offset, perhaps with a word that may be the name of a zone. */
const LOCAL_TIME = /^(.*(?<![+-]\d?)\d?\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: [AP]M)?)( [A-Z]{3,5})?$/i;
/** Longest text that is read as a date. */
const MAX_LENGTH = 100;

/**
 * Parses a date in the form of RFC 822 or ISO 8601. Days, and times without a zone or with an unknown one, are those of
 * `timeZone`. Returns null for a text that is no date.
 */
export function parseFeedDate(value: unknown, timeZone = 'UTC'): Date | null {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > MAX_LENGTH) return null;
  const { date, isLocal } = readDate(text);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1) return null;
  return isLocal ? fromWall(date, timeZone) : date;
}

/** Reads a date. A local one is returned as if it were that of UTC. */
function readDate(text: string): { date: Date; isLocal: boolean } {
  // Only in this form Date takes a day for one of UTC.
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { date: new Date(text), isLocal: true };
  if (!/\d:\d\d/.test(text)) return { date: new Date(`${text} UTC`), isLocal: true };
  const known = text.replace(/\b[A-Z]{3,4}\b/g, (name) => OFFSETS[name] ?? name);
  const date = new Date(known);
  const [, time, zone] = LOCAL_TIME.exec(known) ?? [];
  if (time === undefined || (zone !== undefined && !Number.isNaN(date.getTime())))
    return { date, isLocal: false };
  return { date: new Date(time + (/^\d{4}-\d\d-\d\dT/.test(time) ? 'Z' : ' UTC')), isLocal: true };
}

export function isImageFile({
  type = '',
  url = '',
}: {
  type?: string | undefined;
  url?: string | undefined;
}): boolean {
  return type.startsWith('image/') || (type === '' && /\.(jpe?g|png|gif|webp|avif)([?#]|$)/i.test(url));
}

export function isMediaFile({
  type = '',
  url = '',
}: {
  type?: string | undefined;
  url?: string | undefined;
}): boolean {
  return /^(audio|video)\//.test(type) || (type === '' && /\.(mp3|m4a|ogg|mp4|webm)([?#]|$)/i.test(url));
}
