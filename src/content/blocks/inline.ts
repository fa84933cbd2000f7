import type { BlockImage } from './block-image.js';

/** Formats of a run of text. */
export const MARKS = [
  'STRONG',
  'EMPHASIS',
  'CODE',
  'STRIKE',
  'SUB',
  'SUP',
  'MARK',
  'SMALL',
  'UNDERLINE',
  'KEYBOARD',
  'QUOTE',
] as const;
export type Mark = (typeof MARKS)[number];

/** Target of a link, resolved against the page that shows the text. */
export interface Link {
  /** Absolute URL, with http, https, mailto, tel, irc or ircs. */
  url: string;
  /** Site-relative URL with query and fragment, for links within the site. */
  path: string | null;
  rel: string[];
  title: string | null;
}

/** A run of text with one format, an image, a formula, or a line break. */
export interface Inline {
  /** Empty for an image; a line feed for a line break; a formula in one line, such as `x^2`. */
  text: string;
  /** From the outermost to the innermost. */
  marks: readonly Mark[];
  link: Link | null;
  /** Number of the footnote that the run refers to. */
  footnote: number | null;
  image: BlockImage | null;
  /** The complete element <math> of a formula; null for other runs. */
  mathml: string | null;
  /** TeX source of a formula; null if it has none. */
  tex: string | null;
  isBreak: boolean;
}

/** Returns the text of the runs. */
export function getInlineText(inlines: readonly Inline[]): string {
  return inlines.map(({ text }) => text).join('');
}
