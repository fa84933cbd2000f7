import type { RichTextSource } from '../../content/rich-text.js';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../fields/article.fields.js';
import { createEmptyValues, parseValues } from '../../fields/field-values.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { AccessLevel } from '../../shared/article/access-level.js';

/** Complete content of an article revision, as its editor or source supplied it. */
export interface ArticleContent extends ArticleFieldValues {
  slug: string;
  body: RichTextSource;
  /** Fixed URL path; if null, the path is derived from section and slug. */
  path: string | null;
  /**
   * Primary section, as names or slugs from the root section down; empty for no section. Missing sections are
   * created.
   */
  section: string[];
  /** Further sections in order, each like `section`. Ignored without a primary section. */
  otherSections: string[][];
  /** Names or slugs. Missing tags are created. */
  tags: string[];
  /** Names or slugs in the order of the byline. Missing authors are created. */
  authors: string[];
  image: ImageContent | null;
  series: { name: string; part: number | null } | null;
  corrections: { text: string; at: Date }[];
  /** Publication date shown to readers; null for the time of the first publication. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** Former paths that redirect to the article. */
  aliases: string[];
  /** Readers of the whole body; undefined for PUBLIC. Others read the part before `<!--members-only-->`. */
  access?: AccessLevel | undefined;
  /** Value of ArticleKind; undefined for ARTICLE. */
  kind?: string | undefined;
  /** Values of the site's own fields; those of a kind are below its facet. */
  fields?: OwnValues | undefined;
}

export interface ImageContent {
  /** URL with `http:` or `https:`, or a site-relative path with a leading slash. */
  url: string;
  /** Alternative text, '' if the source has none. */
  alt: string;
  caption: string | null;
  credit: string | null;
  license?: string | null | undefined;
  /** True if the text alternative of the file is shown; `alt` is that of the time of saving. */
  hasFileAlt?: boolean | undefined;
  width: number | null;
  height: number | null;
  /** 0 (left) to 1 (right). */
  focalX: number | null;
  /** 0 (top) to 1 (bottom). */
  focalY: number | null;
}

/** Content fields of an empty article. */
export const EMPTY_CONTENT: Omit<ArticleContent, 'slug' | 'title' | 'access' | 'kind' | 'fields'> = {
  ...createEmptyValues(ARTICLE_FIELDS),
  body: { format: 'markdown', text: '' },
  path: null,
  section: [],
  otherSections: [],
  tags: [],
  authors: [],
  image: null,
  series: null,
  corrections: [],
  publishedAt: null,
  updatedAt: null,
  aliases: [],
};

/** Parses the stored JSON of a revision, in which dates are strings. */
export function parseRevisionContent(json: unknown): ArticleContent {
  const content = json as ArticleContent;
  const toDate = (text: Date | null) => text && new Date(text);
  return {
    ...EMPTY_CONTENT,
    ...content,
    ...parseValues(ARTICLE_FIELDS, content),
    corrections: content.corrections.map(({ text, at }) => ({ text, at: new Date(at) })),
    publishedAt: toDate(content.publishedAt),
    updatedAt: toDate(content.updatedAt),
  };
}
