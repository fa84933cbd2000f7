import { parseFeed } from 'feedsmith';
import { UnreadableSource } from '../unreadable-source.js';
import { atomContent } from './atom.js';
import type { FeedContent } from './feed-entry.js';
import { jsonContent } from './json-feed.js';
import { rdfContent, rssContent } from './rss.js';

/** What a feed has: RSS of any version, Atom or JSON Feed. Throws UnreadableSource for what is none. */
export function contentOfFeed(text: string, place: string): FeedContent {
  const { format, feed } = parsed(text, place);
  switch (format) {
    case 'atom':
      return atomContent(feed);
    case 'json':
      return jsonContent(feed);
    case 'rdf':
      return rdfContent(feed);
    default:
      return rssContent(feed);
  }
}

function parsed(text: string, place: string): ReturnType<typeof parseFeed> {
  try {
    return parseFeed(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = (error as Error).message.slice(0, 200);
    throw new UnreadableSource(`${place} is no feed (RSS, Atom or JSON Feed): ${why}.`);
  }
}
