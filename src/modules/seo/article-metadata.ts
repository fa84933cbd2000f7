import type { Loaders } from '../../graphql/loaders.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { buildAuthorPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import type { Author } from '../author/author.type.js';
import type { Image } from '../image/image.type.js';
import type { Section } from '../section/section.type.js';
import type { Tag } from '../tag/tag.type.js';
import type { Seo } from './seo.type.js';
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
export function buildArticleJsonLd(
  article: Article,
  seo: Seo,
  common: SiteMetadata,
  context: Loaders,
): MaybePromise<object> {
  const self = { name: article.title, url: seo.canonicalUrl };
  return mapMaybePromise(loadRelations(article, context), (relations) =>
    mapMaybePromise(common.buildBreadcrumb(relations[3][0] ?? null, self, context), (breadcrumb) =>
      describeArticle(article, seo, common, { relations, breadcrumb }),
    ),
  );
}

function describeArticle(
  article: Article,
  { description, canonicalUrl }: Seo,
  common: SiteMetadata,
  { relations: [authors, tags, image, sections], breadcrumb }: { relations: Relations; breadcrumb: object },
): object {
  const { site } = common;
  const type = TYPES[article.kind] ?? 'NewsArticle';
  const isPage = type === 'WebPage';
  const sectionNames = sections.map(({ name }) => name);
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
    author: authors.map(({ name, slug, role }) => ({
      '@type': 'Person',
      name,
      jobTitle: role ?? undefined,
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
export function buildArticleOpenGraph(
  article: Article,
  seo: Seo,
  common: SiteMetadata,
  context: Loaders,
): MaybePromise<MetaProperty[]> {
  return mapMaybePromise(loadRelations(article, context), ([authors, tags, image, sections]) => [
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
  ]);
}

type Relations = [authors: Author[], tags: Tag[], image: Image | null, sections: Section[]];

function loadRelations(
  { id, imageId }: Article,
  { authors, tags, images, sections }: Loaders,
): MaybePromise<Relations> {
  return combineMaybePromises<Relations>([
    authors.ofArticle.load(id),
    tags.ofArticle.load(id),
    imageId === null ? null : images.byId.load(imageId),
    sections.ofArticle.load(id),
  ]);
}
