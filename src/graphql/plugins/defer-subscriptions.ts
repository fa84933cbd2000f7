import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, OperationTypeNode } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';

const deferredDocuments = new WeakMap<object, DocumentNode>();

/** A subscription that has passed everything that operations have to pass is not executed: its transport begins it. */
export const deferSubscriptionsPlugin: ApolloServerPlugin<{ canMutate?: boolean }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, request, contextValue: { canMutate = true } }) => {
      if (operation?.operation === OperationTypeNode.MUTATION && !canMutate) {
        throw new GraphQLError('Event streams are for reading: send mutations by POST to the graph.', {
          extensions: { code: ErrorCode.BAD_REQUEST },
        });
      }
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || !request.http) return;
      throw new GraphQLError(
        'Subscriptions are answered over WebSocket at this address, and as an event stream at /stream below it.',
        { extensions: { code: ErrorCode.BAD_REQUEST, http: { status: 400 } } },
      );
    },
    responseForOperation: async ({ operation, document, response }) => {
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
      const singleResult = { data: null };
      deferredDocuments.set(singleResult, document);
      return { http: response.http, body: { kind: 'single', singleResult } };
    },
  }),
};

/** The document of a subscription that was admitted with this result. */
export function getSubscriptionDocument(singleResult: object): DocumentNode | undefined {
  return deferredDocuments.get(singleResult);
}
