import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Loaders } from '../../graphql/loaders.js';
import type { MaybePromise } from '../../shared/async/maybe-promise.js';
import { ROBOTS_FIELD, Robots, toRobots } from '../../shared/robots.js';
import { Article } from '../article/article.type.js';
import type { SeoService } from './seo.service.js';
import { AlternateUrl, MetaTag, Seo } from './seo.type.js';

@Resolver(() => Article)
export class ArticleSeoResolver {
  constructor(private readonly service: SeoService) {}

  @FieldResolver(() => Seo, { description: "The metadata for the <head> of the article's page." })
  seo(@Root() article: Article): Seo {
    return this.service.describeArticle(article);
  }

  @FieldResolver(() => Robots, ROBOTS_FIELD)
  robots(@Root() article: Article): Robots {
    return toRobots(article);
  }
}

@Resolver(() => Seo)
export class SeoResolver {
  constructor(private readonly service: SeoService) {}

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The text for <meta name="description">: what the editor set, else the standfirst or the description, ' +
      'else the beginning of the body with at most 155 characters.',
  })
  description(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<string | null> {
    return this.service.loadDescription(seo, context);
  }

  @FieldResolver(() => String, {
    description:
      'The text for <meta name="robots">, e.g. noindex, follow. It also follows the setting of the whole site, and `machineRights`.',
  })
  robots(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<string> {
    return this.service.loadRobots(seo, context);
  }

  @FieldResolver(() => String, {
    description:
      'A schema.org document for <script type="application/ld+json">, safe to insert as it is: a NewsArticle ' +
      '(of the kind OPINION an OpinionNewsArticle, of LIVE_BLOG a LiveBlogPosting, of PAGE a WebPage), ' +
      'the CollectionPage of a section or tag, the ProfilePage of an author, or the WebSite with its publisher.',
  })
  jsonLd(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<string> {
    return this.service.buildJsonLd(seo, context);
  }

  @FieldResolver(() => [AlternateUrl], {
    description:
      'The versions of the page in the languages of the site for <link rel="alternate" hreflang>, with the page itself and x-default. Empty for a page with one version.',
  })
  alternates(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<AlternateUrl[]> {
    return this.service.listAlternates(seo, context);
  }

  @FieldResolver(() => [MetaTag], {
    description: 'Open Graph tags, in order. Some properties occur several times.',
  })
  openGraph(@Root() seo: Seo, @Ctx() context: Loaders): MaybePromise<MetaTag[]> {
    return this.service.buildOpenGraph(seo, context);
  }
}
