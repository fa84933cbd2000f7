import type { FastifyBaseLogger } from 'fastify';
import { getNewsletterSettings, getSite } from './app-settings.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import type { Database } from './database/database.js';
import { DailySalt } from './database/shared-key.js';
import { readTrustedDocuments } from './delivery/documents/trusted-documents.js';
import { GraphQLExecutor } from './delivery/graph.js';
import { AuditService } from './modules/audit/audit.service.js';
import { ArticleMutationService } from './modules/editing/article-desk.service.js';
import { PublishingService } from './modules/editing/publication-desk.service.js';
import { AuthorService } from './modules/editing/vocabulary/author-desk.service.js';
import { SectionService } from './modules/editing/vocabulary/section-desk.service.js';
import { TagService } from './modules/editing/vocabulary/tag-desk.service.js';
import { createNewsletters } from './modules/newsletter/newsletters.js';
import { ViewRateLimiter } from './modules/popular/burst-limit.js';
import { PublishedArticleIds } from './modules/popular/published-ids.js';
import { ViewCounter } from './modules/popular/view-counter.service.js';
import { ViewStore } from './modules/popular/view-store.js';
import { WebhookService } from './modules/webhook/webhook.service.js';
import { WebhookSecrets } from './modules/webhook/webhook-secret.js';
import { createSchema } from './schema.js';
import { resolveSecretKey } from './secret-key.js';

const DAY_MS = 86_400_000;

export interface ServicesOptions {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  clock: () => Date;
}

/** The graph, with the services behind it that are asked by other ways as well. */
export async function createServices({ config, database, logger, clock }: ServicesOptions) {
  const { prisma } = database;
  const dailySalt = new DailySalt(database.connection);
  const getDailySalt = () => dailySalt.get(Math.floor(clock().getTime() / DAY_MS));
  const newsletters = createNewsletters(database, getNewsletterSettings(config), getDailySalt);
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
  const schema = await createSchema({
    site: getSite(config),
    articleService: new ArticleMutationService(prisma),
    publishingService: new PublishingService(prisma),
    sectionService: new SectionService(prisma),
    tagService: new TagService(prisma),
    authorService: new AuthorService(prisma),
    audit: new AuditService(prisma),
    webhooks: new WebhookService(prisma, config.WEBHOOK_ALLOW_PRIVATE, webhookSecrets),
    webhookSecrets,
    ...newsletters,
    views,
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
  return { graph, views, newsletters, getDailySalt };
}
