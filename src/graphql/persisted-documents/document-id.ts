import type { OperationParams } from '../operation.js';
import { stripAlgorithm } from './persisted-documents.js';

/**
 * Normalizes `documentId`
 * (https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md)
 * to `extensions.persistedQuery`, as Apollo's clients send it. Removes the empty `query` that graphql-ws
 * sends with a hash.
 */
export function normalizeDocumentId(params: OperationParams): OperationParams {
  if (params.query === '' && (params.documentId || params.extensions?.persistedQuery)) {
    const { query: _, ...others } = params;
    return normalizeDocumentId(others);
  }
  const { documentId, query, extensions } = params;
  if (typeof documentId !== 'string' || query != null || extensions?.persistedQuery) return params;
  const persistedQuery = { version: 1, sha256Hash: stripAlgorithm(documentId) };
  return { ...params, extensions: { ...extensions, persistedQuery } };
}

/**
 * Normalizes `documentId` in the query string of a GET, which has `extensions` as JSON. Removes an empty
 * `operationName`, which is equivalent to none by the GraphQL-over-HTTP specification.
 */
export function normalizeQueryString(queryString: string): string {
  const search = queryString.replace(/([?&])operationName=(?=&|$)/, '$1');
  if (!search.includes('documentId=')) return search;
  const parameters = new URLSearchParams(search);
  const documentId = parameters.get('documentId');
  if (!documentId || parameters.has('query') || parameters.has('extensions')) return search;
  parameters.set('extensions', JSON.stringify(normalizeDocumentId({ documentId }).extensions));
  return `?${parameters}`;
}
