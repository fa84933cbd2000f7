import { z } from 'zod';
import type { RobotsColumns } from '../../../shared/robots.js';
import { slugify } from '../../../shared/text/slug.js';
import { htmlToText } from '../../html/html-text.js';
import type { ItemState } from '../../run/known-items.js';
import { readDirectives } from '../../run/noindex.js';
import { decodeSlug } from '../export/wxr-item.js';
import { JETPACK_ACCESS_KEY } from '../publication.js';
import { PRIMARY_CATEGORY_KEYS } from '../sections.js';
import type { WordPressSite, WordPressTag } from '../site.js';
import type { TermPage } from '../term-page.js';
import { NEVER_PUBLISHED, type WordPressItem, type WordPressTerm } from '../wordpress-item.js';
import { getExcerpt } from './excerpt.js';

const renderedSchema = z.object({
  rendered: z.string().default(''),
  raw: z.string().optional(),
  protected: z.boolean().default(false),
});
const EMPTY_RENDERED = { rendered: '', protected: false };
/** Makes a schema optional: a value of another type, written by a plugin or theme, counts as missing. */
const lenient = <Type extends z.ZodType>(type: Type) => type.nullish().catch(null);

const mediaSchema = z.object({
  id: z.number(),
  source_url: z.string(),
  alt_text: z.string().default(''),
  caption: renderedSchema.default(EMPTY_RENDERED),
  description: renderedSchema.default(EMPTY_RENDERED),
  post: lenient(z.number()),
  menu_order: z.number().default(0),
  title: renderedSchema.default(EMPTY_RENDERED),
  date_gmt: lenient(z.string()),
  media_details: lenient(z.object({ width: lenient(z.number()), height: lenient(z.number()) })),
});
const reusableBlockSchema = z.object({
  id: z.number(),
  status: z.string(),
  password: z.string().default(''),
  content: z.object({ raw: z.string() }),
});
/** A node of schema.org, of which the profiles of a person are read. */
const schemaNodeSchema = z.object({
  '@type': lenient(z.union([z.string(), z.array(z.string())])),
  sameAs: lenient(z.array(z.string())),
});
/** The head of a page as SEO plugins return it. */
export const headSchemas = {
  yoast_head_json: lenient(
    z.object({
      title: lenient(z.string()),
      description: lenient(z.string()),
      robots: lenient(z.object({ index: lenient(z.string()), follow: lenient(z.string()) })),
      schema: lenient(z.object({ '@graph': lenient(z.array(lenient(schemaNodeSchema))) })),
    }),
  ),
  aioseo_head_json: lenient(z.object({ robots: lenient(z.string()) })),
};
/** Languages as the APIs of Polylang Pro and WPML name them. */
export const languageSchemas = {
  lang: lenient(z.string()),
  translations: lenient(z.record(z.string(), z.number())),
  wpml_current_locale: lenient(z.string()),
  wpml_translations: lenient(z.array(z.object({ id: z.number() }))),
};
const authorSchema = z.object({
  id: lenient(z.number()),
  /** WordPress stores and returns display names as HTML. */
  name: z.string().transform(htmlToText),
  slug: lenient(z.string()),
  link: lenient(z.string()),
  description: lenient(z.string()),
  /** Website of the author. */
  url: lenient(z.string()),
  ...headSchemas,
});
const termSchema = z.object({
  id: lenient(z.number()),
  taxonomy: z.string(),
  slug: z.string(),
  name: z.string(),
  link: z.string().optional().catch(undefined),
  description: lenient(z.string()),
  ...headSchemas,
});

const postSchema = z.object({
  id: z.number(),
  type: z.string(),
  status: z.string(),
  format: lenient(z.string()),
  slug: z.string().default(''),
  link: z.string().default(''),
  date_gmt: lenient(z.string()),
  modified_gmt: lenient(z.string()),
  parent: z.number().default(0),
  menu_order: z.number().default(0),
  sticky: z.boolean().default(false),
  password: z.string().default(''),
  featured_media: z.number().default(0),
  title: renderedSchema.default(EMPTY_RENDERED),
  content: renderedSchema.default(EMPTY_RENDERED),
  excerpt: renderedSchema.default(EMPTY_RENDERED),
  meta: lenient(z.record(z.string(), z.unknown())),
  /** Fields of Advanced Custom Fields; an empty list for none. */
  acf: lenient(z.record(z.string(), z.unknown())),
  ...languageSchemas,
  ...headSchemas,
  _embedded: lenient(
    z.object({
      author: lenient(z.array(lenient(authorSchema))),
      'wp:term': lenient(z.array(lenient(z.array(lenient(termSchema))))),
      'wp:featuredmedia': lenient(z.array(lenient(mediaSchema))),
    }),
  ),
});

