import { escapeHtml } from '../../shared/text/html.js';
import { buildXmlDocument } from '../../shared/text/xml.js';
import { type FeedItem, GENERATOR, type RenderFeed } from './feed.js';

/**
 * Renders a feed as RSS 2.0 (https://www.rssboard.org/rss-specification), following the RSS Best Practices
 * Profile.
 */
export const renderRss: RenderFeed = (feed, self) => {
  const namespace = feed.items.find(({ rights }) => rights)?.rights?.namespace;
  return buildXmlDocument({
    rss: {
      '@version': '2.0',
      '@xmlns:atom': 'http://www.w3.org/2005/Atom',
      '@xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
      '@xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      ...(namespace && { '@xmlns:rsl': namespace }),
      '@xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
      channel: {
        title: feed.title,
        link: feed.pageUrl,
        description: feed.description,
        language: feed.language,
        lastBuildDate: feed.updatedAt.toUTCString(),
        generator: GENERATOR,
        docs: 'https://www.rssboard.org/rss-specification',
        'atom:link': [
          { '@rel': 'self', '@type': 'application/rss+xml', '@href': self },
          ...(feed.hub === null ? [] : [{ '@rel': 'hub', '@href': feed.hub }]),
        ],
        item: feed.items.map(toRssItem),
      },
    },
  });
};

function toRssItem({ image, enclosure, ...item }: FeedItem) {
  const { id, url, title, summary, html, publishedAt, authors, categories, rights } = item;
  // An item has one enclosure: its audio or video, or else its picture.
  const file = enclosure ?? (image?.type ? { ...image, type: image.type } : null);
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
    enclosure: file
      ? { '@url': file.url, '@length': String(file.bytes ?? 0), '@type': file.type }
      : undefined,
    'rsl:content': rights ? { '@url': url, 'rsl:license': rights.licenses } : undefined,
    'itunes:duration': enclosure?.duration ? String(Math.round(enclosure.duration)) : undefined,
    'itunes:image': enclosure && image ? { '@href': image.url } : undefined,
  };
}
