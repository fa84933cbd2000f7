import { lexicographicSortSchema, printSchema } from 'graphql';
import type { ArticleDesk } from './modules/editing/article-desk.service.js';
import { createSchema } from './schema.js';

/** Printing runs no resolver. */
const NOBODY = {} as ArticleDesk;

/** The text of schema.graphql: what clients can rely on, sorted so that a difference is a change. */
export async function printGraph(): Promise<string> {
  const schema = await createSchema({
    site: {
      title: '',
      description: null,
      url: 'http://localhost',
      language: 'en',
    },
    desk: NOBODY,
  });
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
