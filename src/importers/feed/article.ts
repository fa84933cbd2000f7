import { ContentRefusedError } from '../../content/content-error.js';
import { EMPTY_CONTENT } from '../../modules/editing/article-content.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { toSitePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import { htmlToText } from '../html/html-text.js';
import { listCharsetWarnings } from '../run/charset-warnings.js';
import { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle, ImportedImage } from '../run/imported-article.js';
import { itemReader } from '../run/reading.js';
import type { SlugRegistry } from '../run/slugs.js';
import type { FeedEntry } from './feed-entry.js';

/** Values that all entries of a feed share. */
export interface FeedImportContext {
  source: string;
  /** Front page of the feed's site, or null if unknown. */
  site: string | null;
  slugs: SlugRegistry;
  /** Character set that was assumed for the feed, or null. */
  assumedCharset: string | null;
}

const TITLE_WORDS = 10;

/** Converts an entry to an article with warnings, or to the reason for refusing it. */
export async function createEntryItem(entry: FeedEntry, context: FeedImportContext): Promise<ImportItem> {
  const { id, link, kind, state } = entry;
  const warnings = new ConversionWarnings();
  const name = { item: link ?? (id || 'an entry'), ...(kind !== null && { kind }) };
  // It may have been imported when it was an article.
  if (state.name === 'left out')
    return { ...name, unpublish: { source: context.source, sourceId: id }, reason: state.reason };
  if (id === '')
    return {
      ...name,
      refused: ['the entry has neither an id nor a link, so that a second import could not recognise it'],
    };
  try {
    const article = await toArticle(entry, context, warnings);
    const text = [entry.title, entry.summary, entry.html, ...entry.tags, ...entry.authors].join(' ');
    for (const warning of listCharsetWarnings(text, context)) warnings.add(warning);
    return { ...name, article, warnings: warnings.messages, unusedFields: [] };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { ...name, refused: [error.message] };
  }
}

async function toArticle(
  entry: FeedEntry,
  { source, site, slugs }: FeedImportContext,
  warnings: ConversionWarnings,
): Promise<ImportedArticle> {
  const base = resolveUrl(entry.link ?? '', site);
  const { html, media } = entry;
  const body = await itemReader.read('feedBody', html, media, base ?? site);
  const title = htmlToText(entry.title) || deriveTitle(body, warnings);
  const path = entry.path ?? getSitePath(base, site, warnings);
  const isDraft = entry.state.name === 'draft';
  const slugBase =
    slugify(
      path
        ?.split('/')
        .at(-1)
        ?.replace(/\.(html?|php)$/, '') ?? '',
    ) ||
    slugify(title) ||
    'entry';
  if (entry.state.name === 'draft') warnings.add(entry.state.reason);
  else if (entry.publishedAt === null) warnings.add('no date: the time of the import is used');
  for (const note of entry.dateNotes) warnings.add(note);
  if (entry.html === '') warnings.add('the feed contains no text for this entry');
  return {
    ...EMPTY_CONTENT,
    source,
    sourceId: entry.id,
    sourceUrl: base,
    slug: slugs.claim(entry.id, [slugBase], path !== null),
    title,
    language: entry.language,
    path,
    standfirst: htmlToText(entry.summary) || null,
    body: { format: 'html', text: body },
    tags: [...new Set(entry.tags.map(htmlToText))].filter((tag) => slugify(tag) !== ''),
    authors: [...new Set(entry.authors.map(htmlToText))].filter(
      (name) => slugify(name) !== '' && !name.includes('@'),
    ),
    image: toImage(entry, base ?? site),
    ...(entry.kind === 'page' && { kind: ArticleKind.PAGE }),
    // The date of a draft is that of its last save.
    publishedAt: isDraft ? null : entry.publishedAt,
    updatedAt: entry.updatedAt,
    draft: isDraft,
  };
}

function deriveTitle(body: string, warnings: ConversionWarnings): string {
  warnings.add('no title: the first words of the text are used');
  const words = htmlToText(body).split(' ');
  const title = words.slice(0, TITLE_WORDS).join(' ').slice(0, 100);
  return title === '' ? 'Untitled' : `${title}${words.length > TITLE_WORDS ? ' …' : ''}`;
}

/** Returns the site path of an entry, or null with a warning if it links to another site. */
function getSitePath(link: string | null, site: string | null, warnings: ConversionWarnings): string | null {
  if (link === null) return null;
  const getHost = (address: string) => new URL(address).host.replace(/^www\./, '');
  if (site !== null && URL.canParse(site) && getHost(link) !== getHost(site)) {
    warnings.add(`the link ${link} is on another site; the path is derived from the slug`);
    return null;
  }
  const { pathname, search } = new URL(link);
  // Remove tracking parameters.
  return toSitePath(
    pathname + search.replace(/[?&](utm_\w+|fbclid|ref|source|rss)=[^&]*/g, '').replace(/^&/, '?'),
  );
}

function toImage({ image }: FeedEntry, base: string | null): ImportedImage | null {
  const url = image && resolveUrl(image.url, base);
  if (!url) return null;
  const { alt, caption, credit } = image;
  const words = {
    alt: htmlToText(alt),
    caption: htmlToText(caption ?? '') || null,
    credit: htmlToText(credit ?? '') || null,
  };
  return { url, ...words, width: null, height: null, focalX: null, focalY: null };
}

function resolveUrl(text: string, base: string | null): string | null {
  if (text === '' || !URL.canParse(text, base ?? undefined)) return null;
  const url = new URL(text, base ?? undefined);
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
