import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { BadUserInputError } from '../../../shared/errors/errors.js';
import type { ArticleFilter } from './article-filter.js';
import { omitEmptyFilter } from './article-filter.sql.js';

/** Maximum characters of a message, which quotes the filter. */
const MAX_MESSAGE_LENGTH = 300;

const [definition] = parse('query ($filter: ArticleFilter) { __typename }').definitions;
const { variableDefinitions } = definition as OperationDefinitionNode;

/**
 * Parses a filter written as JSON, in the form of a GraphQL variable of type ArticleFilter; null if it has no
 * conditions. Throws BadUserInputError.
 */
export function parseFilterText(schema: GraphQLSchema, text: string): ArticleFilter | null {
  const values = { filter: parseJson(text) };
  const { coerced, errors } = getVariableValues(schema, variableDefinitions ?? [], values, {
    maxErrors: 1,
    hideSuggestions: true,
  });
  if (!coerced) throw new BadUserInputError(`filter: ${errors[0]?.message.slice(0, MAX_MESSAGE_LENGTH)}`);
  return omitEmptyFilter(coerced.filter as ArticleFilter | null);
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
