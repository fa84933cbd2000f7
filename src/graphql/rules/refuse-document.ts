import type { GraphQLRequestContext, GraphQLRequestListener } from '@apollo/server';
import type { GraphQLError } from 'graphql';

/** Document parsed in place of a missing or refused one. It is never executed. */
const PLACEHOLDER_DOCUMENT = '{ __typename }';

/** Refuses the document of a request before it is parsed. Return the result from `requestDidStart`. */
export function refuseDocument<Context extends object>(
  { request }: Pick<GraphQLRequestContext<Context>, 'request'>,
  createError: () => GraphQLError,
): GraphQLRequestListener<Context> {
  // Without the hash, which is that of another document.
  const { persistedQuery: _, ...extensions } = request.extensions ?? {};
  Object.assign(request, { query: PLACEHOLDER_DOCUMENT, extensions, operationName: undefined });
  return {
    didResolveOperation: async () => {
      throw createError();
    },
  };
}
