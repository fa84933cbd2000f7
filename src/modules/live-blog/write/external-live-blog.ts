import type { RichTextSource } from '../../../content/rich-text.js';

/** Live blog of an external source. */
export interface ExternalLiveBlog {
  startedAt: Date | null;
  endedAt: Date | null;
  /** Markdown of the summary; null for none. */
  summary: string | null;
  /** Key of the pinned entry; null for none. */
  pinned: string | null;
  /** Entries in the order of the source. */
  entries: ExternalEntry[];
}

/** Entry of a live blog of an external source. */
export interface ExternalEntry {
  /** Preferred ID, used if it is free so that links to the entry stay the same. */
  id: number | null;
  /** Key that is stable between runs, so that a second run updates the same entry. */
  key: string;
  publishedAt: Date;
  updatedAt: Date | null;
  title: string | null;
  body: RichTextSource;
  authors: string[];
  isKeyEvent: boolean;
  /** True if readers do not see it. */
  isDraft: boolean;
  /** Time of the retraction of a draft that readers have seen. */
  retractedAt: Date | null;
  corrections: { text: string; at: Date }[];
  /** Slug of the article that was made of it; null for none. */
  article: string | null;
}
