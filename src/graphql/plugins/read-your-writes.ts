import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

/** Enables read-your-writes for mutations: the result contains the written state and nothing older. */
export const readYourWritesPlugin: ApolloServerPlugin<{ enableReadYourWrites(): void }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue }) => {
      if (operation?.operation === OperationTypeNode.MUTATION) contextValue.enableReadYourWrites();
    },
  }),
};
