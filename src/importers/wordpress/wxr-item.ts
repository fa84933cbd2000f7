import { slugify } from '../../shared/slug.js';
import { textOfHtml } from '../html-text.js';
import { NEVER_PUBLISHED, type WordPressItem, type WordPressTerm } from './wordpress-item.js';
import type { WxrElement } from './wxr-element.js';

/** The item of an export's `item` element, by https://wordpress.org/export/1.2/ and the versions before it. */
export function itemOf(element: WxrElement): WordPressItem {
  const text = (name: string) => element.textOf(name).trim();
  return {
    id: text('wp:post_id'),
    type: text('wp:post_type') || 'post',
    status: text('wp:status'),
    title: text('title'),
    excerpt: text('excerpt:encoded'),
    content: element.textOf('content:encoded'),
    isRendered: false,
    slug: decodedSlug(text('wp:post_name')),
    link: text('link'),
    author: text('dc:creator'),
    terms: termsOf(element),
    meta: metaFields(element),
    date: publicationDate(text),
    modified: dateOf(text('wp:post_modified_gmt')),
    parent: text('wp:post_parent') || '0',
    menuOrder: Number(text('wp:menu_order')) || 0,
    hasPassword: text('wp:post_password') !== '',
    isSticky: text('wp:is_sticky') === '1',
    comments: element.all('wp:comment').length,
    attachmentUrl: text('wp:attachment_url') || text('guid'),
    damage: element.damage,
  };
}

/** Before WXR 1.1, terms also stood without a slug, and tags went by another name. */
function termsOf(element: WxrElement): WordPressTerm[] {
  const terms = element
    .all('category')
    .map(({ attributes: { domain = 'category', nicename = '' }, text }) => {
      const name = textOfHtml(text);
      const slug = nicename === '' ? slugify(name) : decodedSlug(nicename);
      return { taxonomy: domain === 'tag' ? 'post_tag' : domain, slug, name };
    });
  return [...new Map(terms.map((term) => [`${term.taxonomy} ${term.slug}`, term])).values()];
}

function metaFields(element: WxrElement): Map<string, string[]> {
  const meta = new Map<string, string[]>();
  for (const field of element.all('wp:postmeta')) {
    const key = field.textOf('wp:meta_key').trim();
    meta.set(key, [...(meta.get(key) ?? []), field.textOf('wp:meta_value')]);
  }
  return meta;
}

/** What was never published has only the day of its last save, which is no date for readers. */
function publicationDate(text: (name: string) => string): Date | null {
  const date = dateOf(text('wp:post_date_gmt'));
  if (date || NEVER_PUBLISHED.has(text('wp:status'))) return date;
  return pubDate(text('pubDate')) ?? dateOf(text('wp:post_date'));
}

/** WordPress keeps slugs as they stand in addresses. */
export function decodedSlug(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}

/** `2016-03-04 14:30:00`, in UTC; what was never published has zeros. */
function dateOf(text: string): Date | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text) ?? [];
  return day === undefined ? null : realDate(`${day}T${time}Z`);
}

/** Of what was never published, WordPress writes the 30th of November before the year 0. */
function pubDate(text: string): Date | null {
  return text === '' || text.includes('-0001') ? null : realDate(text);
}

function realDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 ? null : date;
}
