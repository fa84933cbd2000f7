import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { GraphErrorHandler } from '../format-error.js';
import { RefusedFields, type RefusedFieldsContext } from './refused-fields.js';

/**
 * Creates the plugin that adds the errors of refused fields to a response, and sets the fields to null. Place it before
 * plugins that read the errors of a response.
 */
export function createRefusedFieldsPlugin(
  format: GraphErrorHandler['format'],
): ApolloServerPlugin<RefusedFieldsContext> {
  return {
    requestDidStart: async () => ({
      executionDidStart: async ({ operation, contextValue }) => {
        contextValue.refusedFields = new RefusedFields(operation);
      },
      willSendResponse: async (requestContext) => {
        const { response, contextValue } = requestContext;
        const { refusedFields } = contextValue;
        if (!refusedFields || refusedFields.errors.length === 0 || response.body.kind !== 'single') return;
        const { errors } = refusedFields;
        const { singleResult } = response.body;
        refusedFields.clear(singleResult.data);
        singleResult.errors = [
          ...(singleResult.errors ?? []),
          ...errors.map((error) => format(error.toJSON(), error)),
        ];
        // Apollo has no hook that adds errors after the execution.
        const known: Pick<GraphQLRequestContext<RefusedFieldsContext>, 'errors'> = requestContext;
        Object.assign(known, { errors: [...(requestContext.errors ?? []), ...errors] });
        response.http.status ??= getStatus(errors);
      },
    }),
  };
}

/** Returns the status that an error asks for. The plugin of errors replaces it if the response has data. */
function getStatus(errors: RefusedFields['errors']): number | undefined {
  const statuses = errors.map(({ extensions }) => Object(extensions.http) as { status?: number });
  return statuses.find(({ status }) => status !== undefined)?.status;
}
