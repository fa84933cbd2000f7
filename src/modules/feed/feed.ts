import type { RightsSignals } from '../machine-rights/machine-rights.type.js';

/** Format-independent feed of the latest articles of the site, a section, a tag or an author. */
export interface SiteFeed {
  /** Permanent ID, independent of title and URL. */
  id: string;
  title: string;
  description: string;
  /** URL of the page with the same content. */
  pageUrl: string;
  /** Language tag (BCP 47). */
  language: string;
  siteTitle: string;
  /** URL of the hub that sends the feed to its subscribers; null without one. */
  hub: string | null;
  /** Time of the last change of any item. */
  updatedAt: Date;
  /** Items, latest first. */
  items: FeedItem[];
}

/** Item of a feed. URLs are absolute; texts are plain. */
export interface FeedItem {
  /** Permanent ID, independent of title and URL. */
  id: string;
  url: string;
  /** Headline; that of a sponsored article begins with its label. */
  title: string;
  summary: string;
  /** Complete body as HTML; null if the feed has summaries only. */
  html: string | null;
  publishedAt: Date;
  updatedAt: Date;
  authors: { name: string; url: string }[];
  /** The label of a sponsored article, then the names of the sections, the primary one first, then the tags. */
  categories: string[];
  /** Language tag, if it is not that of the feed. */
  language: string | null;
  image: FeedImage | null;
  /** What machines may use the text for; null if nothing is stated. */
  rights: RightsSignals | null;
  /** Sound or video of the article, for podcasts. */
  enclosure: FeedEnclosure | null;
}

export interface FeedEnclosure {
  url: string;
  /** Media type. */
  type: string;
  /** Size of the file; null if the media library does not have it. */
  bytes: number | null;
  /** Seconds; null if they are not known. */
  duration: number | null;
}

export interface FeedImage {
  url: string;
  /** Media type; null if neither the file nor the URL reveals it. */
  type: string | null;
  /** Size of the file; null if it was not read. */
  bytes: number | null;
}

/** Renders a feed in one format. `self` is the URL of the feed document itself. */
export type RenderFeed = (feed: SiteFeed, self: string) => string;

export const GENERATOR = 'Dateline';
