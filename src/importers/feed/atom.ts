import { escapeHtml } from '../../shared/text/html.js';
import { describeBloggerEntry, isKindCategory, readBloggerElements } from './blogger.js';
import { readFeedDates } from './feed-date.js';
import {
  type FeedContent,
  type FeedEntry,
  findLanguage,
  isImageFile,
  isMediaFile,
  MARKED_AS_DRAFT,
  USUAL_ENTRY,
} from './feed-entry.js';
import type { FeedByFormat } from './media-enclosures.js';

interface AtomText {
  value?: string;
  type?: string;
}

/**
 * Normalizes an Atom feed (RFC 4287) with the marks of drafts of RFC 5023. Blogger's elements are read from `xml`.
 */
export function normalizeAtom(
  { links = [], entries = [], authors = [] }: FeedByFormat<'atom'>,
  xml: string,
  timeZone: string,
): FeedContent {
  const bloggerElements = readBloggerElements(xml);
  // The parser has no attributes of XML.
  const base = /<feed\b[^<>]{0,2000}?\sxml:base\s*=\s*["']([^"'<>]{1,2000})["']/.exec(xml)?.[1];
  const resolve = (url: string) => (base && URL.canParse(url, base) ? new URL(url, base).href : url);
  const home = links.find(({ rel = 'alternate' }) => rel === 'alternate')?.href;
  const site = home === undefined ? null : resolve(home);
  const language = findLanguage(/<feed\b[^<>]{0,2000}?\sxml:lang\s*=\s*["']([\w-]{1,40})["']/.exec(xml)?.[1]);
  const feedAuthors = authors.flatMap(({ name }) => name ?? []);
  return {
    site,
    entries: entries.map((entry): FeedEntry => {
      const entryLinks = (entry.links ?? []).map(({ href, rel = 'alternate', type }) => ({
        url: href === undefined ? '' : resolve(href),
        rel,
        type,
      }));
      const link = entryLinks.find(({ rel }) => rel === 'alternate')?.url ?? null;
      const enclosures = entryLinks.filter(({ rel }) => rel === 'enclosure');
      const html = renderAtomText(entry.content);
      const summary = renderAtomText(entry.summary);
      const people = (entry.authors ?? []).flatMap(({ name }) => name ?? []);
      const categories = entry.categories ?? [];
      const isDraft = entry.app?.control?.draft === true;
      const picture = enclosures.find(isImageFile)?.url ?? entry.media?.thumbnails?.[0]?.url;
      return {
        id: entry.id ?? link ?? '',
        link,
        title: renderAtomText(entry.title),
        html: html || summary,
        summary: html === '' ? '' : summary,
        authors: people.length > 0 ? people : feedAuthors,
        tags: categories
          .filter((category) => !isKindCategory(category))
          .flatMap(({ label, term }) => label ?? term ?? []),
        ...readFeedDates({ published: entry.published ?? entry.updated, updated: entry.updated }, timeZone),
        image: picture ? { url: picture, alt: '', caption: null } : null,
        media: enclosures.filter(isMediaFile).map(({ url }) => url),
        ...USUAL_ENTRY,
        language,
        ...(isDraft && { state: MARKED_AS_DRAFT }),
        ...describeBloggerEntry(categories, bloggerElements.get(entry.id ?? ''), isDraft),
      };
    }),
  };
}

function renderAtomText(text: AtomText | undefined): string {
  const { value = '', type = 'text' } = text ?? {};
  return /^(text|text\/plain)$/.test(type) ? escapeHtml(value).replace(/\n{2,}/g, '<br><br>') : value;
}
