import { MAX_STATEMENT_LENGTH, normalizeStatement } from '../shared/machine-rights.js';
import { boolean, type ColumnField, text, url } from './field.js';
import type { FieldValues } from './field-values.js';

/**
 * The fields of an article that have a column of their own. GraphQL, validation, drafts, publishing, revisions,
 * importers and the Markdown export follow this list; docs/contributing.md shows how to add one.
 *
 * Body, section, tags, authors, image, series, paths, dates and corrections are not here. They span several columns
 * or tables and have rules of their own, written out in modules/editing/article-content.ts and where they are used.
 */
export const ARTICLE_FIELDS = {
  title: text({
    description: 'The headline, as plain text.',
    maxLength: 300,
    isRequired: true,
  }),
  standfirst: text({
    description: 'The sentence or two under the headline, as plain text.',
    frontMatter: ['standfirst', 'excerpt', 'subtitle', 'dek', 'summary'],
  }),
  language: text({
    description: "The language of the article, if it is not the site's.",
    maxLength: 35,
    isLanguageTag: true,
    isHidden: true,
    frontMatter: ['language', 'lang'],
  }),
  seoTitle: text({
    description: 'The text for <title>, if it is not the headline.',
    maxLength: 300,
    frontMatter: ['seo.title', 'meta.title', 'seoTitle', 'metaTitle'],
  }),
  seoDescription: text({
    description: 'The text for <meta name="description">, if it is not the standfirst.',
    frontMatter: ['seo.description', 'meta.description', 'seoDescription', 'metaDescription'],
  }),
  canonicalUrl: url({
    description: 'The absolute URL of the original, if the article was first published elsewhere.',
    frontMatter: ['seo.canonicalUrl', 'seo.canonical', 'canonicalUrl', 'canonical'],
  }),
  noindex: boolean({
    description:
      'True if search engines are not to index the article: it is left out of sitemaps. Null means false.',
    deprecationReason: 'Use `robots`. Removed after 2027-06-01.',
    isHidden: true,
    frontMatter: ['seo.noindex', 'noindex', 'robotsNoIndex'],
  }),
  nofollow: boolean({
    description: 'True if search engines are not to follow the links of the article. Null means false.',
    isHidden: true,
    hasInput: false,
    frontMatter: ['seo.nofollow', 'nofollow', 'robotsNoFollow'],
  }),
  sponsorName: text({
    description: 'The name of the sponsor who paid for the article.',
    maxLength: 200,
    isHidden: true,
    hasInput: false,
    frontMatter: ['sponsorship.name', 'sponsorship'],
  }),
  sponsorUrl: url({
    description: 'The absolute URL of the sponsor.',
    isHidden: true,
    hasInput: false,
    frontMatter: ['sponsorship.url'],
  }),
  machineRights: text({
    description: 'What machines may use the article for. Null to follow its section.',
    maxLength: MAX_STATEMENT_LENGTH,
    normalize: normalizeStatement,
    isHidden: true,
    hasInput: false,
  }),
} satisfies Record<string, ColumnField>;

/** Values of the fields of an article; null for those without one. */
export type ArticleFieldValues = FieldValues<typeof ARTICLE_FIELDS>;
