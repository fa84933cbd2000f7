/**
 * Names of columns and properties by the field that they are taken for, best first. Case, spaces and signs do not count.
 * `createdAt` is none: a draft has it too.
 */
export const USUAL_NAMES = {
  id: ['id', '_id', 'postId', 'documentId', 'uuid', 'guid', 'nid'],
  title: ['title', 'headline', 'postTitle'],
  standfirst: [
    'standfirst',
    'subtitle',
    'excerpt',
    'summary',
    'description',
    'deck',
    'dek',
    'teaser',
    'intro',
  ],
  body: [
    'body',
    'content',
    'html',
    'bodyHtml',
    'contentHtml',
    'postContent',
    'articleBody',
    'richContent',
    'richText',
    'markdown',
    'text',
    'blocks',
    'plainContent',
  ],
  slug: ['slug', 'urlSlug', 'postName'],
  url: ['url', 'link', 'permalink', 'postPageUrl'],
  path: ['path', 'pathAlias'],
  formerPaths: ['formerPaths', 'formerPath', 'redirects', 'oldUrl', 'oldPath'],
  publishedAt: [
    'publishedAt',
    'publishedDate',
    'publishDate',
    'publicationDate',
    'datePublished',
    'postDate',
    'pubDate',
    'date',
  ],
  updatedAt: [
    'updatedAt',
    '_updatedAt',
    'modifiedAt',
    'modified',
    'lastModified',
    'lastPublishedDate',
    'changed',
  ],
  status: ['status', 'state', 'postStatus', 'published', 'isPublished'],
  draft: ['draft', 'isDraft'],
  visibility: ['visibility', 'postVisibility'],
  deleted: ['deletedAt', 'deleted', 'isDeleted', 'trashed'],
  embargoedUntil: ['embargoedUntil', 'embargoUntil', 'embargo', 'embargoDate'],
  expiresAt: ['expiresAt', 'expires', 'expiryDate', 'expirationDate', 'unpublishAt', 'unpublishOn'],
  section: ['section', 'mainCategory', 'category', 'categories', 'channel'],
  tags: ['tags', 'tag', 'keywords', 'topics', 'labels'],
  authors: ['authors', 'author', 'byline', 'creator', 'writer', 'authorName'],
  image: [
    'image',
    'coverImage',
    'cover',
    'featuredImage',
    'featureImage',
    'heroImage',
    'mainImage',
    'leadImage',
    'imageUrl',
    'thumbnail',
  ],
  imageAlt: ['imageAlt', 'coverImageAlt', 'altText'],
  imageCaption: ['imageCaption'],
  imageCredit: ['imageCredit', 'photoCredit'],
  language: ['language', 'lang', 'locale', 'langcode'],
  translationOf: ['translationOf', 'translationId'],
  kind: ['kind'],
  access: ['access'],
  seoTitle: ['seoTitle', 'metaTitle'],
  seoDescription: ['seoDescription', 'metaDescription'],
  canonicalUrl: ['canonicalUrl', 'canonical'],
  noindex: ['noindex'],
  sponsorName: ['sponsorName', 'sponsor', 'sponsoredBy'],
  sponsorUrl: ['sponsorUrl'],
} satisfies Record<string, string[]>;

/** Name of a field of a table. */
export type TableField = keyof typeof USUAL_NAMES;

/** Columns or paths of JSON by field, best first. Own fields are `fields.NAME`. */
export type TableMap = Partial<Record<TableField, string[]>> & Record<`fields.${string}`, string[]>;

export const TABLE_FIELDS = Object.keys(USUAL_NAMES) as TableField[];

const normalized = new Map<string, string>();

/** Normalizes a name, so that `Published Date` and `published_date` are `publishedDate`. */
export function normalizeName(name: string): string {
  const known = normalized.get(name);
  if (known !== undefined) return known;
  const result = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (normalized.size < 10_000) normalized.set(name, result);
  return result;
}
