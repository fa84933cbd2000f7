import { ContentRefusedError } from '../../shared/content/content-refused.js';
import { slugify } from '../../shared/slug.js';
import { textOfHtml } from '../html-text.js';
import type { ImportItem } from '../import-run.js';
import type { ImportedArticle, ImportedImage } from '../imported-article.js';
import { Losses } from '../losses.js';
import { itemReader } from '../reading.js';
import { sitePath } from '../site-path.js';
import type { Slugs } from '../slugs.js';
import type { FeedEntry } from './feed-entry.js';

/** What the entries of a feed have in common. */
export interface FeedPlace {
  source: string;
  /** Front page of the site that the feed is of; null when it does not say. */
  site: string | null;
  slugs: Slugs;
}

const TITLE_WORDS = 10;

/** An entry as an article, with what it loses; or why it is none. */
export async function entryItem(entry: FeedEntry, place: FeedPlace): Promise<ImportItem> {
  const losses = new Losses();
  const item = entry.link ?? (entry.id || 'an entry');
  if (entry.id === '')
    return { item, refused: ['it has neither an id nor an address, by which it would be known again'] };
  try {
    const article = await articleOf(entry, place, losses);
    return { item, article, notes: losses.all, unused: [] };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { item, refused: [error.message] };
  }
}

async function articleOf(
  entry: FeedEntry,
  { source, site, slugs }: FeedPlace,
  losses: Losses,
): Promise<ImportedArticle> {
  const base = whole(entry.link ?? '', site);
  const { html, media } = entry;
  const body = await itemReader.read('feedBody', html, media, base ?? site);
  const title = textOfHtml(entry.title) || firstWords(body, losses);
  const path = pathOf(base, site, losses);
  const own =
    slugify(
      path
        ?.split('/')
        .at(-1)
        ?.replace(/\.(html?|php)$/, '') ?? '',
    ) ||
    slugify(title) ||
    'entry';
  if (entry.publishedAt === null) losses.note('it has no date: it gets that of its publication here');
  if (entry.html === '') losses.note('the feed has no text of it');
  return {
    ...{ source, sourceId: entry.id, slug: slugs.claim(entry.id, [own]), title, path },
    standfirst: textOfHtml(entry.summary) || null,
    body: { format: 'html', text: body },
    ...{ section: [], aliases: [], series: null, corrections: [], seoTitle: null, seoDescription: null },
    tags: [...new Set(entry.tags.map(textOfHtml))].filter((tag) => slugify(tag) !== ''),
    authors: [...new Set(entry.authors.map(textOfHtml))].filter(
      (name) => slugify(name) !== '' && !name.includes('@'),
    ),
    image: imageOf(entry, base ?? site),
    publishedAt: entry.publishedAt,
    updatedAt: entry.updatedAt,
    draft: false,
  };
}

function firstWords(body: string, losses: Losses): string {
  losses.note('it has no title: its first words stand in for one');
  const words = textOfHtml(body).split(' ');
  const first = words.slice(0, TITLE_WORDS).join(' ').slice(0, 100);
  return first === '' ? 'Untitled' : `${first}${words.length > TITLE_WORDS ? ' …' : ''}`;
}

/** An entry may lead to another site; what stands there has no address here. */
function pathOf(link: string | null, site: string | null, losses: Losses): string | null {
  if (link === null) return null;
  const host = (address: string) => new URL(address).host.replace(/^www\./, '');
  if (site !== null && URL.canParse(site) && host(link) !== host(site)) {
    losses.note(`its address, ${link}, is on another site; the path follows from the slug`);
    return null;
  }
  const { pathname, search } = new URL(link);
  // What is counted by is no part of an address.
  return sitePath(
    pathname + search.replace(/[?&](utm_\w+|fbclid|ref|source|rss)=[^&]*/g, '').replace(/^&/, '?'),
  );
}

function imageOf({ image }: FeedEntry, base: string | null): ImportedImage | null {
  const url = image && whole(image.url, base);
  if (!url) return null;
  const { alt, caption } = image;
  const words = { alt: textOfHtml(alt), caption: textOfHtml(caption ?? '') || null, credit: null };
  return { url, ...words, width: null, height: null, focalX: null, focalY: null };
}

function whole(address: string, base: string | null): string | null {
  if (address === '' || !URL.canParse(address, base ?? undefined)) return null;
  const url = new URL(address, base ?? undefined);
  return /^https?:$/.test(url.protocol) ? url.href : null;
}
