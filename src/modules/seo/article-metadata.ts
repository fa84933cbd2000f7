import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { buildAuthorPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import type { Seo } from './seo.type.js';
import type { SeoContext } from './seo-context.js';
import type { MetaProperty, SiteMetadata } from './site-metadata.js';

/** Types of schema.org by kind; the others are a NewsArticle. */
const TYPES: Record<string, string> = {
  [ArticleKind.PAGE]: 'WebPage',
  [ArticleKind.OPINION]: 'OpinionNewsArticle',
  [ArticleKind.LIVE_BLOG]: 'LiveBlogPosting',
};

/**
 * Builds https://schema.org/NewsArticle, or the type of the article's kind, with the properties that Google
 * recommends for articles. The breadcrumb leads through the primary section. A WebPage has no section and no number
 * of words.
 */
export async function buildArticleJsonLd(
  article: Article,
  { description, canonicalUrl }: Seo,
  common: SiteMetadata,
  context: SeoContext,
): Promise<object> {
  const { site } = common;
  const { authors, tags, sections, image } = await loadRelations(article, context);
  const type = TYPES[article.kind] ?? 'NewsArticle';
  const isPage = type === 'WebPage';
  const sectionNames = sections.map(({ name }) => name);
  const self = { name: article.title, url: canonicalUrl };
  const breadcrumb = await common.buildBreadcrumb(sections[0] ?? null, self, context);
  return {
    '@type': type,
    '@id': canonicalUrl,
    url: canonicalUrl,
    ...(isPage
      ? { breadcrumb }
      : { mainEntityOfPage: { '@type': 'WebPage', '@id': canonicalUrl, breadcrumb } }),
    headline: article.title,
    description: description ?? undefined,
    image: image ? [common.buildImageObject(image)] : undefined,
    datePublished: article.publishedAt?.toISOString(),
    dateModified: article.updatedAt.toISOString(),
    author: authors.map(({ name, slug }) => ({
      '@type': 'Person',
      name,
      url: common.toAbsoluteUrl(buildAuthorPath(slug)),
    })),
    publisher: common.buildPublisher(),
    articleSection: isPage ? undefined : sectionNames.length > 1 ? sectionNames : sectionNames[0],
    keywords: tags.length > 0 ? tags.map(({ name }) => name) : undefined,
    isAccessibleForFree: article.access === AccessLevel.PUBLIC ? undefined : false,
    wordCount: isPage ? undefined : article.wordCount,
    inLanguage: article.language ?? site.language,
    isPartOf: article.series ? { '@type': 'CreativeWorkSeries', name: article.series } : undefined,
    position: article.seriesPart ?? undefined,
  };
}

/** Builds the properties of the Open Graph protocol (https://ogp.me) and its article namespace. */
export async function buildArticleOpenGraph(
  article: Article,
  seo: Seo,
  common: SiteMetadata,
  context: SeoContext,
): Promise<MetaProperty[]> {
  const { authors, tags, sections, image } = await loadRelations(article, context);
  return [
    ...common.buildOpenGraph(
      article.kind === ArticleKind.PAGE ? 'website' : 'article',
      seo,
      image,
      article.language ?? common.site.language,
    ),
    ['article:published_time', article.publishedAt?.toISOString()],
    ['article:modified_time', article.updatedAt.toISOString()],
    ['article:section', sections[0]?.name],
    ...authors.map(
      ({ slug }): MetaProperty => ['article:author', common.toAbsoluteUrl(buildAuthorPath(slug))],
    ),
    ...tags.map(({ name }): MetaProperty => ['article:tag', name]),
    ['twitter:card', image ? 'summary_large_image' : 'summary'],
  ];
}

async function loadRelations(article: Article, { authors, tags, images, sections }: SeoContext) {
  const [byline, subjects, image, ownSections] = await Promise.all([
    authors.ofArticle.load(article.id),
    tags.ofArticle.load(article.id),
    article.imageId === null ? null : images.byId.load(article.imageId),
    sections.ofArticle.load(article.id),
  ]);
  return { authors: byline, tags: subjects, image, sections: ownSections };
}
