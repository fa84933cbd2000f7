import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema, type SchemaServices } from './schema.js';

/** Printing runs no resolver. */
const NO_SERVICES = {} as Omit<SchemaServices, 'site'>;

/** The text of schema.graphql: what clients can rely on, sorted so that a difference is a change. */
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
