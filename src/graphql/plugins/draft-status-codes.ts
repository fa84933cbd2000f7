import type { ApolloServerPlugin } from '@apollo/server';
import { ErrorCode } from '../../shared/errors/errors.js';
import { negotiateMediaType } from '../media-types.js';

/** Media type of GraphQL responses whose status says something about the operation. */
const GRAPHQL_RESPONSE = 'application/graphql-response+json';
/** An answer with data and errors: "partial success". */
const PARTIAL_SUCCESS = 294;
/** A document that is GraphQL and does not fit the schema. */
const UNPROCESSABLE = 422;

/**
 * Sets the statuses of the draft of GraphQL over HTTP of 2026 (https://github.com/graphql/graphql-over-http/pull/437 and
 * issue 352): 294 for a response with data and errors, and 422 for a document that is not valid. Responses of the media type
 * application/json keep theirs.
 */
export const draftStatusCodesPlugin: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { http, body }, request }) => {
      const mediaType = negotiateMediaType(request.http?.headers.get('accept'));
      if (!mediaType?.startsWith(GRAPHQL_RESPONSE) || body.kind !== 'single') return;
      const { data, errors = [] } = body.singleResult;
      if (errors.length === 0) return;
      if (data) http.status = PARTIAL_SUCCESS;
      else if (errors[0]?.extensions?.code === ErrorCode.GRAPHQL_VALIDATION_FAILED)
        http.status = UNPROCESSABLE;
    },
  }),
};
