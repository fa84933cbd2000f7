import { escapeHtml } from '../../shared/text/html.js';
import { type FeedContent, type FeedEntry, isImageFile, isMediaFile, parseFeedDate } from './feed-entry.js';
import type { FeedByFormat } from './media-enclosures.js';

interface AtomText {
  value?: string;
  type?: string;
}

/** RFC 4287. */
export function normalizeAtom({ links = [], entries = [], authors = [] }: FeedByFormat<'atom'>): FeedContent {
  const site = links.find(({ rel = 'alternate' }) => rel === 'alternate')?.href ?? null;
  const feedAuthors = authors.flatMap(({ name }) => name ?? []);
  return {
    site,
    entries: entries.map((entry): FeedEntry => {
      const entryLinks = (entry.links ?? []).map(({ href, rel = 'alternate', type }) => ({
        url: href ?? '',
        rel,
        type,
      }));
      const link = entryLinks.find(({ rel }) => rel === 'alternate')?.url ?? null;
      const enclosures = entryLinks.filter(({ rel }) => rel === 'enclosure');
      const html = renderAtomText(entry.content);
      const summary = renderAtomText(entry.summary);
      const people = (entry.authors ?? []).flatMap(({ name }) => name ?? []);
      const picture = enclosures.find(isImageFile)?.url ?? entry.media?.thumbnails?.[0]?.url;
      return {
        id: entry.id ?? link ?? '',
        link,
        title: renderAtomText(entry.title),
        html: html || summary,
        summary: html === '' ? '' : summary,
        authors: people.length > 0 ? people : feedAuthors,
        tags: (entry.categories ?? []).flatMap(({ label, term }) => label ?? term ?? []),
        publishedAt: parseFeedDate(entry.published ?? entry.updated),
        updatedAt: parseFeedDate(entry.updated),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: enclosures.filter(isMediaFile).map(({ url }) => url),
      };
    }),
  };
}

function renderAtomText(text: AtomText | undefined): string {
  const { value = '', type = 'text' } = text ?? {};
  return /^(text|text\/plain)$/.test(type) ? escapeHtml(value).replace(/\n{2,}/g, '<br><br>') : value;
}
