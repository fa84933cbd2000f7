/** GraphQL request parameters (https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters). */
export interface OperationParams {
  query?: string;
  documentId?: unknown;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  extensions?: Record<string, unknown> | null;
}

/** Result for the client, with error codes set and internal messages masked. */
export interface OperationResponse {
  data?: unknown;
  errors?: readonly object[];
  extensions?: Record<string, unknown>;
}
