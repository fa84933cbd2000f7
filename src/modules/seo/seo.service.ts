import { ArticleKind } from '../../shared/article-kind.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { buildAuthorPath } from '../../shared/paths.js';
import type { Article } from '../article/article.type.js';
import type { Author } from '../author/author.type.js';
import type { Image } from '../image/image.type.js';
import type { Section } from '../section/section.type.js';
import type { Site } from '../site/site.type.js';
import type { Tag } from '../tag/tag.type.js';
import type { MetaTag, Seo } from './seo.type.js';

/** The loaders that an article's metadata is built from. */
export interface SeoContext {
  authors: { ofArticle: Loader<Author[]> };
  tags: { ofArticle: Loader<Tag[]> };
  images: { byId: Loader<Image | null> };
  sections: { ofArticle: Loader<Section[]> };
}
interface Loader<Row> {
  load(id: number): MaybePromise<Row>;
}

/** Types of schema.org by kind; the others are a NewsArticle. */
const TYPES: Record<string, string> = {
  [ArticleKind.PAGE]: 'WebPage',
  [ArticleKind.OPINION]: 'OpinionNewsArticle',
  [ArticleKind.LIVE_BLOG]: 'LiveBlogPosting',
};

export class SeoService {
  constructor(private readonly site: Site) {}

  describe(article: Article): Seo {
    return {
      article,
      title: article.seoTitle ?? article.title,
      description: article.seoDescription ?? article.standfirst,
      canonicalUrl: article.canonicalUrl ?? this.toAbsoluteUrl(article.path),
    };
  }

  /**
   * Builds https://schema.org/NewsArticle as JSON-LD, or the type of the article's kind, with the properties
   * that Google recommends for articles. A WebPage has no section and no number of words.
   */
  async buildJsonLd({ article, description, canonicalUrl }: Seo, context: SeoContext): Promise<string> {
    const { authors, tags, sections, image } = await loadRelations(article, context);
    const type = TYPES[article.kind] ?? 'NewsArticle';
    const isPage = type === 'WebPage';
    const sectionNames = sections.map(({ name }) => name);
    const document = {
      '@context': 'https://schema.org',
      '@type': type,
      '@id': canonicalUrl,
      url: canonicalUrl,
      mainEntityOfPage: isPage ? undefined : { '@type': 'WebPage', '@id': canonicalUrl },
      headline: article.title,
      description: description ?? undefined,
      image: image ? [this.buildImageObject(image)] : undefined,
      datePublished: article.publishedAt?.toISOString(),
      dateModified: article.updatedAt.toISOString(),
      author: authors.map(({ name, slug }) => ({
        '@type': 'Person',
        name,
        url: this.toAbsoluteUrl(buildAuthorPath(slug)),
      })),
      publisher: this.buildPublisher(),
      articleSection: isPage ? undefined : sectionNames.length > 1 ? sectionNames : sectionNames[0],
      keywords: tags.length > 0 ? tags.map(({ name }) => name) : undefined,
      wordCount: isPage ? undefined : article.wordCount,
      inLanguage: this.site.language,
      isPartOf: article.series ? { '@type': 'CreativeWorkSeries', name: article.series } : undefined,
      position: article.seriesPart ?? undefined,
    };
    // Escaped, since a headline with </script> would end the script element.
    return JSON.stringify(document).replaceAll('<', '\\u003c');
  }

  /**
   * Builds the tags of the Open Graph protocol (https://ogp.me), its article namespace, and the card type of
   * X.
   */
  async buildOpenGraph(
    { article, title, description, canonicalUrl }: Seo,
    context: SeoContext,
  ): Promise<MetaTag[]> {
    const { authors, tags, sections, image } = await loadRelations(article, context);
    const properties: [string, string | number | null | undefined][] = [
      ['og:type', article.kind === ArticleKind.PAGE ? 'website' : 'article'],
      ['og:title', title],
      ['og:description', description],
      ['og:url', canonicalUrl],
      ['og:site_name', this.site.title],
      ['og:locale', this.site.language.replace('-', '_')],
      ['og:image', image && this.toAbsoluteUrl(image.url)],
      ['og:image:alt', image?.alt],
      ['og:image:width', image?.width],
      ['og:image:height', image?.height],
      ['article:published_time', article.publishedAt?.toISOString()],
      ['article:modified_time', article.updatedAt.toISOString()],
      ['article:section', sections[0]?.name],
      ...authors.map(({ slug }): [string, string] => [
        'article:author',
        this.toAbsoluteUrl(buildAuthorPath(slug)),
      ]),
      ...tags.map(({ name }): [string, string] => ['article:tag', name]),
      ['twitter:card', image ? 'summary_large_image' : 'summary'],
    ];
    return properties.flatMap(([property, content]) =>
      content == null || content === '' ? [] : [{ property, content: String(content) }],
    );
  }

  private buildPublisher(): object {
    const { title, url, logo, socialProfiles } = this.site;
    return {
      '@type': 'Organization',
      name: title,
      url,
      logo: logo ? this.buildImageObject(logo) : undefined,
      sameAs: socialProfiles.length > 0 ? socialProfiles : undefined,
    };
  }

  private buildImageObject({ url, width, height, caption, credit }: Image): object {
    return {
      '@type': 'ImageObject',
      url: this.toAbsoluteUrl(url),
      width: width ?? undefined,
      height: height ?? undefined,
      caption: caption ?? undefined,
      creditText: credit ?? undefined,
    };
  }

  private toAbsoluteUrl(path: string): string {
    return new URL(path, this.site.url).href;
  }
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
