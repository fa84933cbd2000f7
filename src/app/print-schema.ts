import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { readConfig } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { DailySalt } from '../database/daily-salt.js';
import type { Database } from '../database/database.js';
import { type ContentModel, EMPTY_MODEL } from '../fields/content-model.js';
import type { SchemaExtension } from '../graphql/extension/schema-extension.js';
import { NO_DOCUMENTS } from '../graphql/persisted-documents/document-runner.js';
import { createSchema } from '../graphql/schema.js';
import type { MediaUrls } from '../media/media-urls.js';
import type { LinkedPictures } from '../modules/media/linked-pictures.js';
import type { MediaLibrary } from '../modules/media/media-library.js';
import { addOwnFields } from '../modules/own-fields/extend-schema.js';
import { LiveSite } from '../modules/site/live-site.js';
import { noopLogger } from '../shared/logging/logger.js';
import { getGatewayUrl, getSite } from './derived-settings.js';
import { createResolvers } from './module-services.js';

/** Empty services, since printing runs no resolver. */
const NO_SERVICES = {
  database: {} as Database,
  mediaLibrary: {} as MediaLibrary,
  mediaUrls: {} as MediaUrls,
  linkedPictures: {} as LinkedPictures,
  dailySalt: {} as DailySalt,
  getDailySalt: async () => Buffer.alloc(0),
  forbiddenAttempts: { recordForbidden: async () => undefined },
  getService: <T extends object>() => ({}) as T,
  nodes: {},
};

/** Prints the schema with the site's additions, sorted so that every difference is a change. */
export async function printGraphQLSchema(model = EMPTY_MODEL, extension?: SchemaExtension): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await createUnboundSchema(model, extension)))}\n`;
}

/** Creates the schema without services, which can be printed and run queries of content. */
export function createUnboundSchema(
  model: ContentModel,
  extension?: SchemaExtension,
): Promise<GraphQLSchema> {
  const config = readConfig({});
  const resolvers = createResolvers({
    config,
    languages: getLanguages(config),
    site: new LiveSite(NO_SERVICES.database.pool, getSite(config)),
    gatewayUrl: getGatewayUrl(config),
    siteConfig: {},
    documents: NO_DOCUMENTS,
    model,
    logger: noopLogger,
    clock: () => new Date(),
    ...NO_SERVICES,
  });
  return createSchema({
    resolvers,
    addOwnFields: (schema) => addOwnFields(schema, model),
    extension,
    ...NO_SERVICES,
  });
}
