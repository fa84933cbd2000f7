import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { ErrorCode } from '../../shared/errors/errors.js';
import { refuseDocument } from '../rules/refuse-document.js';
import type { TrustedDocuments } from './persisted-documents.js';

/** Resolves trusted documents by their hash. If only these are allowed, no other document is even parsed. */
export function createTrustedDocumentsPlugin(documents: TrustedDocuments): ApolloServerPlugin {
  return {
    requestDidStart: async (requestContext) => {
      const { request } = requestContext;
      const { persistedQuery, ...extensions } = request.extensions ?? {};
      const documentText = request.query ?? documents.find(persistedQuery?.sha256Hash);
      const isRefused =
        documents.isExclusive && (documentText === undefined || !documents.canRun(documentText));
      if (documentText !== request.query || documents.isExclusive) {
        request.query = documentText;
        request.extensions = extensions;
      }
      return isRefused ? refuseDocument(requestContext, createNotTrustedError) : undefined;
    },
  };
}

function createNotTrustedError(): GraphQLError {
  return new GraphQLError(
    'Only documents of the manifest are accepted. Send the hash of the document as documentId, or as extensions.persistedQuery.sha256Hash. Add new documents to the manifest first.',
    { extensions: { code: ErrorCode.DOCUMENT_NOT_TRUSTED, http: { status: 400 } } },
  );
}
