import type { FastifyBaseLogger } from 'fastify';
import { newsletterSettings, siteOf } from './app-settings.js';
import type { Config } from './config.js';
import type { Context } from './context.js';
import type { Database } from './database/database.js';
import { SharedKey } from './database/shared-key.js';
import { readTrustedDocuments } from './delivery/documents/trusted-documents.js';
import { Graph } from './delivery/graph.js';
import { AuditService } from './modules/audit/audit.service.js';
import { ArticleDesk } from './modules/editing/article-desk.service.js';
import { PublicationDesk } from './modules/editing/publication-desk.service.js';
import { AuthorDesk } from './modules/editing/vocabulary/author-desk.service.js';
import { SectionDesk } from './modules/editing/vocabulary/section-desk.service.js';
import { TagDesk } from './modules/editing/vocabulary/tag-desk.service.js';
import { createNewsletters } from './modules/newsletter/newsletters.js';
import { BurstLimit } from './modules/popular/burst-limit.js';
import { PublishedIds } from './modules/popular/published-ids.js';
import { ViewCounter } from './modules/popular/view-counter.service.js';
import { ViewStore } from './modules/popular/view-store.js';
import { WebhookService } from './modules/webhook/webhook.service.js';
import { WebhookSecrets } from './modules/webhook/webhook-secret.js';
import { createSchema } from './schema.js';
import { secretKeyOf } from './secret-key.js';

const DAY = 86_400_000;

export interface GraphParts {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  clock: () => Date;
}

/** The graph, with the services behind it that are asked by other ways as well. */
export async function createGraph({ config, database, logger, clock }: GraphParts) {
  const { editorial } = database;
  const sharedKey = new SharedKey(database.connection);
  const todaysKey = () => sharedKey.of(Math.floor(clock().getTime() / DAY));
  const newsletters = createNewsletters(database, newsletterSettings(config), todaysKey);
  const views = new ViewCounter({
    store: new ViewStore(database.pool),
    ids: new PublishedIds(database.readers.published),
    bursts: new BurstLimit(),
    key: sharedKey,
    log: logger,
    clock,
    flushInterval: config.VIEW_FLUSH_SECONDS * 1_000,
  });
  const webhookSecrets = new WebhookSecrets(() => secretKeyOf(config));
  const schema = await createSchema({
    site: siteOf(config),
    desk: new ArticleDesk(editorial),
    publicationDesk: new PublicationDesk(editorial),
    sectionDesk: new SectionDesk(editorial),
    tagDesk: new TagDesk(editorial),
    authorDesk: new AuthorDesk(editorial),
    audit: new AuditService(editorial),
    webhooks: new WebhookService(editorial, config.WEBHOOK_ALLOW_PRIVATE, webhookSecrets),
    webhookSecrets,
    ...newsletters,
    views,
  });
  const graph = new Graph<Context>({
    schema,
    introspection: config.INTROSPECTION,
    documents: await readTrustedDocuments(config.TRUSTED_DOCUMENTS, config.TRUSTED_DOCUMENTS_FILE),
    maxCost: config.COST_LIMIT,
    timesFields: config.TRACE_FIELDS,
    compiles: config.COMPILED_EXECUTION,
    log: logger,
  });
  return { graph, views, newsletters, todaysKey };
}
