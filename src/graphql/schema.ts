import type { ContentModel } from '../fields/content-model.js';
import type { MediaUrls } from '../media/media-urls.js';
import { RelatedReasonsResolver } from '../modules/related/related-reasons.resolver.js';
import type { WebhookSecrets } from '../modules/webhook/webhook-secret.js';
import { DateTimeScalar } from '../shared/scalars.js';
import { validateArgument } from './validate-argument.js';
import 'reflect-metadata';
import { type GraphQLSchema, isAbstractType, specifiedDirectives } from 'graphql';
import { buildSchema, type ClassType, type NonEmptyArray } from 'type-graphql';
import { createAuthChecker } from '../auth/auth-checker.js';
import { ArticleAccessResolver } from '../modules/access/article-access.resolver.js';
import { ApiKeyResolver } from '../modules/api-key/api-key.resolver.js';
import type { ApiKeyMutationService } from '../modules/api-key/api-key-mutation.service.js';
import { ViewerResolver } from '../modules/api-key/viewer.resolver.js';
import { ArticleResolver, CorrectionResolver } from '../modules/article/article.resolver.js';
import { AuthorArticlesResolver } from '../modules/article/author-articles.resolver.js';
import { RichTextResolver } from '../modules/article/rich-text.resolver.js';
import { SectionArticlesResolver } from '../modules/article/section-articles.resolver.js';
import { TagArticlesResolver } from '../modules/article/tag-articles.resolver.js';
import { ArticleEventResolver } from '../modules/article-events/article-events.resolver.js';
import { AuditResolver } from '../modules/audit/audit.resolver.js';
import type { AuditService } from '../modules/audit/audit.service.js';
import { ArticleAuthorsResolver } from '../modules/author/article-authors.resolver.js';
import { AuthorResolver } from '../modules/author/author.resolver.js';
import type { ArticleMutationService } from '../modules/editing/article-mutation.service.js';
import { ArticleStatusResolver } from '../modules/editing/article-status.resolver.js';
import { ArticleMutationResolver } from '../modules/editing/editing.resolver.js';
import { FeedLinks } from '../modules/feed/feed-links.js';
import { SiteFeedsResolver } from '../modules/feed/site-feeds.resolver.js';
import { ArticleImageResolver } from '../modules/image/article-image.resolver.js';
import { ImageResolver } from '../modules/image/image.resolver.js';
import { ImageVariantsResolver } from '../modules/image/image-variants.resolver.js';
import { ListedResolver } from '../modules/listed/listed.resolver.js';
import {
  ImageFileResolver,
  MediaFileResolver,
  MediaPayloadResolver,
  MediaResolver,
  MediaUsageResolver,
} from '../modules/media/media.resolver.js';
import { BlockMediaResolver } from '../modules/media/media-block.resolver.js';
import type { MediaService } from '../modules/media/media-mutation.service.js';
import type { MediaUsages } from '../modules/media/media-usages.js';
import { MenuItemResolver, MenuMutationResolver, SiteMenusResolver } from '../modules/menu/menu.resolver.js';
import type { MenuService } from '../modules/menu/menu-mutation.service.js';
import { NodeResolver } from '../modules/node/node.resolver.js';
import { addOwnFields } from '../modules/own-fields/extend-schema.js';
import { PopularResolver } from '../modules/popular/popular.resolver.js';
import { PopularChangedResolver } from '../modules/popular/popular-changed.resolver.js';
import { SectionPopularResolver } from '../modules/popular/section-popular.resolver.js';
import type { ViewCounter } from '../modules/popular/views/view-counter.service.js';
import {
  ArticlePreviewLinksResolver,
  PreviewLinkResolver,
} from '../modules/preview-link/preview-link.resolver.js';
import type { PreviewLinkService } from '../modules/preview-link/preview-link.service.js';
import { PublishingResolver } from '../modules/publishing/publishing.resolver.js';
import type { PublishingService } from '../modules/publishing/publishing.service.js';
import { RedirectResolver } from '../modules/redirect/redirect.resolver.js';
import type { RedirectService } from '../modules/redirect/redirect.service.js';
import { ArticleRelatedResolver } from '../modules/related/article-related.resolver.js';
import { ArticleRevisionsResolver } from '../modules/revision/article-revisions.resolver.js';
import { ArticleRevisionResolver, RevisionChangeResolver } from '../modules/revision/revision.resolver.js';
import { LinkRouteResolver, RelatedLinkRouteResolver } from '../modules/route/link-route.resolver.js';
import { MenuItemRouteResolver } from '../modules/route/menu-item-route.resolver.js';
import { RouteResolver } from '../modules/route/route.resolver.js';
import { SearchResolver } from '../modules/search/search.resolver.js';
import {
  SearchConnectionResolver,
  SearchEdgeResolver,
  SearchFacetsResolver,
} from '../modules/search/search-connection.resolver.js';
import { ArticleSectionResolver } from '../modules/section/article-section.resolver.js';
import { SectionResolver } from '../modules/section/section.resolver.js';
import { ArticleSeoResolver, SeoResolver } from '../modules/seo/article-seo.resolver.js';
import { SeoService } from '../modules/seo/seo.service.js';
import { SiteSeoResolver } from '../modules/seo/site-seo.resolver.js';
import { SiteResolver } from '../modules/site/site.resolver.js';
import type { Site } from '../modules/site/site.type.js';
import { ArticleTagsResolver } from '../modules/tag/article-tags.resolver.js';
import { TagResolver } from '../modules/tag/tag.resolver.js';
import { AuthorMutationResolver } from '../modules/taxonomy/author-mutation.resolver.js';
import type { AuthorService } from '../modules/taxonomy/author-mutation.service.js';
import { SectionMutationResolver } from '../modules/taxonomy/section-mutation.resolver.js';
import type { SectionService } from '../modules/taxonomy/section-mutation.service.js';
import { TagMutationResolver } from '../modules/taxonomy/tag-mutation.resolver.js';
import type { TagService } from '../modules/taxonomy/tag-mutation.service.js';
import { WebhookResolver } from '../modules/webhook/webhook.resolver.js';
import type { WebhookService } from '../modules/webhook/webhook.service.js';
import { WebhookDeliveryResolver } from '../modules/webhook/webhook-delivery.resolver.js';
import {
  RedeliverWebhookPayloadResolver,
  WebhookPayloadResolver,
} from '../modules/webhook/webhook-payload.resolver.js';
import { useDirectResolvers, useSimpleFields } from './direct-resolvers.js';
import { LiveDirective } from './live-directive.js';
import { applyOneOf } from './one-of.js';
import { UniqueDirective } from './unique/unique-directive.js';
import { useUniqueResults } from './unique/use-unique-results.js';

