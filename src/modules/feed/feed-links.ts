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

  /** Lists the feeds of the page at a site path, '' for the front page. */
  listFeeds(path: string): Feed[] {
    return FEED_FILES.map(({ file, format, mimeType }) => ({
      url: this.buildUrl(path, file),
      format,
      mimeType,
    }));
  }

  buildUrl(path: string, file: string): string {
    return new URL(encodeURI(`/feeds${path}/${file}`), this.baseUrl).href;
  }
}
