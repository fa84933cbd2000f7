import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { OperationOutcome, SavedChange } from '../../shared/operation-info.js';

const MESSAGE =
  'The change was saved, but its result could not be read. Do not send it again; read it later.';

/** Errors that concern the reading of the result, and would make clients send the mutation again. */
const FAILED_READS: unknown[] = [
  ErrorCode.SERVICE_UNAVAILABLE,
  ErrorCode.INSUFFICIENT_STORAGE,
  ErrorCode.INTERNAL_SERVER_ERROR,
];

/** Marks the errors of a response to a mutation that was committed, so that clients do not send it again. */
export const savedChangesPlugin: ApolloServerPlugin<{ outcome: OperationOutcome }> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, contextValue: { outcome } }) => {
      const { savedChange } = outcome;
      if (!savedChange || body.kind !== 'single' || !body.singleResult.errors) return;
      body.singleResult.errors = body.singleResult.errors.map((error) => markAsSaved(error, savedChange));
    },
  }),
};

function markAsSaved(error: GraphQLFormattedError, { id }: SavedChange): GraphQLFormattedError {
  const saved = { saved: true, ...(id !== null && { id }) };
  if (!FAILED_READS.includes(error.extensions?.code))
    return { ...error, extensions: { ...error.extensions, ...saved } };
  return { ...error, message: MESSAGE, extensions: { code: ErrorCode.RESULT_UNAVAILABLE, ...saved } };
}
