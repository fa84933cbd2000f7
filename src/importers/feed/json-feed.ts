import { escapeHtml } from '../../shared/text/html.js';
import { type FeedContent, type FeedEntry, isImageFile, isMediaFile, parseFeedDate } from './feed-entry.js';
import type { FeedByFormat } from './media-enclosures.js';

/** https://www.jsonfeed.org/version/1.1/ */
export function normalizeJsonFeed({
  home_page_url: home,
  items = [],
  authors = [],
}: FeedByFormat<'json'>): FeedContent {
  return {
    site: home ?? null,
    entries: items.map((item): FeedEntry => {
      const files = (item.attachments ?? []).map(({ url, mime_type: type }) => ({ url: url ?? '', type }));
      const picture = item.image ?? item.banner_image ?? files.find(isImageFile)?.url;
      const html = item.content_html ?? renderParagraphs(item.content_text ?? '');
      return {
        id: item.id ?? item.url ?? '',
        link: item.url ?? null,
        title: escapeHtml(item.title ?? ''),
        html: html || renderParagraphs(item.summary ?? ''),
        summary: html === '' ? '' : escapeHtml(item.summary ?? ''),
        authors: (item.authors ?? authors).flatMap(({ name }) => name ?? []),
        tags: item.tags ?? [],
        publishedAt: parseFeedDate(item.date_published),
        updatedAt: parseFeedDate(item.date_modified),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: files.filter(isMediaFile).map(({ url }) => url),
      };
    }),
  };
}

function renderParagraphs(text: string): string {
  const all = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  return all.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
}
