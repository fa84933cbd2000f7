import { escapeHtml } from '../../shared/text/html.js';
import { readFeedDates } from './feed-date.js';
import {
  type FeedContent,
  type FeedEntry,
  findLanguage,
  isImageFile,
  isMediaFile,
  MARKED_AS_DRAFT,
  PUBLIC,
  USUAL_ENTRY,
} from './feed-entry.js';
import type { FeedByFormat } from './media-enclosures.js';

/** Normalizes a JSON Feed: https://www.jsonfeed.org/version/1.1/. `json` is its text, with properties of other names. */
export function normalizeJsonFeed(
  { home_page_url: home, items = [], authors = [], language }: FeedByFormat<'json'>,
  json: string,
  timeZone: string,
): FeedContent {
  const draftIds = listDraftIds(json);
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
        ...readFeedDates({ published: item.date_published, updated: item.date_modified }, timeZone),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: files.filter(isMediaFile).map(({ url }) => url),
        ...USUAL_ENTRY,
        language: findLanguage(item.language, language),
        state: draftIds.has(item.id ?? item.url ?? '') ? MARKED_AS_DRAFT : PUBLIC,
      };
    }),
  };
}

/** Words of publishing systems for content that is not public. */
const UNPUBLISHED =
  /^(draft|private|pending|unpublished|scheduled|future|hidden|archived|deleted|trash(ed)?)$/i;

/**
 * Lists the IDs, or else URLs, of the items with a property that says that they are not public. The standard
 * has no property for it.
 */
function listDraftIds(json: string): Set<string> {
  const { items } = JSON.parse(json) as { items?: unknown };
  const ids = (Array.isArray(items) ? items : [])
    .filter(
      (item) => item?.draft === true || item?.published === false || UNPUBLISHED.test(item?.status ?? ''),
    )
    .map(({ id, url }) => String(id ?? url ?? ''));
  return new Set(ids);
}

function renderParagraphs(text: string): string {
  const all = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '');
  return all.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
}
