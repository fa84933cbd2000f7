import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { Audience } from '../operation-key.js';
import { refuseDocument } from './refuse-document.js';

/**
 * Maximum number of characters in a reader's document. The limit of tokens does not bound it, because comments and
 * strings have any length. Editors, who have a key or token, may write the text of an article into the document.
 */
export const MAX_CHARACTERS = 65_536;

/** Refuses long documents of readers before they are hashed and parsed, with PAYLOAD_TOO_LARGE. */
export const documentLengthPlugin: ApolloServerPlugin<Audience> = {
  requestDidStart: async (requestContext) => {
    const { request, contextValue } = requestContext;
    if (contextValue.viewer || (request.query ?? '').length <= MAX_CHARACTERS) return;
    return refuseDocument(requestContext, createTooLongError);
  },
};

function createTooLongError(): GraphQLError {
  return new GraphQLError(
    `The document has more than ${MAX_CHARACTERS.toLocaleString('en')} characters. Leave comments out, and send long values as variables.`,
    { extensions: { code: ErrorCode.PAYLOAD_TOO_LARGE, http: { status: 413 } } },
  );
}
