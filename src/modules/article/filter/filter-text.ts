import type { GraphQLSchema } from 'graphql';
import { coerceInput } from '../../../graphql/coerce-input.js';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import type { ArticleFilter } from './article-filter.js';
import { omitEmptyFilter } from './article-filter.sql.js';

/**
 * Parses a filter written as JSON, in the form of a GraphQL variable of type ArticleFilter; null if it has no
 * conditions. Throws BadUserInputError.
 */
export function parseFilterText(schema: GraphQLSchema, text: string): ArticleFilter | null {
  const filter = coerceInput(schema, { name: 'filter', type: 'ArticleFilter' }, parseJson(text));
  return omitEmptyFilter(filter as ArticleFilter | null);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadUserInputError(
      'filter: this is not JSON. Write it as a variable of type ArticleFilter, such as {"kinds":["OPINION"]}.',
    );
  }
}
