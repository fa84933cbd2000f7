import { parseFeed } from 'feedsmith';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { normalizeAtom } from './atom.js';
import type { FeedContent } from './feed-entry.js';
import { normalizeJsonFeed } from './json-feed.js';
import { normalizeRdf, normalizeRss } from './rss.js';

/** Parses a feed: RSS of any version, Atom or JSON Feed. Throws UnreadableSourceError for other content. */
export function parseFeedContent(source: string, location: string): FeedContent {
  const text = source.replace(/^\ufeff/, '');
  const { format, feed } = parseRawFeed(text, location);
  switch (format) {
    case 'atom':
      return normalizeAtom(feed, text);
    case 'json':
      return normalizeJsonFeed(feed, text);
    case 'rdf':
      return normalizeRdf(feed);
    default:
      return normalizeRss(feed);
  }
}

function parseRawFeed(text: string, location: string): ReturnType<typeof parseFeed> {
  try {
    return parseFeed(text);
  } catch (error) {
    const reason = (error as Error).message.slice(0, 200);
    throw new UnreadableSourceError(`${location} is not a feed (RSS, Atom or JSON Feed): ${reason}.`);
  }
}
