import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions, HTTPMethods } from 'fastify';
import plugin from 'fastify-plugin';
import { GraphQLError } from 'graphql';
import {
  describeUnreachable,
  getUnreachableCode,
  isUnreachable,
} from '../database/is-database-unavailable.js';
import { ErrorCode, isErrorCode, MASKED_MESSAGE } from '../shared/errors/errors.js';
import { getPath, REQUEST_ID_HEADER } from './request-id.js';

const { BAD_REQUEST, INTERNAL_SERVER_ERROR, PAYLOAD_TOO_LARGE } = ErrorCode;
const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The error of a request with an address and headers above the limit of Node.js, 16 KiB. */
const HEADERS_TOO_LARGE =
  'The address and the headers of the request have more than 16 KiB. Send a long query by POST.';

/** Milliseconds that a rejected client has to read the response before its connection is closed. */
const LINGER_MS = 1_000;

/** Sends all errors outside the GraphQL API as JSON in the form of GraphQL errors, with a code. */
export const errorHandlerPlugin = plugin(async (app) => {
  app.setErrorHandler<FastifyError>(handleError);
  app.setNotFoundHandler((request, reply) => {
    const path = getPath(request);
    // `hasRoute` compares patterns, so a path that looks like a pattern is not a registered route.
    const methods = /[*:]/.test(path) ? [] : METHODS.filter((method) => app.hasRoute({ url: path, method }));
    if (methods.length === 0)
      return rejectRequest(reply, 404, `${path} was not found. The GraphQL API is at /graphql.`);
    const allow = methods.join(', ');
    return rejectRequest(
      reply.header('allow', allow),
      405,
      `${path} does not support ${request.method}. Supported methods: ${allow}.`,
    );
  });
});

/** An error of a request that is sent with its status and message. */
export class RequestError extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** Handles errors before routing: invalid URLs and invalid HTTP. */
export const earlyErrorHandlers = {
  // No hooks run for these errors, so their headers are set here.
  frameworkErrors: (error, request, reply) =>
    handleError(
      error,
      request,
      reply.headers({ [REQUEST_ID_HEADER]: request.id, 'cache-control': 'no-store' }),
    ),
  clientErrorHandler: (error, socket) => handleClientError(error, socket),
} satisfies FastifyServerOptions;

/** Rejects a request with a status and a message. */
export function rejectRequest(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 413 ? PAYLOAD_TOO_LARGE : BAD_REQUEST;
  return reply.code(status).send(createErrorBody(message, code));
}

/** Statuses of refusals by their code; 400 for all others, such as those of the site's own codes. */
const REFUSAL_STATUSES: Record<string, number> = {
  [ErrorCode.UNAUTHENTICATED]: 401,
  [ErrorCode.FORBIDDEN]: 403,
  [ErrorCode.PAYLOAD_TOO_LARGE]: 413,
  [ErrorCode.TOO_MANY_CONNECTIONS]: 429,
  [ErrorCode.TOO_MANY_OPERATIONS]: 429,
  [ErrorCode.RATE_LIMITED]: 429,
  [ErrorCode.SERVICE_UNAVAILABLE]: 503,
  [ErrorCode.INSUFFICIENT_STORAGE]: 503,
  [ErrorCode.INTERNAL_SERVER_ERROR]: 500,
};

/**
 * Returns the status and headers of a refusal: those of `extensions.http` as Apollo defines it, else those of
 * the code.
 */
export function getRefusalHead(
  http: unknown,
  code: string,
): { status: number; headers: Record<string, string> } {
  const own = Object(http) as { status?: number; headers?: Map<string, string> };
  const { status = Object.hasOwn(REFUSAL_STATUSES, code) ? REFUSAL_STATUSES[code]! : 400 } = own;
  return {
    status,
    headers: { ...(status === 503 && { 'retry-after': '1' }), ...Object.fromEntries(own.headers ?? []) },
  };
}

function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { message } = error;
  if (error instanceof GraphQLError && isErrorCode(error.extensions.code)) {
    const { status, headers } = getRefusalHead(error.extensions.http, error.extensions.code);
    return reply.code(status).headers(headers).send(createErrorBody(message, error.extensions.code));
  }
  const statusCode = isRequestError(error, request) ? (error.statusCode ?? 500) : 500;
  if (statusCode === 413) return rejectRequest(reply, 413, formatTooLarge(request.routeOptions.bodyLimit));
  if (statusCode < 500) return rejectRequest(reply, statusCode, message);
  request.log.error({ err: error }, 'request failed');
  if (!isUnreachable(error))
    return reply.code(500).send(createErrorBody(MASKED_MESSAGE, INTERNAL_SERVER_ERROR));
  const body = createErrorBody(describeUnreachable(error), getUnreachableCode(error));
  return reply.code(503).header('retry-after', '1').send(body);
}

/** Returns false for errors of other libraries, which may have the status and message of another server. */
function isRequestError(error: FastifyError, { raw }: FastifyRequest): boolean {
  const isCutOff = raw.errored === error; // the client disconnected while it sent the body
  return isCutOff || error instanceof RequestError || String(error.code).startsWith('FST_');
}

function formatTooLarge(limit = 0): string {
  return `The body is too large: the limit is ${Math.floor(limit / 1024)} KiB.`;
}

/** Creates the JSON body of an error response. */
export function createErrorBody(message: string, code: ErrorCode) {
  return { errors: [{ message, extensions: { code } }] };
}

function handleClientError({ code }: NodeJS.ErrnoException, socket: Socket): void {
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[String(code)] ?? 400;
  rejectSocket(socket, status, status === 431 ? HEADERS_TOO_LARGE : `${STATUS_CODES[status]}.`);
}

/** Writes an HTTP error to a socket without a reply object, and closes the connection. */
export function rejectSocket(
  socket: Duplex,
  status: number,
  message: string,
  { code = BAD_REQUEST, headers = {} }: { code?: ErrorCode; headers?: Record<string, string> } = {},
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(createErrorBody(message, code));
  const lines = Object.entries({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  // Drains pending data for a moment: a reset would otherwise discard the response before the client reads
  // it.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
