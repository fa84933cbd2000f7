import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './schema.js';

/** The text of schema.graphql: what clients can rely on, sorted so that a difference is a change. */
export async function printGraph(): Promise<string> {
  const schema = await createSchema({
    title: '',
    description: null,
    url: 'http://localhost',
    language: 'en',
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
