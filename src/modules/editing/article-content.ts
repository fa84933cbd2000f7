import type { RichTextSource } from '../../shared/content/rich-text.js';

/** All that an editor says of an article: one revision, as it came. */
export interface ArticleContent {
  slug: string;
  title: string;
  standfirst: string | null;
  body: RichTextSource;
  /** An address to keep; null: made from section and slug. */
  path: string | null;
  /** Names from the root of the section tree down; [] for none. Missing ones are created. */
  section: string[];
  /** Names or slugs. Missing ones are created. */
  tags: string[];
  /** Names or slugs, in the order of the byline. Missing ones are created. */
  authors: string[];
  image: ImageContent | null;
  seoTitle: string | null;
  seoDescription: string | null;
  series: { name: string; part: number | null } | null;
  corrections: { text: string; at: Date }[];
  /** The date that readers are to see; null: the time of the first publication. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Old addresses that lead here. */
  aliases: string[];
}

export interface ImageContent {
  url: string;
  alt: string;
  caption: string | null;
  credit: string | null;
  width: number | null;
  height: number | null;
  focalX: number | null;
  focalY: number | null;
}

/** The article cannot be kept as it is; the message tells its editor why, and nothing was changed. */
export class ContentRejected extends Error {
  override name = 'ContentRejected';
}
