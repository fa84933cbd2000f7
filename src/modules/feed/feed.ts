/** The latest of a site, or of one of its sections, tags or authors, whatever format it is written in. */
export interface Feed {
  /** Stays the same whatever its title and its address come to be. */
  id: string;
  title: string;
  description: string;
  /** Address of the page that shows the same. */
  pageUrl: string;
  /** BCP 47. */
  language: string;
  siteTitle: string;
  /** When something in it last changed. */
  updatedAt: Date;
  /** Latest first. */
  items: FeedItem[];
}

/** Addresses are absolute, texts plain. */
export interface FeedItem {
  /** Stays the same whatever its title and its address come to be. */
  id: string;
  url: string;
  title: string;
  summary: string;
  /** The whole body; null when the feed has summaries only. */
  html: string | null;
  publishedAt: Date;
  updatedAt: Date;
  authors: { name: string; url: string }[];
  /** The section, then the tags. */
  categories: string[];
  image: { url: string /** Media type; null when the address does not tell. */; type: string | null } | null;
}

/** Address of the feed itself, which the feed has to name. */
export type RenderFeed = (feed: Feed, self: string) => string;

export const GENERATOR = 'Dateline';