type Head = Pick<z.infer<typeof postSchema>, keyof typeof headSchemas>;

const state = postSchema.pick({ id: true, modified_gmt: true, status: true });

/** Parses a post that was requested with `_embed`. Adds its featured image to the site's attachments. */
export function parsePost(json: unknown, site: WordPressSite): WordPressItem {
  const post = postSchema.parse(json);
  const embedded = post._embedded;
  const [picture] = embedded?.['wp:featuredmedia'] ?? [];
  const meta = new Map<string, string[]>();
  if (picture) addMedia(picture, site);
  const { footnotes } = post.meta ?? {};
  if (typeof footnotes === 'string' && footnotes !== '') meta.set('footnotes', [footnotes]);
  if (post.featured_media > 0) meta.set('_thumbnail_id', [String(post.featured_media)]);
  // Sites that show it to the API.
  for (const key of PRIMARY_CATEGORY_KEYS) {
    const id = Number(post.meta?.[key]);
    if (id > 0) meta.set(key, [String(id)]);
  }
  const access = post.meta?.[JETPACK_ACCESS_KEY];
  if (typeof access === 'string') meta.set(JETPACK_ACCESS_KEY, [access]);
  for (const key of site.sponsors.metaKeys) {
    const value = post.meta?.[key] ?? post.acf?.[key];
    if (['string', 'boolean'].includes(typeof value)) meta.set(key, [String(value)]);
  }
  for (const author of embedded?.author ?? []) if (author) addAccount(author, site);
  const { title, description } = getSeo(post, site);
  if (title) meta.set('_yoast_wpseo_title', [title]);
  if (description) meta.set('_yoast_wpseo_metadesc', [description]);
  const { noindex, nofollow } = readPostRobots(post);
  if (noindex) meta.set('_yoast_wpseo_meta-robots-noindex', ['1']);
  if (nofollow) meta.set('_yoast_wpseo_meta-robots-nofollow', ['1']);
  return {
    id: String(post.id),
    type: post.type,
    status: post.status,
    title: post.title.raw ?? post.title.rendered,
    excerpt: getExcerpt(post),
    // With a login, the API returns the text as the editor wrote it, like exports.
    content: post.content.raw ?? post.content.rendered,
    isRendered: post.content.raw === undefined,
    slug: decodeSlug(post.slug),
    link: post.link,
    author: embedded?.author?.[0]?.name ?? '',
    ...(embedded?.author?.[0]?.id && { authorId: String(embedded.author[0].id) }),
    terms: [
      ...(embedded?.['wp:term'] ?? []).flatMap((list) => (list ?? []).flatMap(toTerms)),
      ...toFormatTerms(post.format),
    ],
    meta,
    // For drafts the API returns the date of the last save.
    date: NEVER_PUBLISHED.has(post.status) ? null : parseUtc(post.date_gmt),
    modified: parseUtc(post.modified_gmt),
    parent: String(post.parent),
    menuOrder: post.menu_order,
    hasPassword: post.password !== '' || post.content.protected,
    isSticky: post.sticky,
    comments: 0,
    entries: [],
    attachmentUrl: '',
    damage: [],
    ...readTranslation(post),
  };
}

/** Reads the language of a post and the IDs of its translations. */
function readTranslation(post: z.infer<typeof postSchema>): Pick<WordPressItem, 'translation'> {
  const language = post.lang ?? post.wpml_current_locale;
  if (!language) return {};
  const ids = [
    ...Object.values(post.translations ?? {}),
    ...(post.wpml_translations ?? []).map(({ id }) => id),
  ];
  return { translation: { language, ids: [...new Set(ids)].filter((id) => id !== post.id).map(String) } };
}

/** Adds a file of the media library. Returns false for an invalid response. */
export function parseMedia(json: unknown, site: WordPressSite): boolean {
  const { data } = mediaSchema.safeParse(json);
  if (data) addMedia(data, site);
  return data !== undefined;
}

function addMedia(media: z.infer<typeof mediaSchema>, site: WordPressSite): void {
  const { width, height } = media.media_details ?? {};
  site.attachments.add({
    id: String(media.id),
    url: media.source_url,
    alt: media.alt_text,
    parent: String(media.post ?? 0),
    order: media.menu_order,
    title: media.title.raw ?? media.title.rendered,
    date: parseUtc(media.date_gmt),
    caption: getCaption(media),
    width: width || null,
    height: height || null,
  });
}

