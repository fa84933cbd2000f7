import { escapeHtml } from '../../shared/html.js';
import { dateOf, type FeedContent, type FeedEntry, isPicture, isPlayed } from './feed-entry.js';
import type { FeedForm } from './forms.js';

interface Text {
  value?: string;
  type?: string;
}

/** RFC 4287. */
export function atomContent({ links = [], entries = [], authors = [] }: FeedForm<'atom'>): FeedContent {
  const site = links.find(({ rel = 'alternate' }) => rel === 'alternate')?.href ?? null;
  const named = authors.flatMap(({ name }) => name ?? []);
  return {
    site,
    entries: entries.map((entry): FeedEntry => {
      const own = (entry.links ?? []).map(({ href, rel = 'alternate', type }) => ({
        url: href ?? '',
        rel,
        type,
      }));
      const link = own.find(({ rel }) => rel === 'alternate')?.url ?? null;
      const enclosures = own.filter(({ rel }) => rel === 'enclosure');
      const html = htmlOf(entry.content);
      const summary = htmlOf(entry.summary);
      const people = (entry.authors ?? []).flatMap(({ name }) => name ?? []);
      const picture = enclosures.find(isPicture)?.url ?? entry.media?.thumbnails?.[0]?.url;
      return {
        id: entry.id ?? link ?? '',
        link,
        title: htmlOf(entry.title),
        html: html || summary,
        summary: html === '' ? '' : summary,
        authors: people.length > 0 ? people : named,
        tags: (entry.categories ?? []).flatMap(({ label, term }) => label ?? term ?? []),
        publishedAt: dateOf(entry.published ?? entry.updated),
        updatedAt: dateOf(entry.updated),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: enclosures.filter(isPlayed).map(({ url }) => url),
      };
    }),
  };
}

function htmlOf(text: Text | undefined): string {
  const { value = '', type = 'text' } = text ?? {};
  return /^(text|text\/plain)$/.test(type) ? escapeHtml(value).replace(/\n{2,}/g, '<br><br>') : value;
}
