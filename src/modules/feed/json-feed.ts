import type { FeedEnclosure, FeedItem, RenderFeed } from './feed.js';

/** Renders a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export const renderJsonFeed: RenderFeed = (feed, self) =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.pageUrl,
    feed_url: self,
    description: feed.description,
    language: feed.language,
    hubs: feed.hub === null ? undefined : [{ type: 'WebSub', url: feed.hub }],
    items: feed.items.map(toJsonFeedItem),
  });

function toJsonFeedItem({
  id,
  url,
  title,
  summary,
  html,
  publishedAt,
  updatedAt,
  authors,
  categories,
  image,
  enclosure,
  language,
  rights,
}: FeedItem) {
  return {
    id,
    url,
    language: language ?? undefined,
    title,
    summary,
    // JSON Feed requires one of the two.
    ...(html === null ? { content_text: summary } : { content_html: html }),
    image: image?.url,
    attachments: enclosure ? [toAttachment(enclosure)] : undefined,
    date_published: publishedAt.toISOString(),
    date_modified: updatedAt.toISOString(),
    authors: authors.length > 0 ? authors : undefined,
    // An extension, whose name begins with an underscore.
    _machine_rights: rights
      ? { content_usage: rights.contentUsage, license_document: rights.licenseDocument }
      : undefined,
    tags: categories.length > 0 ? categories : undefined,
  };
}

function toAttachment({ url, type, bytes, duration }: FeedEnclosure) {
  return {
    url,
    mime_type: type,
    size_in_bytes: bytes ?? undefined,
    duration_in_seconds: duration === null ? undefined : Math.round(duration),
  };
}
