import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema, type SchemaServices } from './schema.js';

/** Empty services, since printing runs no resolver. */
const NO_SERVICES = {} as Omit<SchemaServices, 'site'>;

/** Prints schema.graphql, sorted so that every difference is a change. */
export async function printGraphQLSchema(): Promise<string> {
  const schema = await createSchema({
    ...NO_SERVICES,
    site: {
      title: '',
      description: null,
      url: 'http://localhost',
      language: 'en',
    },
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
