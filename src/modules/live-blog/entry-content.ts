import type { RichTextSource } from '../../content/rich-text.js';

/** Content of an entry, as its editor or source supplied it. */
export interface EntryContent {
  title: string | null;
  body: RichTextSource;
  /** Names or slugs in the order of the byline. Missing authors are created. */
  authors: string[];
  isKeyEvent: boolean;
}

/** Correction as the database stores it, with its time as text. */
export interface StoredCorrection {
  text: string;
  at: string;
}
