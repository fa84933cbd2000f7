import { parseFeed } from 'feedsmith';
import { describeContent, type IdentifiedContent, identifyContent } from '../fetch/identify-content.js';
import type { LoadedSource } from '../fetch/load-source.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { normalizeAtom } from './atom.js';
import type { FeedContent } from './feed-entry.js';
import { normalizeJsonFeed } from './json-feed.js';
import { normalizeRdf, normalizeRss } from './rss.js';

/** Characters of a page that are searched for a link to its feed. */
const MAX_HEAD_LENGTH = 100_000;

/** Parses a feed: RSS of any version, Atom or JSON Feed. `timeZone` is that of days without a time. Throws UnreadableSourceError for other content. */
export async function parseFeedContent(
  { bytes, text: source, url }: LoadedSource,
  location: string,
  timeZone = 'UTC',
): Promise<FeedContent> {
  const text = source.replace(/^\ufeff/, '');
  const content = await identifyContent(bytes, location);
  // The first is RSS too, with drafts that are only marked in its own namespace. The parser of feeds finds one in archives.
  if (content.kind === 'wordpress' || content.kind === 'binary')
    throw createNoFeedError(location, content, null);
  const { format, feed } = parseRawFeed(text, (reason) =>
    content.kind === 'feed'
      ? new UnreadableSourceError(`${location} is not a feed (RSS, Atom or JSON Feed): ${reason}.`)
      : createNoFeedError(location, content, content.kind === 'html' ? findFeedLink(text, url) : null),
  );
  switch (format) {
    case 'atom':
      return normalizeAtom(feed, text, timeZone);
    case 'json':
      return normalizeJsonFeed(feed, text, timeZone);
    case 'rdf':
      return normalizeRdf(feed, timeZone);
    default:
      return normalizeRss(feed, timeZone);
  }
}

function parseRawFeed(text: string, createError: (reason: string) => Error): ReturnType<typeof parseFeed> {
  try {
    return parseFeed(text);
  } catch (error) {
    throw createError((error as Error).message.slice(0, 200));
  }
}

function createNoFeedError(location: string, content: IdentifiedContent, feedUrl: string | null): Error {
  const advice = feedUrl === null ? '' : ` Its feed is ${feedUrl}.`;
  return new UnreadableSourceError(
    `${location} is not a feed (RSS, Atom or JSON Feed). It is ${describeContent(content)}.${advice}`,
  );
}

/** Returns the URL of the feed that a page links to in its head, or null if there is none. */
function findFeedLink(html: string, url: string | null): string | null {
  for (const [tag] of html.slice(0, MAX_HEAD_LENGTH).matchAll(/<link\b[^<>]*>/gi)) {
    if (!/\btype\s*=\s*["']?application\/(rss\+xml|atom\+xml|feed\+json)/i.test(tag)) continue;
    const href = /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1];
    if (href && URL.canParse(href, url ?? undefined)) return new URL(href, url ?? undefined).href;
  }
  return null;
}
