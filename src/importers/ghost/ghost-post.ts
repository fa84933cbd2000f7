import { z } from 'zod';

/**
 * Makes a schema optional: a value of another type, written by a plugin, theme or other version, counts as
 * missing.
 */
const lenient = <Type extends z.ZodType>(type: Type) => type.nullish().catch(null);
const textSchema = lenient(z.string()).transform((value) => value ?? '');
const idSchema = z.union([z.string(), z.number()]).transform(String);
/** A date as text; before version 1, a number of milliseconds. */
const dateSchema = lenient(z.union([z.string(), z.number().transform(String)])).transform(
  (value) => value ?? '',
);
const flagSchema = lenient(z.union([z.boolean(), z.number()])).transform(Boolean);

/** A tag, as exports and the API return it. */
export const tagSchema = z.object({
  id: idSchema,
  slug: textSchema,
  name: textSchema,
  visibility: textSchema,
  description: textSchema,
  feature_image: textSchema,
  /** The picture before version 1. */
  image: textSchema,
  meta_title: textSchema,
  meta_description: textSchema,
  codeinjection_head: textSchema,
});
export type GhostTag = z.infer<typeof tagSchema>;

export const userSchema = z.object({
  id: idSchema,
  slug: textSchema,
  name: textSchema,
  bio: textSchema,
  profile_image: textSchema,
  /** The portrait before version 1. */
  image: textSchema,
  website: textSchema,
  location: textSchema,
  meta_title: textSchema,
  meta_description: textSchema,
  facebook: textSchema,
  twitter: textSchema,
  threads: textSchema,
  bluesky: textSchema,
  mastodon: textSchema,
  tiktok: textSchema,
  youtube: textSchema,
  instagram: textSchema,
  linkedin: textSchema,
});
export type GhostUser = z.infer<typeof userSchema>;

/** Metadata of a post. Exports store it in a separate table, the API returns it with the post. */
const metaFieldSchemas = {
  meta_title: textSchema,
  meta_description: textSchema,
  feature_image_alt: textSchema,
  feature_image_caption: textSchema,
  og_title: textSchema,
  og_description: textSchema,
  og_image: textSchema,
  twitter_title: textSchema,
  twitter_description: textSchema,
  twitter_image: textSchema,
  frontmatter: textSchema,
  email_only: flagSchema,
};
export const postMetaSchema = z.object({ post_id: idSchema, ...metaFieldSchemas });
export type GhostPostMeta = z.infer<typeof postMetaSchema>;

/** A post or page of Ghost 5 or 6, from an export or the Content API. */
export const postSchema = z.looseObject({
  id: idSchema,
  title: textSchema,
  slug: textSchema,
  html: textSchema,
  lexical: textSchema,
  mobiledoc: textSchema,
  feature_image: textSchema,
  /** The feature image before version 1. */
  image: textSchema,
  featured: flagSchema,
  /** `post` or `page`. Before version 3, pages have `page: true` instead. */
  type: textSchema,
  page: flagSchema,
  /** `published`, `draft`, `scheduled`, or `sent` for posts that were only sent by email. */
  status: textSchema,
  /** `public`, `members`, `paid`, `tiers`, or a filter. */
  visibility: textSchema,
  /** ID of the only author, before version 2. */
  author_id: lenient(idSchema),
  published_at: dateSchema,
  updated_at: dateSchema,
  custom_excerpt: textSchema,
  canonical_url: textSchema,
  codeinjection_head: textSchema,
  codeinjection_foot: textSchema,
  custom_template: textSchema,
  /** Only in responses of the API. */
  url: textSchema,
  access: lenient(z.boolean()),
  ...metaFieldSchemas,
});

/** A post with its related tags and authors. */
export interface GhostPost extends z.infer<typeof postSchema> {
  /** Tags in order. The first tag that is not internal is the primary tag. */
  tags: GhostTag[];
  authors: GhostUser[];
}

export const newsletterSchema = z.object({
  id: idSchema,
  slug: textSchema,
  name: textSchema,
  description: textSchema,
  status: textSchema,
});
export type GhostNewsletter = z.infer<typeof newsletterSchema>;

export const memberSchema = z.object({
  id: lenient(idSchema),
  email: textSchema,
  created_at: textSchema,
  /** True if the member receives email. Only in lists of members. */
  subscribed: lenient(z.boolean()),
  newsletters: lenient(z.array(z.object({ slug: textSchema, name: textSchema }))),
  /** True if email to the member bounced or was reported as spam. */
  email_disabled: flagSchema,
  email_suppression: lenient(z.object({ suppressed: flagSchema })),
});
export type GhostMember = z.infer<typeof memberSchema>;

export function getPostType({ type, page }: GhostPost): 'post' | 'page' {
  return type === 'page' || page ? 'page' : 'post';
}

export function isInternal({ slug, name, visibility }: GhostTag): boolean {
  return visibility === 'internal' || name.startsWith('#') || /^hash-/.test(slug);
}

/** Parses `2025-06-30 15:31:36` (UTC) or ISO 8601. Returns null for an empty or invalid date. */
export function parseGhostDate(text: string): Date | null {
  if (text === '') return null;
  if (/^\d{10,14}$/.test(text)) return new Date(Number(text));
  const isBare = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  const date = new Date(isBare ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(date.getTime()) ? null : date;
}
