import type { ArticleFilter } from '../article/filter/article-filter.js';
import { type Feed, FeedFormat } from './feed.type.js';

/** File name and media type of each format. */
export const FEED_FILES = [
  { file: 'rss.xml', format: FeedFormat.RSS, mimeType: 'application/rss+xml' },
  { file: 'atom.xml', format: FeedFormat.ATOM, mimeType: 'application/atom+xml' },
  { file: 'feed.json', format: FeedFormat.JSON, mimeType: 'application/feed+json' },
] as const;

/** Builds the URLs of feeds. */
export class FeedLinks {
  /** `baseUrl` is the base URL of the feeds' own URLs. */
  constructor(private readonly baseUrl: string) {}

  /** Lists the feeds of the page at a site path, '' for the front page, with the articles that match a filter. */
  listFeeds(path: string, filter: ArticleFilter | null = null): Feed[] {
    return FEED_FILES.map(({ file, format, mimeType }) => ({
      url: this.buildUrl(path, file, filter),
      format,
      mimeType,
    }));
  }

  buildUrl(path: string, file: string, filter: ArticleFilter | null): string {
    return new URL(buildFeedPath(path, file, filter), this.baseUrl).href;
  }
}

/** Builds the path of a feed, with the filter as JSON in its parameter. */
export function buildFeedPath(path: string, file: string, filter: ArticleFilter | null): string {
  const parameter = filter === null ? '' : `?filter=${encodeURIComponent(JSON.stringify(filter))}`;
  return encodeURI(`/feeds${path}/${file}`) + parameter;
}
