import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import { type GraphQLSchema, printSchema } from 'graphql';
import type { CompiledExecution } from './compiled-execution.js';

/** The way in which Apollo Server lets someone else execute: what comes before and after stays its own. */
export function asGateway(
  schema: GraphQLSchema,
  execution: CompiledExecution,
): ApolloServerOptionsWithGateway<BaseContext>['gateway'] {
  return {
    load: async () => ({
      executor: async ({ document, request, context }) =>
        execution.execute({
          document,
          operationName: request.operationName,
          variables: request.variables,
          contextValue: context,
        }),
    }),
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: printSchema(schema) });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}
