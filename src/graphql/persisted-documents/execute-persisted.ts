import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import type { TrustedDocuments } from './persisted-documents.js';

/** What is run in place of a document that is not: it is refused before that. */
const PLACEHOLDER_DOCUMENT = '{ __typename }';

/** Finds trusted documents by their hash. Where no others are answered, what a stranger sends is not even parsed. */
export function createTrustedDocumentsPlugin(documents: TrustedDocuments): ApolloServerPlugin {
  return {
    requestDidStart: async ({ request }) => {
      const { persistedQuery, ...extensions } = request.extensions ?? {};
      const documentText = request.query ?? documents.find(persistedQuery?.sha256Hash);
      const isRefused =
        documents.isExclusive && (documentText === undefined || !documents.canRun(documentText));
      if (documentText !== request.query || documents.isExclusive) {
        request.query = isRefused ? PLACEHOLDER_DOCUMENT : documentText;
        request.extensions = extensions;
      }
      if (isRefused) delete request.operationName;
      return {
        didResolveOperation: async () => {
          if (isRefused) throw createNotTrustedError();
        },
      };
    },
  };
}

function createNotTrustedError(): GraphQLError {
  return new GraphQLError(
    'Only documents of the manifest are answered here. Send its hash as documentId, or as extensions.persistedQuery.sha256Hash; a document that is new must be in the manifest first.',
    { extensions: { code: ErrorCode.DOCUMENT_NOT_TRUSTED, http: { status: 400 } } },
  );
}