/** Returns the caption of a file, without one that WordPress made of the beginning of its description or its title. */
function getCaption({ caption, description }: z.infer<typeof mediaSchema>): string {
  if (caption.raw !== undefined) return caption.raw;
  const [text = ''] = htmlToText(caption.rendered).split(' […]');
  const isGenerated = text !== '' && htmlToText(description.rendered).startsWith(text);
  return isGenerated ? '' : caption.rendered.trim().replace(/^<p>([^<]*)<\/p>$/, '$1');
}

/** Adds the account of an author, from a post or from the list of users. */
export function addAccount(json: unknown, site: WordPressSite): void {
  const { data } = authorSchema.safeParse(json);
  if (!data) return;
  const { id, name, slug, link, url } = data;
  site.accounts.set(id ? String(id) : (slug ?? slugify(name)), {
    id: id ? String(id) : null,
    login: slug ?? slugify(name),
    name,
    ...(link && { link }),
    page: toTermPage(data),
    links: [...new Set([...(url ? [url] : []), ...listProfiles(data)])],
  });
}

/** Lists the URLs that Yoast SEO names as those of a person elsewhere. */
function listProfiles({ yoast_head_json }: Head): string[] {
  const people = (yoast_head_json?.schema?.['@graph'] ?? []).filter((node) =>
    [node?.['@type']].flat().includes('Person'),
  );
  return people.flatMap((person) => person?.sameAs ?? []);
}

/** Returns the page of a tag, category or author from its description and head. */
export function toTermPage({
  description,
  ...head
}: Head & { description?: string | null | undefined }): TermPage {
  const { noindex, nofollow } = readHeadRobots(head);
  return {
    description: htmlToText(description ?? '') || undefined,
    noindex: noindex ? true : undefined,
    nofollow: nofollow ? true : undefined,
  };
}

/** Parses a tag of the list of tags; null for an invalid response. */
export function parseTag(json: unknown): WordPressTag | null {
  const { data } = termSchema.safeParse(json);
  const [tag] = toTerms(data);
  return tag?.id ? { ...tag, id: tag.id } : null;
}

/** Parses a reusable block, which only a login can read. */
export function parseReusableBlock(json: unknown, site: WordPressSite): void {
  const { data } = reusableBlockSchema.safeParse(json);
  if (!data) return;
  const isPublic = data.status === 'publish' && data.password === '';
  site.addReusableBlock(String(data.id), data.content.raw, { isPublic });
}

/** Returns the state of a post from a response with few fields. */
export function stateOfPost(json: unknown): ItemState & { id: number } {
  const { id, modified_gmt, status } = state.parse(json);
  return { id, modified: parseUtc(modified_gmt), status };
}

/**
 * Returns the SEO fields. Ignores the default title that Yoast generates from the post's title and the site's
 * name.
 */
function getSeo({ yoast_head_json, title }: z.infer<typeof postSchema>, site: WordPressSite) {
  const postTitle = htmlToText(title.rendered);
  const seoTitle = htmlToText(yoast_head_json?.title ?? '');
  const isGenerated =
    seoTitle === postTitle || (seoTitle.startsWith(postTitle) && seoTitle.endsWith(htmlToText(site.title)));
  return { title: isGenerated ? '' : seoTitle, description: yoast_head_json?.description };
}

/** Returns what the page of a post tells search engines. A plugin keeps every draft out. */
function readPostRobots({ status, meta, ...head }: z.infer<typeof postSchema>): RobotsColumns {
  const robots = status === 'publish' ? readHeadRobots(head) : { noindex: null, nofollow: null };
  return meta?.jetpack_seo_noindex === true ? { ...robots, noindex: true } : robots;
}

/** Returns what the head of a page tells search engines. */
function readHeadRobots({ yoast_head_json, aioseo_head_json }: Head): RobotsColumns {
  const { index, follow } = yoast_head_json?.robots ?? {};
  return readDirectives(`${index ?? ''},${follow ?? ''},${aioseo_head_json?.robots ?? ''}`);
}

function toTerms(term: z.infer<typeof termSchema> | null | undefined): WordPressTerm[] {
  if (!term) return [];
  const { id, taxonomy, slug, name, link } = term;
  return [
    {
      ...(id && { id: String(id) }),
      taxonomy,
      slug: decodeSlug(slug),
      name: htmlToText(name),
      link,
      page: toTermPage(term),
    },
  ];
}

/** Returns the term that an export has for a post format: `post-format-video` of `video`. */
function toFormatTerms(format: string | null | undefined): WordPressTerm[] {
  if (!format || format === 'standard') return [];
  return [{ taxonomy: 'post_format', slug: `post-format-${format}`, name: format }];
}

/** Parses a time of the API, which is in UTC but has no zone. */
function parseUtc(text: string | null | undefined): Date | null {
  const date = text ? new Date(`${text}Z`) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
