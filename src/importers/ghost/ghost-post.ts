import { z } from 'zod';

/** What a plugin, a theme or another version has made something else of is as good as missing. */
const loose = <Type extends z.ZodType>(type: Type) => type.nullish().catch(null);
const words = loose(z.string()).transform((value) => value ?? '');
const id = z.union([z.string(), z.number()]).transform(String);
const flag = loose(z.union([z.boolean(), z.number()])).transform(Boolean);

/** A tag or a person, as the export and the API name them. */
export const named = z.object({ id, slug: words, name: words, visibility: words, description: words });
export type GhostTag = z.infer<typeof named>;

export const user = z.object({ id, slug: words, name: words, bio: words, profile_image: words });
export type GhostUser = z.infer<typeof user>;

/** What Ghost keeps of a post in a table of its own, and the API with the post. */
const metaFields = {
  meta_title: words,
  meta_description: words,
  feature_image_alt: words,
  feature_image_caption: words,
  og_title: words,
  og_description: words,
  og_image: words,
  twitter_title: words,
  twitter_description: words,
  twitter_image: words,
  frontmatter: words,
  email_only: flag,
};
export const postMeta = z.object({ post_id: id, ...metaFields });
export type GhostPostMeta = z.infer<typeof postMeta>;

/** A post or page as Ghost 5 and 6 write it, in exports and over the Content API. */
export const post = z.object({
  id,
  title: words,
  slug: words,
  html: words,
  lexical: words,
  mobiledoc: words,
  feature_image: words,
  featured: flag,
  /** `post` or `page`; of versions before 3, a page has `page: true`. */
  type: words,
  page: flag,
  /** `published`, `draft`, `scheduled`, or `sent` for what went out by mail alone. */
  status: words,
  /** `public`, `members`, `paid`, `tiers`, or a filter. */
  visibility: words,
  /** Before version 2, the only author. */
  author_id: loose(id),
  published_at: words,
  updated_at: words,
  custom_excerpt: words,
  canonical_url: words,
  codeinjection_head: words,
  codeinjection_foot: words,
  custom_template: words,
  /** Of the API alone. */
  url: words,
  access: loose(z.boolean()),
  ...metaFields,
});

/** A post with what other tables say of it. */
export interface GhostPost extends z.infer<typeof post> {
  /** In their order; the first that is not internal is the primary one. */
  tags: GhostTag[];
  authors: GhostUser[];
}

export const newsletter = z.object({ id, slug: words, name: words, description: words, status: words });
export type GhostNewsletter = z.infer<typeof newsletter>;

export const member = z.object({
  id: loose(id),
  email: words,
  created_at: words,
  /** Of lists: whether they get mail at all. */
  subscribed: loose(z.boolean()),
  newsletters: loose(z.array(z.object({ slug: words, name: words }))),
  /** Mail to them bounced or was called spam. */
  email_disabled: flag,
  email_suppression: loose(z.object({ suppressed: flag })),
});
export type GhostMember = z.infer<typeof member>;

export function typeOf({ type, page }: GhostPost): 'post' | 'page' {
  return type === 'page' || page ? 'page' : 'post';
}

export function isInternal({ slug, name, visibility }: GhostTag): boolean {
  return visibility === 'internal' || name.startsWith('#') || /^hash-/.test(slug);
}

/** `2025-06-30 15:31:36`, in UTC, or as ISO 8601 has it. */
export function dateOf(written: string): Date | null {
  if (written === '') return null;
  const isBare = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(written);
  const date = new Date(isBare ? `${written.replace(' ', 'T')}Z` : written);
  return Number.isNaN(date.getTime()) ? null : date;
}
