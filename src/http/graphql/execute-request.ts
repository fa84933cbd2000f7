import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { GraphContext, GraphQLExecutor } from '../../graphql/graphql-executor.js';
import { negotiateMediaType } from '../../graphql/media-types.js';
import { normalizeDocumentId, normalizeQueryString } from '../../graphql/persisted-documents/document-id.js';
import { isOperationParams } from './response-look-up.js';

/** Response to an operation over HTTP. */
export interface OperationHttpResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/**
 * Executes the operation of a request: a compiled query without Apollo, all others through it. A GET always goes
 * through Apollo, which applies its CSRF prevention.
 */
export async function executeRequest<Context extends GraphContext>(
  graph: GraphQLExecutor<Context>,
  request: FastifyRequest,
  context: Context,
): Promise<OperationHttpResponse> {
  const { method, body, headers } = request;
  const isPost = method === 'POST' && isOperationParams(body);
  const data = isPost ? await graph.executeValidated(body, context) : null;
  if (data === null) return executeWithApollo(graph, request, context);
  const contentType = { 'content-type': negotiateMediaType(headers.accept)! };
  return { status: 200, headers: contentType, text: `{"data":${data}}\n` };
}

async function executeWithApollo<Context extends GraphContext>(
  { apollo }: GraphQLExecutor<Context>,
  request: FastifyRequest,
  context: Context,
): Promise<OperationHttpResponse> {
  const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: toApolloRequest(request),
    context: async () => context,
  });
  if (body.kind === 'chunked') throw new Error('Incremental delivery (@defer, @stream) is not supported.');
  return { status: status ?? 200, headers: Object.fromEntries(headers), text: body.string };
}

function toApolloRequest(request: FastifyRequest): HTTPGraphQLRequest {
  const { method, url, body } = request;
  const headers = new HeaderMap(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  if (isNonBrowserRequest(request)) headers.set('apollo-require-preflight', 'true');
  const query = url.indexOf('?');
  return {
    // Fastify drops the body of the response to a HEAD request.
    method: method === 'HEAD' ? 'GET' : method,
    headers,
    search: query < 0 ? '' : normalizeQueryString(url.slice(query)),
    body: normalizeBody(body),
  };
}

/** Normalizes `documentId`, and an empty `operationName`, as a GET may have it too. */
function normalizeBody(body: unknown): unknown {
  if (!isOperationParams(body)) return body;
  const params = normalizeDocumentId(body);
  return params.operationName === '' ? { ...params, operationName: null } : params;
}

/**
 * Returns true for a GET without cookies, credentials or browser headers, as curl and servers send. Apollo's
 * CSRF prevention would refuse it.
 */
function isNonBrowserRequest({ method, headers }: FastifyRequest): boolean {
  const isFromBrowser = headers['sec-fetch-site'] !== undefined;
  return method !== 'POST' && !isFromBrowser && !headers.cookie && !headers.authorization;
}
