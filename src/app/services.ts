import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/env.js';
import { resolveSecretKey } from '../config/secret-key.js';
import { DailySalt } from '../database/daily-salt.js';
import type { Database } from '../database/database.js';
import type { ContentModel } from '../fields/content-model.js';
import type { Context } from '../graphql/context.js';
import { GraphQLExecutor } from '../graphql/graphql-executor.js';
import { readTrustedDocuments } from '../graphql/persisted-documents/persisted-documents.js';
import { createSchema } from '../graphql/schema.js';
import { ApiKeyMutationService } from '../modules/api-key/api-key-mutation.service.js';
import { AuditService } from '../modules/audit/audit.service.js';
import { ArticleMutationService } from '../modules/editing/article-mutation.service.js';
import { SaveHook } from '../modules/editing/before-save.js';
import { MenuService } from '../modules/menu/menu-mutation.service.js';
import { PublishedArticleIds } from '../modules/popular/views/published-slugs.js';
import { ViewCounter } from '../modules/popular/views/view-counter.service.js';
import { ViewRateLimiter } from '../modules/popular/views/view-rate-limit.js';
import { ViewStore } from '../modules/popular/views/view-store.js';
import { PreviewLinkService } from '../modules/preview-link/preview-link.service.js';
import { publishDraft } from '../modules/publishing/publish-draft.js';
import { PublishingService } from '../modules/publishing/publishing.service.js';
import { RedirectService } from '../modules/redirect/redirect.service.js';
import { AuthorService } from '../modules/taxonomy/author-mutation.service.js';
import { SectionService } from '../modules/taxonomy/section-mutation.service.js';
import { TagService } from '../modules/taxonomy/tag-mutation.service.js';
import { WebhookService } from '../modules/webhook/webhook.service.js';
import { WebhookSecrets } from '../modules/webhook/webhook-secret.js';
import { getFeedSettings, getPreviewUrl, getSite } from './derived-settings.js';
import type { MediaServices } from './media.js';
import { MODULES } from './modules.js';
import type { SiteConfig } from './site-config.js';

const DAY_MS = 86_400_000;

export interface ServicesOptions {
  config: Config;
  siteConfig: SiteConfig;
  media: MediaServices;
  /** The site's own fields and kinds. */
  model: ContentModel;
  database: Database;
  logger: FastifyBaseLogger;
  clock: () => Date;
}

/** Creates the GraphQL executor and the services that other routes use as well. */
export async function createServices({
  config,
  siteConfig,
  media,
  model,
  database,
  logger,
  clock,
}: ServicesOptions) {
  const { prisma } = database;
  const dailySalt = new DailySalt(database.connection);
  const getDailySalt = () => dailySalt.get(Math.floor(clock().getTime() / DAY_MS));
  const modules = MODULES.map((module) =>
    module.createServices({ config, database, mediaUrls: media.urls, getDailySalt }),
  );
  const views = new ViewCounter({
    store: new ViewStore(database.pool),
    ids: new PublishedArticleIds(database.readClients.published),
    rateLimiter: new ViewRateLimiter(),
    key: dailySalt,
    log: logger,
    clock,
    flushIntervalMs: config.VIEW_FLUSH_SECONDS * 1_000,
  });
  const webhookSecrets = new WebhookSecrets(() => resolveSecretKey(config));
  const audit = new AuditService(prisma);
  const schema = await createSchema({
    site: getSite(config),
    feedsUrl: getFeedSettings(config).baseUrl,
    model,
    articleService: new ArticleMutationService(prisma, {
      forbidden: audit,
      publishDraft,
      model,
      saveHook: new SaveHook(siteConfig.hooks?.beforeSave, logger),
    }),
    publishingService: new PublishingService(prisma),
    previewLinks: new PreviewLinkService(prisma, getPreviewUrl(config)),
    sectionService: new SectionService(prisma, model.fields.section),
    tagService: new TagService(prisma, model.fields.tag),
    authorService: new AuthorService(prisma, model.fields.author),
    redirects: new RedirectService(prisma, getSite(config).url),
    menuService: new MenuService(prisma),
    mediaUrls: media.urls,
    mediaService: media.service,
    mediaUsages: media.usages,
    audit,
    apiKeys: new ApiKeyMutationService(prisma),
    webhooks: new WebhookService(prisma, config.WEBHOOK_ALLOW_PRIVATE, webhookSecrets),
    webhookSecrets,
    views,
    moduleResolvers: modules.flatMap(({ resolvers }) => resolvers),
  });
  const graph = new GraphQLExecutor<Context>({
    schema,
    introspection: config.INTROSPECTION,
    trustedDocuments: await readTrustedDocuments(config.TRUSTED_DOCUMENTS, config.TRUSTED_DOCUMENTS_FILE),
    maxCost: config.COST_LIMIT,
    shouldTimeFields: config.TRACE_FIELDS,
    shouldCompile: config.COMPILED_EXECUTION,
    log: logger,
  });
  return { graph, views, modules, getDailySalt };
}
