import { lexicographicSortSchema, printSchema } from 'graphql';
import { readConfig } from '../config/env.js';
import { EMPTY_MODEL } from '../fields/content-model.js';
import { createSchema, type SchemaServices } from '../graphql/schema.js';
import { getFeedSettings, getSite } from './derived-settings.js';
import { MODULES } from './modules.js';

/** Empty services, since printing runs no resolver. */
const NO_SERVICES = {} as Omit<SchemaServices, 'site' | 'feedsUrl' | 'model' | 'moduleResolvers'>;

/** Prints the schema with the site's own fields, sorted so that every difference is a change. */
export async function printGraphQLSchema(model = EMPTY_MODEL): Promise<string> {
  const config = readConfig({});
  const schema = await createSchema({
    ...NO_SERVICES,
    model,
    site: getSite(config),
    feedsUrl: getFeedSettings(config).baseUrl,
    moduleResolvers: MODULES.flatMap((module) => module.createUnboundResolvers()),
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
