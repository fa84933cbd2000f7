import { buildXmlDocument } from '../../shared/text/xml.js';
import { type FeedItem, GENERATOR, type RenderFeed } from './feed.js';

/** Renders a feed as Atom (RFC 4287). */
export const renderAtom: RenderFeed = (feed, self) =>
  buildXmlDocument({
    feed: {
      '@xmlns': 'http://www.w3.org/2005/Atom',
      '@xml:lang': feed.language,
      id: feed.id,
      title: feed.title,
      subtitle: feed.description,
      updated: feed.updatedAt.toISOString(),
      // Applies to entries without an author of their own.
      author: { name: feed.siteTitle },
      link: [
        { '@rel': 'self', '@type': 'application/atom+xml', '@href': self },
        { '@rel': 'alternate', '@type': 'text/html', '@href': feed.pageUrl },
      ],
      generator: GENERATOR,
      entry: feed.items.map(toAtomEntry),
    },
  });

function toAtomEntry(item: FeedItem) {
  const { id, url, title, summary, html, publishedAt, updatedAt, authors, categories, image } = item;
  return {
    '@xml:lang': item.language ?? undefined,
    id,
    title,
    published: publishedAt.toISOString(),
    updated: updatedAt.toISOString(),
    author: authors.map(({ name, url }) => ({ name, uri: url })),
    category: categories.map((term) => ({ '@term': term })),
    link: [
      { '@rel': 'alternate', '@type': 'text/html', '@href': url },
      ...(image
        ? [
            {
              '@rel': 'enclosure',
              ...(image.type && { '@type': image.type }),
              ...(image.bytes !== null && { '@length': String(image.bytes) }),
              '@href': image.url,
            },
          ]
        : []),
    ],
    summary: summary || undefined,
    content: html === null ? undefined : { '@type': 'html', '#': html },
  };
}
