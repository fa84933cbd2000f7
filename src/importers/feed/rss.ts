import { readFeedDates } from './feed-date.js';
import {
  type FeedContent,
  type FeedEntry,
  findLanguage,
  isImageFile,
  isMediaFile,
  USUAL_ENTRY,
} from './feed-entry.js';
import type { FeedByFormat } from './media-enclosures.js';

type RssItem = NonNullable<FeedByFormat<'rss'>['items']>[number];

/**
 * Normalizes RSS: https://www.rssboard.org/rss-specification, with the extensions content, dc, media and
 * iTunes.
 */
export function normalizeRss(
  { link, language, dc, items = [] }: FeedByFormat<'rss'>,
  timeZone: string,
): FeedContent {
  const ofFeed = [language, ...(dc?.languages ?? [])];
  return { site: link ?? null, entries: items.map((item) => toFeedEntry(item, ofFeed, timeZone)) };
}

/** Normalizes RSS 1.0, in which an item's URL is its ID: https://web.resource.org/rss/1.0/spec */
export function normalizeRdf({ link, dc, items = [] }: FeedByFormat<'rdf'>, timeZone: string): FeedContent {
  return {
    site: link ?? null,
    entries: items.map((item) =>
      toFeedEntry(
        { ...item, guid: { value: item.rdf?.about ?? item.link ?? '' } } as RssItem,
        dc?.languages ?? [],
        timeZone,
      ),
    ),
  };
}

function toFeedEntry(item: RssItem, ofFeed: (string | undefined)[], timeZone: string): FeedEntry {
  const { link, guid, enclosures = [], categories = [], description = '' } = item;
  const html = item.content?.encoded ?? '';
  const authorNames = [
    ...(item.dc?.creators ?? []),
    ...(item.authors ?? []).map(parseAuthorName),
    item.itunes?.author ?? '',
  ];
  const updated = item.atom?.updated ?? item.dcterms?.modified?.[0];
  const isPermalink = guid?.isPermaLink !== false && /^https?:/.test(guid?.value ?? '');
  return {
    id: guid?.value ?? link ?? '',
    link: link ?? (isPermalink ? (guid?.value ?? null) : null),
    title: item.title ?? '',
    html: html || description,
    summary: html === '' ? '' : description,
    authors: authorNames.map((name) => name.trim()).filter(Boolean),
    tags: categories.flatMap(({ name }) => name ?? []),
    ...readFeedDates({ published: item.pubDate ?? item.dc?.dates?.[0], updated }, timeZone),
    image: findImage(item),
    media: enclosures.filter(isMediaFile).flatMap(({ url }) => url ?? []),
    ...USUAL_ENTRY,
    language: findLanguage(...(item.dc?.languages ?? []), ...ofFeed),
  };
}

/**
 * Returns the name in `ada@example.com (Ada Marsh)`. Returns '' for an email address alone, which must not
 * become public.
 */
function parseAuthorName(author: string | { name?: string }): string {
  const text = typeof author === 'string' ? author : (author.name ?? '');
  const name = /\(([^()]+)\)/.exec(text)?.[1] ?? text;
  return name.includes('@') ? '' : name;
}

function findImage({ enclosures = [], media, itunes }: RssItem): FeedEntry['image'] {
  const [mediaImage] = (media?.contents ?? []).filter(
    ({ url, type, medium }) => medium === 'image' || isImageFile({ url, type }),
  );
  if (mediaImage?.url) {
    const caption = mediaImage.description?.value ?? media?.description?.value ?? null;
    const credit = (mediaImage.credits ?? media?.credits)?.find(({ value }) => value)?.value ?? null;
    return { url: mediaImage.url, alt: mediaImage.title?.value ?? '', caption, credit };
  }
  const url = enclosures.find(isImageFile)?.url ?? media?.thumbnails?.[0]?.url ?? itunes?.image;
  return url ? { url, alt: '', caption: null } : null;
}
