import { slugify } from '../../../shared/text/slug.js';
import { htmlToText } from '../../html/html-text.js';
import { LIVE_BLOG_COMMENT, type LiveBlogComment, toEntries } from '../live-blog/comment-entries.js';
import { NEVER_PUBLISHED, type WordPressItem, type WordPressTerm } from '../wordpress-item.js';
import type { WxrElement } from './wxr-element.js';

/** Parses an `item` element of an export: https://wordpress.org/export/1.2/ and earlier versions. */
export function parseItem(element: WxrElement): WordPressItem {
  const getText = (name: string) => element.getText(name).trim();
  const comments = element.findChildren('wp:comment');
  const liveBlogComments = comments.filter(
    (comment) => comment.getText('wp:comment_type').trim() === LIVE_BLOG_COMMENT,
  );
  return {
    id: getText('wp:post_id'),
    type: getText('wp:post_type') || 'post',
    status: getText('wp:status'),
    title: getText('title'),
    excerpt: getText('excerpt:encoded'),
    content: element.getText('content:encoded'),
    isRendered: false,
    slug: decodeSlug(getText('wp:post_name')),
    link: getText('link'),
    author: getText('dc:creator'),
    terms: parseTerms(element),
    meta: parseMeta(element),
    date: parsePublicationDate(getText),
    modified: parseGmtDate(getText('wp:post_modified_gmt')),
    parent: getText('wp:post_parent') || '0',
    menuOrder: Number(getText('wp:menu_order')) || 0,
    hasPassword: getText('wp:post_password') !== '',
    isSticky: getText('wp:is_sticky') === '1',
    comments: comments.length - liveBlogComments.length,
    entries: toEntries(liveBlogComments.map(parseLiveBlogComment)),
    attachmentUrl: getText('wp:attachment_url') || getText('guid'),
    damage: element.damage,
  };
}

/** Returns the terms of an item. Before WXR 1.1, terms may lack a slug and tags have another domain. */
function parseTerms(element: WxrElement): WordPressTerm[] {
  const terms = element
    .findChildren('category')
    .map(({ attributes: { domain = 'category', nicename = '' }, text }) => {
      const name = htmlToText(text);
      const slug = nicename === '' ? slugify(name) : decodeSlug(nicename);
      return { taxonomy: domain === 'tag' ? 'post_tag' : domain, slug, name };
    });
  return [...new Map(terms.map((term) => [`${term.taxonomy} ${term.slug}`, term])).values()];
}

function parseLiveBlogComment(element: WxrElement): LiveBlogComment {
  const getText = (name: string) => element.getText(`wp:comment_${name}`).trim();
  const fields = element.findChildren('wp:commentmeta');
  return {
    id: getText('id'),
    status: getText('approved'),
    content: getText('content'),
    date: parseGmtDate(getText('date_gmt')) ?? parseGmtDate(getText('date')),
    author: { id: getText('user_id'), name: htmlToText(getText('author')) },
    meta: new Map(
      fields.map((field) => [field.getText('wp:meta_key').trim(), field.getText('wp:meta_value')]),
    ),
  };
}

function parseMeta(element: WxrElement): Map<string, string[]> {
  const meta = new Map<string, string[]>();
  for (const field of element.findChildren('wp:postmeta')) {
    const key = field.getText('wp:meta_key').trim();
    meta.set(key, [...(meta.get(key) ?? []), field.getText('wp:meta_value')]);
  }
  return meta;
}

/** Returns the publication date. Drafts only have the date of their last save, which is ignored. */
function parsePublicationDate(getText: (name: string) => string): Date | null {
  const date = parseGmtDate(getText('wp:post_date_gmt'));
  // As with the API, which has the date of the last save.
  if (NEVER_PUBLISHED.has(getText('wp:status'))) return null;
  if (date) return date;
  return parsePubDate(getText('pubDate')) ?? parseGmtDate(getText('wp:post_date'));
}

/** Decodes a slug, which WordPress stores percent-encoded. */
export function decodeSlug(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}

/** Parses `2016-03-04 14:30:00` in UTC. Returns null for the zeros of items that were never published. */
function parseGmtDate(text: string): Date | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text) ?? [];
  return day === undefined ? null : parseValidDate(`${day}T${time}Z`);
}

/** Parses `pubDate`. Returns null for the date in year -1 that WordPress writes for unpublished items. */
function parsePubDate(text: string): Date | null {
  return text === '' || text.includes('-0001') ? null : parseValidDate(text);
}

function parseValidDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 ? null : date;
}
