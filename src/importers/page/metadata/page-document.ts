import type { Element, Root } from 'hast';
import type { PageHead } from './head.js';
import type { JsonLdData } from './json-ld.js';

/** A parsed page with its `head` and structured data. */
export interface PageDocument {
  tree: Root;
  head: PageHead;
  data: JsonLdData;
  /** Value of `lang` on the element `html`; '' for none. */
  rootLanguage: string;
  /** Time zone of days without a time. */
  timeZone: string;
}

/** Metadata of the article on a page. */
export interface PageMetadata {
  title: string;
  /** The element that shows the title, or null if there is none. */
  heading: Element | null;
  /** Full description for search engines. */
  description: string | null;
  authors: string[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Names of the sections from the root down. */
  section: string[];
  tags: string[];
  /** BCP 47 tag of the language; null if the page names none, or two. */
  language: string | null;
  /** URLs of the page in all its languages, its own among them. */
  alternates: string[];
}
