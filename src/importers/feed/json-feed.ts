import { escapeHtml } from '../../shared/html.js';
import { dateOf, type FeedContent, type FeedEntry, isPicture, isPlayed } from './feed-entry.js';
import type { FeedForm } from './forms.js';

/** https://www.jsonfeed.org/version/1.1/ */
export function jsonContent({
  home_page_url: home,
  items = [],
  authors = [],
}: FeedForm<'json'>): FeedContent {
  return {
    site: home ?? null,
    entries: items.map((item): FeedEntry => {
      const files = (item.attachments ?? []).map(({ url, mime_type: type }) => ({ url: url ?? '', type }));
      const picture = item.image ?? item.banner_image ?? files.find(isPicture)?.url;
      const html = item.content_html ?? paragraphs(item.content_text ?? '');
      return {
        id: item.id ?? item.url ?? '',
        link: item.url ?? null,
        title: escapeHtml(item.title ?? ''),
        html: html || paragraphs(item.summary ?? ''),
        summary: html === '' ? '' : escapeHtml(item.summary ?? ''),
        authors: (item.authors ?? authors).flatMap(({ name }) => name ?? []),
        tags: item.tags ?? [],
        publishedAt: dateOf(item.date_published),
        updatedAt: dateOf(item.date_modified),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: files.filter(isPlayed).map(({ url }) => url),
      };
    }),
  };
}

function paragraphs(text: string): string {
  const all = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  return all.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
}
