import { canonicalizeLanguageTag } from '../../shared/text/language-tag.js';
import type { FeedDates } from './feed-date.js';

/** An entry of a feed, normalized from any format. */
export interface FeedEntry extends FeedDates {
  /** ID in the feed, else the URL, else ''. */
  id: string;
  link: string | null;
  /** HTML, as are `html` and `summary`. */
  title: string;
  html: string;
  summary: string;
  authors: string[];
  tags: string[];
  image: { url: string; alt: string; caption: string | null; credit?: string | null } | null;
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
