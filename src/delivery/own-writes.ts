import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

/** Who writes sees what they wrote: a mutation that comes with a key answers with the editors' latest. */
export const showOwnWrites: ApolloServerPlugin<{ viewer: unknown; seeLatest(): void }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation, contextValue }) => {
      if (operation?.operation === OperationTypeNode.MUTATION && contextValue.viewer)
        contextValue.seeLatest();
    },
  }),
};