export interface SchemaServices {
  site: Site;
  /** Base URL of the feeds' own URLs. */
  feedsUrl: string;
  /** The site's own fields and kinds. */
  model: ContentModel;
  articleService: ArticleMutationService;
  sectionService: SectionService;
  tagService: TagService;
  authorService: AuthorService;
  menuService: MenuService;
  mediaUrls: MediaUrls;
  mediaService: MediaService;
  mediaUsages: MediaUsages;
  publishingService: PublishingService;
  previewLinks: PreviewLinkService;
  redirects: RedirectService;
  audit: AuditService;
  apiKeys: ApiKeyMutationService;
  webhooks: WebhookService;
  webhookSecrets: WebhookSecrets;
  views: ViewCounter;
  /** Resolvers of optional modules. */
  moduleResolvers: object[];
}

/** Builds the schema from the resolvers of every module. */
export async function createSchema({
  site,
  feedsUrl,
  model,
  articleService,
  sectionService,
  tagService,
  authorService,
  menuService,
  mediaUrls,
  mediaService,
  mediaUsages,
  publishingService,
  previewLinks,
  redirects,
  audit,
  apiKeys,
  webhooks,
  webhookSecrets,
  views,
  moduleResolvers,
}: SchemaServices): Promise<GraphQLSchema> {
  const seo = new SeoService(site, mediaUrls);
  const feeds = new FeedLinks(feedsUrl);
  const resolvers = [
    new ApiKeyResolver(apiKeys),
    new ArticleResolver(site),
    new CorrectionResolver(),
    new ArticleAccessResolver(),
    new ArticleAuthorsResolver(),
    new ArticleImageResolver(),
    new ArticleRevisionResolver(),
    new ArticleRevisionsResolver(),
    new ArticleRelatedResolver(),
    new ArticleSectionResolver(),
    new ArticleSeoResolver(seo),
    new ArticleStatusResolver(),
    new ArticleTagsResolver(),
    new AuditResolver(audit),
    new AuthorResolver(),
    new AuthorArticlesResolver(),
    new AuthorMutationResolver(authorService),
    new ArticleMutationResolver(articleService),
    new ImageResolver(site, mediaUrls),
    new ImageVariantsResolver(site, mediaUrls),
    new ArticleEventResolver(),
    new MediaResolver(mediaService),
    new MediaFileResolver(mediaUsages, mediaUrls),
    new MediaPayloadResolver(mediaService),
    new BlockMediaResolver(),
    new ImageFileResolver(),
    new MediaUsageResolver(),
    new MenuItemResolver(site),
    new MenuItemRouteResolver(site),
    new MenuMutationResolver(menuService),
    new ListedResolver(site, { seo, feeds }),
    new NodeResolver(),
    new ArticlePreviewLinksResolver(),
    new PreviewLinkResolver(previewLinks),
    new PublishingResolver(publishingService),
    new RevisionChangeResolver(),
    new PopularChangedResolver(),
    new PopularResolver(views),
    new RichTextResolver(site, mediaUrls),
    new LinkRouteResolver(),
    new RelatedLinkRouteResolver(),
    new RedirectResolver(redirects),
    new RouteResolver(),
    new SearchResolver(),
    new SearchConnectionResolver(site),
    new SearchEdgeResolver(),
    new SearchFacetsResolver(),
    new SectionResolver(),
    new SectionArticlesResolver(),
    new SectionMutationResolver(sectionService),
    new SectionPopularResolver(),
    new SeoResolver(seo),
    new SiteResolver(site),
    new SiteMenusResolver(),
    new SiteFeedsResolver(feeds),
    new SiteSeoResolver(seo),
    new TagResolver(),
    new TagArticlesResolver(),
    new WebhookResolver(webhooks),
    new WebhookDeliveryResolver(),
    new WebhookPayloadResolver(webhookSecrets),
    new RedeliverWebhookPayloadResolver(),
    new RelatedReasonsResolver(),
    new TagMutationResolver(tagService),
    new ViewerResolver(),
    ...moduleResolvers,
  ];
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  useSimpleFields();
  const builtSchema = await buildSchema({
    resolvers: resolvers.map((resolver) => resolver.constructor) as NonEmptyArray<ClassType>,
    container: { get: (resolver) => instances.get(resolver) as object },
    authChecker: createAuthChecker(audit),
    // Required if there are subscriptions, but not used: they have queues of their own, because a stalled
    // client overflows this one.
    pubSub: { publish: rejectPubSub, subscribe: rejectPubSub },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    validateFn: validateArgument,
    // Apollo validates the final schema; type-graphql would run an introspection query to do so before.
    skipCheck: true,
    directives: [...specifiedDirectives, UniqueDirective, LiveDirective],
  });
  applyOneOf(builtSchema);
  useDirectResolvers(builtSchema, instances);
  const schema = addOwnFields(builtSchema, model);
  // type-graphql makes these functions asynchronous, for which compiled queries cannot wait. Without them, the type is
  // the value's __typename.
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = undefined;
  }
  useUniqueResults(schema);
  schema.description =
    'The content of a news site in two perspectives: `published` for every client, and `preview` with the header ' +
    '`x-perspective: preview` and an API key with the `preview` scope. Send a key as `Authorization: Bearer <key>`; ' +
    'fields that require one name its scope, and `docs/api/` in the repository has the documentation.';
  schema.getQueryType()!.description =
    'The root of all queries. Returns published content only, except to requests with an API key with the `preview` scope and the header `x-perspective: preview`.';
  schema.getMutationType()!.description =
    'The root of all mutations. Each takes a single input and returns its own payload with `userErrors`; a mutation that fails changes nothing.';
  schema.getSubscriptionType()!.description =
    'The root of all subscriptions. Events are sent over WebSocket (graphql-ws) at the path of the GraphQL API, or as ' +
    'server-sent events (graphql-sse) at `/stream` below it.';
  return schema;
}

function rejectPubSub(): never {
  throw new Error('Subscriptions must be executed by the subscription executor.');
}
