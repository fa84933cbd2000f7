import { ARTICLE_FIELDS } from './article.fields.js';
import { BUILT_IN_KINDS, type Owner } from './content-model.js';

/** Names that sections, tags and authors share. */
const LISTED_NAMES = [
  ...['aliases', 'articleCount', 'articles', 'feeds', 'fields', 'id', 'image', 'name', 'path', 'seo'],
  ...['slug', 'url'],
];

/** Names that own fields and kinds cannot have: those of built-in fields in the graph and in front matter. */
export const RESERVED_NAMES: Record<Owner | 'kinds', ReadonlySet<string>> = {
  article: new Set([
    ...Object.keys(ARTICLE_FIELDS),
    ...['aliases', 'authors', 'body', 'bodyHtml', 'bodyMarkdown', 'corrections', 'date', 'description'],
    ...['draft', 'excerpt', 'expectedRevision', 'fields', 'id', 'image', 'kind', 'listedAt', 'next', 'path'],
    ...['pinned', 'previous', 'published', 'publishedAt', 'readingTime', 'redirects', 'related', 'revision'],
    ...[
      'revisions',
      'scheduledFor',
      'section',
      'sections',
      'seo',
      'series',
      'seriesPart',
      'slug',
      'status',
      'tags',
    ],
    ...['unpublishedAt', 'updated', 'updatedAt', 'url', 'verbatim', 'wordCount'],
  ]),
  section: new Set([...LISTED_NAMES, ...['children', 'description', 'parent']]),
  tag: new Set(LISTED_NAMES),
  author: new Set([...LISTED_NAMES, 'bio']),
  /** Values of ArticleKind. */
  kinds: new Set(BUILT_IN_KINDS),
};
