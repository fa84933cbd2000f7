import type { Loaders } from '../../graphql/loaders.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { truncateText } from '../../shared/text/first-words.js';
import type { Article } from '../article/article.type.js';
import type { Byline } from '../author/author.type.js';
import type { Image } from '../image/image.type.js';
import type { Section } from '../section/section.type.js';
import type { Series } from '../series/series.type.js';
import type { TagLink } from '../tag/tag.type.js';
import { type Alternate, X_DEFAULT } from './alternates.loaders.js';
import type { ArticleDetails } from './article-details.loader.js';
import { describeCoverage } from './live-blog-metadata.js';
import { describeAuthors, type Person } from './person-metadata.js';
import type { Seo } from './seo.type.js';
import type { MetaProperty, SiteMetadata } from './site-metadata.js';

/** Maximum characters of a description from the body; search engines show about as many. */
const DESCRIPTION_LENGTH = 155;

/** Types of schema.org by kind; the others are a NewsArticle. */
const TYPES: Record<string, string> = {
  [ArticleKind.PAGE]: 'WebPage',
  [ArticleKind.OPINION]: 'OpinionNewsArticle',
  [ArticleKind.LIVE_BLOG]: 'LiveBlogPosting',
};

/** Returns the type of schema.org of an article. A sponsored one is no NewsArticle, of whatever kind it is. */
function getType({ kind, sponsorName }: Article): string {
  return sponsorName === null ? (TYPES[kind] ?? 'NewsArticle') : 'AdvertiserContentArticle';
}

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
  return mapMaybePromise(
    combineMaybePromises<[Relations, Byline[], ArticleDetails, object, Series | null, object | null, object]>(
      [
        loadRelations(article, seo, context),
        context.authors.ofArticle.load(article.id),
        context.articleDetails.load(article.id),
        common.buildPublisher(context),
        article.seriesId === null ? null : context.series.byId.load(article.seriesId),
        article.kind === ArticleKind.LIVE_BLOG ? describeCoverage(article, seo, common, context) : null,
        describeTranslations(article, common, context),
      ],
    ),
    ([relations, authors, { corrections, links }, publisher, series, coverage, translations]) =>
      mapMaybePromise(common.buildBreadcrumb(relations[3][0] ?? null, self, context), (breadcrumb) => ({
        ...describeArticle(article, seo, common, {
          relations,
          authors: addLinks(authors, links),
          series,
          publisher,
          breadcrumb,
          context,
        }),
        ...describeParts(article, corrections, common),
        ...translations,
        ...coverage,
      })),
  );
}

function describeArticle(
  article: Article,
  { canonicalUrl }: Seo,
  common: SiteMetadata,
  {
    relations: [, tags, image, sections, description],
    authors,
    series,
    publisher,
    breadcrumb,
    context,
  }: {
    relations: Relations;
    authors: Person[];
    series: Series | null;
    publisher: object;
    breadcrumb: object;
    context: Loaders;
  },
): object {
  const { site } = common;
  const type = getType(article);
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
    author:
      authors.length > 0 ? describeAuthors(authors, common, context) : [describeOrigin(article, common)],
    publisher,
    sponsor: article.sponsorName === null ? undefined : describeOrigin(article, common),
    articleSection: isPage ? undefined : sectionNames.length > 1 ? sectionNames : sectionNames[0],
    keywords: tags.length > 0 ? tags.map(({ name }) => name) : undefined,
    isAccessibleForFree: article.access === AccessLevel.PUBLIC ? undefined : false,
    wordCount: isPage ? undefined : article.wordCount,
    inLanguage: article.language ?? site.language,
    isPartOf: series ? common.buildSeries(series, context) : undefined,
    position: series ? (article.seriesPart ?? undefined) : undefined,
  };
}

/** Describes the organization behind an article: its sponsor, or else the publication. */
function describeOrigin({ sponsorName, sponsorUrl }: Article, { site }: SiteMetadata): object {
  const { name, url } =
    sponsorName === null
      ? { name: site.title, url: site.url }
      : { name: sponsorName, url: sponsorUrl ?? undefined };
  return { '@type': 'Organization', name, url };
}

