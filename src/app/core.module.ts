import { resolveSecretKey } from '../config/secret-key.js';
import { ArticleAccessResolver } from '../modules/access/article-access.resolver.js';
import { ApiKeyResolver } from '../modules/api-key/api-key.resolver.js';
import { ApiKeyMutationService } from '../modules/api-key/api-key-mutation.service.js';
import { ViewerResolver } from '../modules/api-key/viewer.resolver.js';
import { ArticleResolver, CorrectionResolver } from '../modules/article/article.resolver.js';
import { AuthorArticlesResolver } from '../modules/article/author-articles.resolver.js';
import { RichTextResolver } from '../modules/article/rich-text.resolver.js';
import { SectionArticlesResolver } from '../modules/article/section-articles.resolver.js';
import { TagArticlesResolver } from '../modules/article/tag-articles.resolver.js';
import { ArticleEventResolver } from '../modules/article-events/article-events.resolver.js';
import { AuditResolver } from '../modules/audit/audit.resolver.js';
import { AuditService } from '../modules/audit/audit.service.js';
import { ArticleAuthorsResolver } from '../modules/author/article-authors.resolver.js';
import { AuthorResolver } from '../modules/author/author.resolver.js';
import { ArticleMutationService } from '../modules/editing/article-mutation.service.js';
import { ArticleStatusResolver } from '../modules/editing/article-status.resolver.js';
import { SaveHook } from '../modules/editing/before-save.js';
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
import { MediaService } from '../modules/media/media-mutation.service.js';
import { MediaUsages } from '../modules/media/media-usages.js';
import { MenuItemResolver, MenuMutationResolver, SiteMenusResolver } from '../modules/menu/menu.resolver.js';
import { MenuService } from '../modules/menu/menu-mutation.service.js';
import type { Module } from '../modules/module.js';
import { NodeResolver } from '../modules/node/node.resolver.js';
import { PopularResolver } from '../modules/popular/popular.resolver.js';
import { PopularChangedResolver } from '../modules/popular/popular-changed.resolver.js';
import { SectionPopularResolver } from '../modules/popular/section-popular.resolver.js';
import { PublishedArticleIds } from '../modules/popular/views/published-slugs.js';
import { ViewCounter } from '../modules/popular/views/view-counter.service.js';
import { ViewRateLimiter } from '../modules/popular/views/view-rate-limit.js';
import { ViewStore } from '../modules/popular/views/view-store.js';
import {
  ArticlePreviewLinksResolver,
  PreviewLinkResolver,
} from '../modules/preview-link/preview-link.resolver.js';
import { PreviewLinkService } from '../modules/preview-link/preview-link.service.js';
import { publishDraft } from '../modules/publishing/publish-draft.js';
import { PublishingResolver } from '../modules/publishing/publishing.resolver.js';
import { PublishingService } from '../modules/publishing/publishing.service.js';
import { RedirectResolver } from '../modules/redirect/redirect.resolver.js';
import { RedirectService } from '../modules/redirect/redirect.service.js';
import { ArticleRelatedResolver } from '../modules/related/article-related.resolver.js';
import { RelatedReasonsResolver } from '../modules/related/related-reasons.resolver.js';
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
import { ArticleTagsResolver } from '../modules/tag/article-tags.resolver.js';
import { TagResolver } from '../modules/tag/tag.resolver.js';
import { AuthorMutationResolver } from '../modules/taxonomy/author-mutation.resolver.js';
import { AuthorService } from '../modules/taxonomy/author-mutation.service.js';
import { SectionMutationResolver } from '../modules/taxonomy/section-mutation.resolver.js';
import { SectionService } from '../modules/taxonomy/section-mutation.service.js';
import { TagMutationResolver } from '../modules/taxonomy/tag-mutation.resolver.js';
import { TagService } from '../modules/taxonomy/tag-mutation.service.js';
import { WebhookResolver } from '../modules/webhook/webhook.resolver.js';
import { WebhookService } from '../modules/webhook/webhook.service.js';
import { WebhookDeliveryResolver } from '../modules/webhook/webhook-delivery.resolver.js';
import {
  RedeliverWebhookPayloadResolver,
  WebhookPayloadResolver,
} from '../modules/webhook/webhook-payload.resolver.js';
import { WebhookSecrets } from '../modules/webhook/webhook-secret.js';

