import { dateOf, type FeedContent, type FeedEntry, isPicture, isPlayed } from './feed-entry.js';
import type { FeedForm } from './forms.js';

type Item = NonNullable<FeedForm<'rss'>['items']>[number];

/** https://www.rssboard.org/rss-specification, with what content, dc, media and iTunes add. */
export function rssContent({ link, items = [] }: FeedForm<'rss'>): FeedContent {
  return { site: link ?? null, entries: items.map(entryOf) };
}

/** https://web.resource.org/rss/1.0/spec: an item's address is its id. */
export function rdfContent({ link, items = [] }: FeedForm<'rdf'>): FeedContent {
  return {
    site: link ?? null,
    entries: items.map((item) =>
      entryOf({ ...item, guid: { value: item.rdf?.about ?? item.link ?? '' } } as Item),
    ),
  };
}

function entryOf(item: Item): FeedEntry {
  const { link, guid, enclosures = [], categories = [], description = '' } = item;
  const html = item.content?.encoded ?? '';
  const named = [
    ...(item.dc?.creators ?? []),
    ...(item.authors ?? []).map(nameOf),
    item.itunes?.author ?? '',
  ];
  const updated = item.atom?.updated ?? item.dcterms?.modified?.[0];
  const isAddress = guid?.isPermaLink !== false && /^https?:/.test(guid?.value ?? '');
  return {
    id: guid?.value ?? link ?? '',
    link: link ?? (isAddress ? guid!.value! : null),
    title: item.title ?? '',
    html: html || description,
    summary: html === '' ? '' : description,
    authors: named.map((name) => name.trim()).filter(Boolean),
    tags: categories.flatMap(({ name }) => name ?? []),
    publishedAt: dateOf(item.pubDate ?? item.dc?.dates?.[0]),
    updatedAt: dateOf(updated),
    image: pictureOf(item),
    media: enclosures.filter(isPlayed).flatMap(({ url }) => url ?? []),
  };
}

/** `ada@example.com (Ada Marsh)`; nobody's mail address is shown to readers. */
function nameOf(author: string | { name?: string }): string {
  const written = typeof author === 'string' ? author : (author.name ?? '');
  const name = /\(([^()]+)\)/.exec(written)?.[1] ?? written;
  return name.includes('@') ? '' : name;
}

function pictureOf({ enclosures = [], media, itunes }: Item): FeedEntry['image'] {
  const [shown] = (media?.contents ?? []).filter(
    ({ url, type, medium }) => medium === 'image' || isPicture({ url, type }),
  );
  if (shown?.url) {
    const caption = shown.description?.value ?? media?.description?.value ?? null;
    return { url: shown.url, alt: shown.title?.value ?? '', caption };
  }
  const url = enclosures.find(isPicture)?.url ?? media?.thumbnails?.[0]?.url ?? itunes?.image;
  return url ? { url, alt: '', caption: null } : null;
}
