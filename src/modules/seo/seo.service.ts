import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import {
  combineMaybePromises,
  type MaybePromise,
  mapMaybePromise,
} from '../../shared/async/maybe-promise.js';
import { MachineUse } from '../../shared/machine-rights.js';
import { formatRobots } from '../../shared/robots.js';
import type { Article } from '../article/article.type.js';
import type { Front } from '../front/front.type.js';
import type { ResolvedRights } from '../machine-rights/machine-rights.type.js';
import type { LiveSite } from '../site/live-site.js';
import type { Site } from '../site/site.type.js';
import { type Alternate, X_DEFAULT } from './alternates.loaders.js';
import { buildArticleJsonLd, buildArticleOpenGraph, loadArticleDescription } from './article-metadata.js';
import { buildFrontJsonLd, buildListJsonLd, buildListOpenGraph } from './list-metadata.js';
import { getOpenGraphLocale } from './open-graph-locale.js';
import type { AlternateUrl, ListPage, MetaTag, Seo } from './seo.type.js';
import { type MetaProperty, SiteMetadata } from './site-metadata.js';

/** Placeholder for the query in the URL of the site's search page. */
const SEARCH_TERM = '{search_term_string}';

export class SeoService {
  private readonly common: SiteMetadata;

  constructor(
    private readonly liveSite: LiveSite,
    private readonly mediaUrls: MediaUrls,
    /** The site that the metadata name: in the preview perspective, with its unpublished changes. */
    private readonly site: Site = liveSite,
  ) {
    this.common = new SiteMetadata(site, mediaUrls);
  }

  describeArticle(article: Article): Seo {
    return {
      subject: { article },
      title: article.seoTitle ?? article.title,
      description: article.seoDescription ?? article.standfirst,
      canonicalUrl: article.canonicalUrl ?? this.common.toAbsoluteUrl(article.path),
      robots: article,
    };
  }

  describeList(list: ListPage): Seo {
    return {
      subject: { list },
      title: list.seoTitle ?? list.name,
      description: list.seoDescription ?? list.description,
      canonicalUrl: this.common.toAbsoluteUrl(list.path),
      robots: list,
    };
  }

  /** Describes the front page of a language. `prefix` begins all paths of it. */
  describeSite({ title, description }: Site, prefix: string): Seo {
    const canonicalUrl = this.common.toAbsoluteUrl(prefix || '/');
    const robots = { noindex: null, nofollow: null };
    return { subject: { site: true }, title, description, canonicalUrl, robots };
  }

  /** Describes a front. That of the home page has the metadata of the site, but for what editors set. */
  describeFront(front: Front, context: Loaders): MaybePromise<Seo> {
    const { content, path } = front;
    const isHome = path === context.alternates.homePath;
    return mapMaybePromise(this.loadSite(context), ({ title, description }) => ({
      subject: { front },
      title: content.seoTitle ?? content.title ?? title,
      description: content.seoDescription ?? content.description ?? (isHome ? description : null),
      canonicalUrl: this.common.toAbsoluteUrl(path),
      robots: content,
    }));
  }

  /** Loads the site with its texts in the language of the request. */
  private loadSite({ site }: Loaders): MaybePromise<Site> {
    return mapMaybePromise(site.load(this.liveSite), (loaded) => site.localize(loaded));
  }

  /** Returns the directives of a page. Search engines may not show it if its site or its rights for machines forbid it. */
  loadRobots(seo: Seo, context: Loaders): MaybePromise<string> {
    const { noindex, nofollow } = seo.robots;
    const { isFollowed } = this.site.robots;
    return mapMaybePromise(this.loadRights(seo, context), ({ search }) =>
      formatRobots({
        noindex: noindex || search.use === MachineUse.FORBIDDEN,
        nofollow: nofollow || !isFollowed,
      }),
    );
  }

  /** Loads what machines may use a page for: that of an article or a section, or that of the site for other pages. */
  loadRights({ subject }: Seo, { machineRights, sections }: Loaders): MaybePromise<ResolvedRights> {
    if ('article' in subject) return machineRights.ofArticle(subject.article);
    if ('front' in subject)
      // The front of a section is its page.
      return mapMaybePromise(sections.byPath.load(subject.front.path), (section) =>
        machineRights.ofSection(section?.id ?? null),
      );
    const isSection = 'list' in subject && subject.list.type === 'Section';
    return isSection ? machineRights.ofSection(subject.list.id) : machineRights.ofSite();
  }

  /** Returns the description that editors wrote; for an article without one, the beginning of its body. */
  loadDescription({ subject, description }: Seo, { articles }: Loaders): MaybePromise<string | null> {
    return 'article' in subject
      ? loadArticleDescription(subject.article, description, articles)
      : description;
  }

  /** Returns the URLs of the versions of a page, with hreflang for each. */
  listAlternates(seo: Seo, context: Loaders): MaybePromise<AlternateUrl[]> {
    return mapMaybePromise(this.loadAlternates(seo, context), (alternates) =>
      alternates.map(({ language, path }) => ({ language, url: this.common.toAbsoluteUrl(path) })),
    );
  }

