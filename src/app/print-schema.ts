import { lexicographicSortSchema, printSchema } from 'graphql';
import { readConfig } from '../config/env.js';
import { createSchema, type SchemaServices } from '../graphql/schema.js';
import { getSite } from './derived-settings.js';
import { MODULES } from './modules.js';

/** Empty services, since printing runs no resolver. */
const NO_SERVICES = {} as Omit<SchemaServices, 'site' | 'moduleResolvers'>;

/** Prints schema.graphql, sorted so that every difference is a change. */
export async function printGraphQLSchema(): Promise<string> {
  const schema = await createSchema({
    ...NO_SERVICES,
    site: getSite(readConfig({})),
    moduleResolvers: MODULES.flatMap((module) => module.createUnboundResolvers()),
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
