import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import { DailySalt } from '../database/daily-salt.js';
import type { Database } from '../database/database.js';
import type { ContentModel } from '../fields/content-model.js';
import type { Context } from '../graphql/context.js';
import { GraphQLExecutor } from '../graphql/graphql-executor.js';
import type { FindService } from '../graphql/loaders.js';
import { DocumentRunner } from '../graphql/persisted-documents/document-runner.js';
import { readTrustedDocuments } from '../graphql/persisted-documents/persisted-documents.js';
import { RemoteSources } from '../graphql/remote/remote-sources.js';
import { createSchema } from '../graphql/schema.js';
import { AuditService } from '../modules/audit/audit.service.js';
import { addOwnFields } from '../modules/own-fields/extend-schema.js';
import type { SearchProviderClient } from '../modules/search/provider/provider-client.js';
import type { LiveSite } from '../modules/site/live-site.js';
import type { Telemetry } from '../observability/create-telemetry.js';
import type { SiteConfig } from './define-config.js';
import { getGatewayUrl } from './derived-settings.js';
import { createContext } from './load-modules.js';
import { createLinkedPictures, type MediaServices } from './media.js';
import { createModuleServices } from './module-services.js';

const DAY_MS = 86_400_000;

export interface ServicesOptions {
  config: Config;
  siteConfig: SiteConfig;
  site: LiveSite;
  media: MediaServices;
  searchProvider: SearchProviderClient | null;
  /** The site's own fields and kinds. */
  model: ContentModel;
  database: Database;
  logger: FastifyBaseLogger;
  telemetry?: Telemetry;
  clock: () => Date;
}

/** Creates the services of all modules, and the GraphQL executor of their resolvers. */
export async function createServices(options: ServicesOptions) {
  const {
    config,
    siteConfig,
    media,
    searchProvider,
    model,
    database,
    logger,
    telemetry = {},
    clock,
  } = options;
  const dailySalt = new DailySalt(database.connection);
  const { library: mediaLibrary, urls: mediaUrls } = media;
  const forbiddenAttempts = new AuditService(database.prisma);
  const getDailySalt = () => dailySalt.get(Math.floor(clock().getTime() / DAY_MS));
  const trustedDocuments = await readTrustedDocuments(
    config.TRUSTED_DOCUMENTS,
    config.TRUSTED_DOCUMENTS_FILE,
  );
  const documents = new DocumentRunner(trustedDocuments);
  const modules = createModuleServices(
    {
      ...options,
      documents,
      languages: getLanguages(config),
      gatewayUrl: getGatewayUrl(config),
      mediaLibrary,
      mediaUrls,
      linkedPictures: createLinkedPictures(config, mediaLibrary),
      dailySalt,
      getDailySalt,
      forbiddenAttempts,
    },
    [media.service, media.usages, ...(searchProvider ? [searchProvider] : [])],
  );
  const remotes = new RemoteSources({ log: logger, telemetry });
  const graph = new GraphQLExecutor<Context>({
    schema: await createSchema({
      resolvers: modules.resolvers,
      addOwnFields: (schema) => addOwnFields(schema, model),
      extension: siteConfig.schema,
      remotes,
      forbiddenAttempts,
      isSubgraph: config.FEDERATION,
    }),
    introspection: config.INTROSPECTION,
    trustedDocuments,
    maxCost: config.COST_LIMIT,
    shouldTimeFields: config.TRACE_FIELDS,
    usesDraftStatuses: config.DRAFT_STATUS_CODES,
    shouldCompile: config.COMPILED_EXECUTION,
    log: logger,
  });
  const { findService, getService, registerRoutes } = modules;
  documents.setExecutor(async (params, language) => {
    const context = createReaderContext(options, findService);
    if (language !== null) context.setLanguage(context.languages.resolve(language));
    const result = await graph.execute(params, context);
    if ('deferredDocument' in result) throw new Error('A document with @live has no single result.');
    return result;
  });
  return {
    graph,
    documents,
    trustedDocuments,
    remotes,
    findService,
    getService,
    registerRoutes,
    getDailySalt,
  };
}

/** Creates the context of an operation that no client sent: that of a reader, who reads the latest without caches. */
function createReaderContext({ config, database }: ServicesOptions, findService: FindService): Context {
  return createContext({
    readClients: database.readClients,
    prisma: database.prisma,
    findService,
    languages: getLanguages(config),
    perspective: 'published',
    viewer: null,
    entityCache: null,
    idempotencyKey: null,
    client: { headers: {}, ip: '' },
    requestId: randomUUID(),
    shouldReportCost: false,
    charge: () => undefined,
  });
}