  private withoutSelf(alternates: Alternate[], { canonicalUrl }: Seo): Alternate[] {
    return alternates.filter(({ path }) => this.common.toAbsoluteUrl(path) !== canonicalUrl);
  }

  private loadAlternates({ subject }: Seo, { alternates, sections }: Loaders): MaybePromise<Alternate[]> {
    if ('article' in subject) return alternates.ofArticle(subject.article);
    if ('list' in subject) return alternates.ofList(subject.list);
    if ('site' in subject) return alternates.ofHome();
    const { path, content } = subject.front;
    if (content.noindex) return [];
    const home = alternates.ofHome();
    if (home.some((each) => each.path === path)) return home;
    // The front of a section is its page.
    return mapMaybePromise(sections.byPath.load(path), (section) =>
      section ? alternates.ofList({ ...section, type: 'Section' }) : [],
    );
  }

  /** Builds a schema.org document as JSON-LD. */
  buildJsonLd(seo: Seo, context: Loaders): MaybePromise<string> {
    const built = this.withSite(context, (service) => service.buildDocument(seo, context));
    return mapMaybePromise(built, (document) =>
      // Escaped, since a headline with </script> would end the script element.
      JSON.stringify({ '@context': 'https://schema.org', ...document }).replaceAll('<', '\\u003c'),
    );
  }

  /** Builds the tags of the Open Graph protocol (https://ogp.me), and the card type of X. */
  buildOpenGraph(seo: Seo, context: Loaders): MaybePromise<MetaTag[]> {
    const built = combineMaybePromises<[MetaProperty[], Alternate[]]>([
      this.withSite(context, (service) => service.buildProperties(seo, context)),
      this.loadAlternates(seo, context),
    ]);
    return mapMaybePromise(built, ([properties, alternates]) =>
      addLocales(properties, this.withoutSelf(alternates, seo)).flatMap(([property, content]) =>
        content == null || content === '' ? [] : [{ property, content: String(content) }],
      ),
    );
  }

  /** Calls a function with the service of the site that the request sees. */
  private withSite<Result>(
    context: Loaders,
    build: (service: SeoService) => MaybePromise<Result>,
  ): MaybePromise<Result> {
    return mapMaybePromise(this.loadSite(context), (site) =>
      build(site === this.site ? this : new SeoService(this.liveSite, this.mediaUrls, site)),
    );
  }

  private buildDocument(seo: Seo, context: Loaders): MaybePromise<object> {
    const { subject } = seo;
    if ('article' in subject) return buildArticleJsonLd(subject.article, seo, this.common, context);
    if ('list' in subject) return buildListJsonLd(subject.list, seo, this.common, context);
    if ('front' in subject) return this.buildFront(subject.front, seo, context);
    return mapMaybePromise(this.common.buildPublisher(context), (publisher) => ({
      '@graph': this.buildSiteGraph(publisher, context),
    }));
  }

  /** Builds the page of a front, beside the publisher and the web site on the home page. */
  private async buildFront(front: Front, seo: Seo, context: Loaders): Promise<object> {
    const page = await buildFrontJsonLd(front, seo, this.common, context);
    if (front.path !== context.alternates.homePath) return page;
    return { '@graph': [...this.buildSiteGraph(await this.common.buildPublisher(context), context), page] };
  }

  private buildProperties(seo: Seo, context: Loaders): MaybePromise<MetaProperty[]> {
    const { subject } = seo;
    if ('article' in subject) return buildArticleOpenGraph(subject.article, seo, this.common, context);
    if ('list' in subject) return buildListOpenGraph(subject.list, seo, this.common, context);
    return [
      ...this.common.buildOpenGraph('website', seo, null, context.alternates.language),
      ['twitter:card', 'summary'],
    ];
  }

  /** Builds the publisher and the web site, with its search if the site has a page for it. */
  private buildSiteGraph(publication: object, { alternates }: Pick<Loaders, 'alternates'>): object[] {
    const { title: name, url: siteUrl, description, searchUrl } = this.site;
    const url = this.common.toAbsoluteUrl(alternates.homePath);
    const publisher = { '@id': `${siteUrl}#publisher` };
    return [
      { ...publication, ...publisher, description: description || undefined },
      {
        '@type': 'WebSite',
        '@id': `${url}#website`,
        name,
        url,
        description: description || undefined,
        inLanguage: alternates.language,
        publisher,
        potentialAction: searchUrl
          ? {
              '@type': 'SearchAction',
              target: { '@type': 'EntryPoint', urlTemplate: searchUrl },
              'query-input': `required name=${SEARCH_TERM.slice(1, -1)}`,
            }
          : undefined,
      },
    ];
  }
}

/** Adds the locales of the other versions after that of the page. */
function addLocales(properties: MetaProperty[], alternates: Alternate[]): MetaProperty[] {
  const locales = alternates.flatMap(({ language }) =>
    language === X_DEFAULT ? [] : (getOpenGraphLocale(language) ?? []),
  );
  return properties.flatMap(([name, content]): MetaProperty[] => {
    if (name !== 'og:locale') return [[name, content]];
    const others = [...new Set(locales)].filter((locale) => locale !== content);
    return [[name, content], ...others.map((locale): MetaProperty => ['og:locale:alternate', locale])];
  });
}
