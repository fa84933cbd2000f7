import type { ApolloServerPlugin } from '@apollo/server';
import { type UniqueContext, UniquePage } from './unique-page.js';

/** Resolves the unique fields before the operation is executed. */
export const uniquePlugin: ApolloServerPlugin<UniqueContext> = {
  requestDidStart: async () => ({
    executionDidStart: async ({ schema, document, operationName, request: { variables }, contextValue }) => {
      const page = await UniquePage.load({ schema, document, operationName, variables }, contextValue);
      if (page) contextValue.uniquePage = page;
    },
  }),
};
