import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

/** Who writes sees what they wrote: a mutation answers with nothing older, and with a key with the editors' latest. */
export const readYourWritesPlugin: ApolloServerPlugin<{ enableReadYourWrites(): void }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue }) => {
      if (operation?.operation === OperationTypeNode.MUTATION) contextValue.enableReadYourWrites();
    },
  }),
};