/** The domains that have no module of their own yet. */
export const module: Module = {
  createServices: ({ database, logger, clock, config, dailySalt }) => [
    new ViewCounter({
      store: new ViewStore(database.pool),
      ids: new PublishedArticleIds(database.readClients.published),
      rateLimiter: new ViewRateLimiter(),
      key: dailySalt,
      log: logger,
      clock,
      flushIntervalMs: config.VIEW_FLUSH_SECONDS * 1_000,
    }),
  ],
  createResolvers: ({
    config,
    site,
    gatewayUrl,
    siteConfig,
    model,
    database,
    mediaUrls,
    logger,
    forbiddenAttempts,
    getService,
  }) => {
    const { prisma } = database;
    const webhookSecrets = new WebhookSecrets(() => resolveSecretKey(config));
    const seo = new SeoService(site, mediaUrls);
    const feeds = new FeedLinks(config.FEEDS_URL ?? gatewayUrl);
    const mediaService = getService(MediaService);
    return [
      new ApiKeyResolver(new ApiKeyMutationService(prisma)),
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
      new AuditResolver(new AuditService(prisma)),
      new AuthorResolver(),
      new AuthorArticlesResolver(),
      new AuthorMutationResolver(new AuthorService(prisma, model.fields.author)),
      new ArticleMutationResolver(
        new ArticleMutationService(prisma, {
          forbidden: forbiddenAttempts,
          publishDraft,
          model,
          saveHook: new SaveHook(siteConfig.hooks?.beforeSave, logger),
        }),
      ),
      new ImageResolver(site, mediaUrls),
      new ImageVariantsResolver(site, mediaUrls),
      new ArticleEventResolver(),
      new MediaResolver(mediaService),
      new MediaFileResolver(getService(MediaUsages), mediaUrls),
      new MediaPayloadResolver(mediaService),
      new BlockMediaResolver(),
      new ImageFileResolver(),
      new MediaUsageResolver(),
      new MenuItemResolver(site),
      new MenuItemRouteResolver(site),
      new MenuMutationResolver(new MenuService(prisma)),
      new ListedResolver(site, { seo, feeds }),
      new NodeResolver(),
      new ArticlePreviewLinksResolver(),
      new PreviewLinkResolver(
        new PreviewLinkService(prisma, config.SITE_PREVIEW_URL ?? new URL('/draft', site.url).href),
      ),
      new PublishingResolver(new PublishingService(prisma)),
      new RevisionChangeResolver(),
      new PopularChangedResolver(),
      new PopularResolver(getService(ViewCounter)),
      new RichTextResolver(site, mediaUrls),
      new LinkRouteResolver(),
      new RelatedLinkRouteResolver(),
      new RedirectResolver(new RedirectService(prisma, site.url)),
      new RouteResolver(),
      new SearchResolver(),
      new SearchConnectionResolver(site),
      new SearchEdgeResolver(),
      new SearchFacetsResolver(),
      new SectionResolver(),
      new SectionArticlesResolver(),
      new SectionMutationResolver(new SectionService(prisma, model.fields.section)),
      new SectionPopularResolver(),
      new SeoResolver(seo),
      new SiteResolver(site),
      new SiteMenusResolver(),
      new SiteFeedsResolver(feeds),
      new SiteSeoResolver(seo),
      new TagResolver(),
      new TagArticlesResolver(),
      new WebhookResolver(new WebhookService(prisma, config.WEBHOOK_ALLOW_PRIVATE, webhookSecrets)),
      new WebhookDeliveryResolver(),
      new WebhookPayloadResolver(webhookSecrets),
      new RedeliverWebhookPayloadResolver(),
      new RelatedReasonsResolver(),
      new TagMutationResolver(new TagService(prisma, model.fields.tag)),
      new ViewerResolver(),
    ];
  },
};
