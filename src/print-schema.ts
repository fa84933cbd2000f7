import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema, type SchemaParts } from './schema.js';

/** Printing runs no resolver. */
const NOBODY = {} as Omit<SchemaParts, 'site'>;

/** The text of schema.graphql: what clients can rely on, sorted so that a difference is a change. */
export async function printGraph(): Promise<string> {
  const schema = await createSchema({
    ...NOBODY,
    site: {
      title: '',
      description: null,
      url: 'http://localhost',
      language: 'en',
    },
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
