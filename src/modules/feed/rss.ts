import { escapeHtml } from '../../shared/text/html.js';
import { buildXmlDocument } from '../../shared/text/xml.js';
import { type FeedItem, GENERATOR, type RenderFeed } from './feed.js';

/**
 * Renders a feed as RSS 2.0 (https://www.rssboard.org/rss-specification), following the RSS Best Practices
 * Profile.
 */
export const renderRss: RenderFeed = (feed, self) =>
  buildXmlDocument({
    rss: {
      '@version': '2.0',
      '@xmlns:atom': 'http://www.w3.org/2005/Atom',
      '@xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
      '@xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      channel: {
        title: feed.title,
        link: feed.pageUrl,
        description: feed.description,
        language: feed.language,
        lastBuildDate: feed.updatedAt.toUTCString(),
        generator: GENERATOR,
        docs: 'https://www.rssboard.org/rss-specification',
        'atom:link': { '@rel': 'self', '@type': 'application/rss+xml', '@href': self },
        item: feed.items.map(toRssItem),
      },
    },
  });

function toRssItem({ id, url, title, summary, html, publishedAt, authors, categories, image }: FeedItem) {
  return {
    title,
    link: url,
    guid: { '@isPermaLink': 'false', '#': id },
    pubDate: publishedAt.toUTCString(),
    // <author> would have to be an email address.
    'dc:creator': authors.map(({ name }) => name),
    category: categories,
    // Feed readers interpret descriptions as HTML.
    description: escapeHtml(summary),
    'content:encoded': html ?? undefined,
    // 0 is the conventional value for an unknown length.
    enclosure: image?.type
      ? { '@url': image.url, '@length': String(image.bytes ?? 0), '@type': image.type }
      : undefined,
  };
}
