import { buildXmlDocument } from '../../shared/text/xml.js';
import { type FeedImage, type FeedItem, GENERATOR, type RenderFeed } from './feed.js';

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
        ...(feed.hub === null ? [] : [{ '@rel': 'hub', '@href': feed.hub }]),
      ],
      generator: GENERATOR,
      entry: feed.items.map(toAtomEntry),
    },
  });

function toAtomEntry(item: FeedItem) {
  const {
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
    rights,
  } = item;
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
      ...(rights
        ? [{ '@rel': 'license', '@type': rights.licenseType, '@href': rights.licenseDocument }]
        : []),
      ...[enclosure, image].filter((file) => file !== null).map(toEnclosure),
    ],
    rights: rights?.text,
    summary: summary || undefined,
    content: html === null ? undefined : { '@type': 'html', '#': html },
  };
}

function toEnclosure({ url, type, bytes }: Pick<FeedImage, 'url' | 'type' | 'bytes'>) {
  return {
    '@rel': 'enclosure',
    ...(type && { '@type': type }),
    ...(bytes !== null && { '@length': String(bytes) }),
    '@href': url,
  };
}