/** Describes the part for members, the corrections, and what assistants are to read aloud. */
function describeParts(
  { access }: Article,
  corrections: ArticleDetails['corrections'],
  { site: { selectors } }: SiteMetadata,
): object {
  return {
    hasPart:
      access === AccessLevel.PUBLIC
        ? undefined
        : { '@type': 'WebPageElement', isAccessibleForFree: false, cssSelector: selectors.paywall },
    correction:
      corrections.length === 0
        ? undefined
        : corrections.map(({ text, at }) => ({
            '@type': 'CorrectionComment',
            text,
            datePublished: at.toISOString(),
          })),
    speakable:
      selectors.speakable.length === 0
        ? undefined
        : { '@type': 'SpeakableSpecification', cssSelector: selectors.speakable },
  };
}

/** Adds their links to authors, which articles do not show. */
function addLinks(authors: Byline[], links: ArticleDetails['links']): Person[] {
  return authors.map((author) => ({ ...author, links: links.find((each) => each.id === author.id)?.links }));
}

/**
 * Describes the other versions of an article: workTranslation of the original, which is the oldest, and
 * translationOfWork of the others.
 */
function describeTranslations(
  article: Article,
  common: SiteMetadata,
  { alternates }: Loaders,
): MaybePromise<object> {
  return mapMaybePromise(alternates.ofArticle(article), (versions) => {
    const [original, ...translations] = versions.filter(({ language }) => language !== X_DEFAULT);
    if (!original) return {};
    const describe = ({ language, path }: Alternate) => ({
      '@type': getType(article),
      '@id': common.toAbsoluteUrl(path),
      inLanguage: language,
    });
    return original.path === article.path
      ? { workTranslation: translations.map(describe) }
      : { translationOfWork: describe(original) };
  });
}

/** Builds the properties of the Open Graph protocol (https://ogp.me) and its article namespace. */
export function buildArticleOpenGraph(
  article: Article,
  seo: Seo,
  common: SiteMetadata,
  context: Loaders,
): MaybePromise<MetaProperty[]> {
  return mapMaybePromise(
    loadRelations(article, seo, context),
    ([authors, tags, image, sections, description]) => [
      ...common.buildOpenGraph(
        article.kind === ArticleKind.PAGE ? 'website' : 'article',
        { ...seo, description },
        image,
        article.language ?? common.site.language,
      ),
      ['article:published_time', article.publishedAt?.toISOString()],
      ['article:modified_time', article.updatedAt.toISOString()],
      ['article:section', sections[0]?.name],
      ...authors.map(
        ({ slug }): MetaProperty => [
          'article:author',
          common.toAbsoluteUrl(context.authors.getPath({ slug })),
        ],
      ),
      ...tags.map(({ name }): MetaProperty => ['article:tag', name]),
      ['twitter:card', image ? 'summary_large_image' : 'summary'],
    ],
  );
}

/** Returns the description that editors wrote, or else the beginning of the body. */
export function loadArticleDescription(
  article: Article,
  description: string | null,
  articles: Loaders['articles'],
): MaybePromise<string | null> {
  if (description !== null) return description;
  return mapMaybePromise(
    articles.loadSummary(article),
    (text) => truncateText(text, DESCRIPTION_LENGTH) || null,
  );
}

type Relations = [
  authors: Byline[],
  tags: TagLink[],
  image: Image | null,
  sections: Section[],
  description: string | null,
];

function loadRelations(
  article: Article,
  { description }: Seo,
  { articles, authors, tags, images, sections }: Loaders,
): MaybePromise<Relations> {
  const { id, imageId } = article;
  return combineMaybePromises<Relations>([
    authors.ofArticle.load(id),
    tags.ofArticle.load(id),
    imageId === null ? null : images.byId.load(imageId),
    sections.ofArticle.load(id),
    loadArticleDescription(article, description, articles),
  ]);
}
