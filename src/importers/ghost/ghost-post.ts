import { z } from 'zod';

/** What a plugin, a theme or another version has made something else of is as good as missing. */
const lenient = <Type extends z.ZodType>(type: Type) => type.nullish().catch(null);
const textSchema = lenient(z.string()).transform((value) => value ?? '');
const idSchema = z.union([z.string(), z.number()]).transform(String);
const flagSchema = lenient(z.union([z.boolean(), z.number()])).transform(Boolean);

/** A tag or a person, as the export and the API name them. */
export const tagSchema = z.object({
  id: idSchema,
  slug: textSchema,
  name: textSchema,
  visibility: textSchema,
  description: textSchema,
});
export type GhostTag = z.infer<typeof tagSchema>;

export const userSchema = z.object({
  id: idSchema,
  slug: textSchema,
  name: textSchema,
  bio: textSchema,
  profile_image: textSchema,
});
export type GhostUser = z.infer<typeof userSchema>;

/** What Ghost keeps of a post in a table of its own, and the API with the post. */
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

/** A post or page as Ghost 5 and 6 write it, in exports and over the Content API. */
export const postSchema = z.object({
  id: idSchema,
  title: textSchema,
  slug: textSchema,
  html: textSchema,
  lexical: textSchema,
  mobiledoc: textSchema,
  feature_image: textSchema,
  featured: flagSchema,
  /** `post` or `page`; of versions before 3, a page has `page: true`. */
  type: textSchema,
  page: flagSchema,
  /** `published`, `draft`, `scheduled`, or `sent` for what went out by mail alone. */
  status: textSchema,
  /** `public`, `members`, `paid`, `tiers`, or a filter. */
  visibility: textSchema,
  /** Before version 2, the only author. */
  author_id: lenient(idSchema),
  published_at: textSchema,
  updated_at: textSchema,
  custom_excerpt: textSchema,
  canonical_url: textSchema,
  codeinjection_head: textSchema,
  codeinjection_foot: textSchema,
  custom_template: textSchema,
  /** Of the API alone. */
  url: textSchema,
  access: lenient(z.boolean()),
  ...metaFieldSchemas,
});

/** A post with what other tables say of it. */
export interface GhostPost extends z.infer<typeof postSchema> {
  /** In their order; the first that is not internal is the primary one. */
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
  /** Of lists: whether they get mail at all. */
  subscribed: lenient(z.boolean()),
  newsletters: lenient(z.array(z.object({ slug: textSchema, name: textSchema }))),
  /** Mail to them bounced or was called spam. */
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

/** `2025-06-30 15:31:36`, in UTC, or as ISO 8601 has it. */
export function parseGhostDate(text: string): Date | null {
  if (text === '') return null;
  const isBare = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text);
  const date = new Date(isBare ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(date.getTime()) ? null : date;
}
