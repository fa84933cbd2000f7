import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, OperationTypeNode } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import { isLive } from '../live-directive.js';

const deferredDocuments = new WeakMap<object, DocumentNode>();

/**
 * Returns the document of a valid subscription or live query instead of executing it; its transport starts it.
 * Refuses subscriptions over plain HTTP, and mutations on event streams.
 */
export const deferSubscriptionsPlugin: ApolloServerPlugin<{ canMutate?: boolean; canBeLive?: boolean }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, request, contextValue: { canMutate = true } }) => {
      if (operation?.operation === OperationTypeNode.MUTATION && !canMutate) {
        throw new GraphQLError(
          'Event streams do not support mutations. Send mutations by POST to the GraphQL endpoint.',
          {
            extensions: { code: ErrorCode.BAD_REQUEST },
          },
        );
      }
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || !request.http) return;
      throw new GraphQLError(
        'Subscriptions are not supported over plain HTTP. Use a WebSocket at this path, or an event stream at /stream below it.',
        { extensions: { code: ErrorCode.BAD_REQUEST, http: { status: 400 } } },
      );
    },
    responseForOperation: async ({ operation, document, response, contextValue: { canBeLive = false } }) => {
      // Despite its type, it is undefined if the document has no operation of the name.
      const isFollowed =
        operation?.operation === OperationTypeNode.SUBSCRIPTION ||
        (canBeLive && operation !== undefined && isLive(operation));
      if (!isFollowed) return null;
      const singleResult = { data: null };
      deferredDocuments.set(singleResult, document);
      return { http: response.http, body: { kind: 'single', singleResult } };
    },
  }),
};

/** Returns the document of a subscription or live query that was admitted with this result. */
export function getDeferredDocument(singleResult: object): DocumentNode | undefined {
  return deferredDocuments.get(singleResult);
}
