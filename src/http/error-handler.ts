import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest, FastifyServerOptions, HTTPMethods } from 'fastify';
import plugin from 'fastify-plugin';
import {
  codeOfUnreachable,
  describeUnreachable,
  isUnreachable,
} from '../database/is-database-unavailable.js';
import { ErrorCode } from '../shared/errors/errors.js';
import { getPath, REQUEST_ID_HEADER } from './request-id.js';

const { BAD_REQUEST, INTERNAL_SERVER_ERROR, PAYLOAD_TOO_LARGE } = ErrorCode;
const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Milliseconds that a client who was refused has to take the answer and leave. */
const LINGER_MS = 1_000;

/** What a client learns of a fault of ours. */
export const MASKED_MESSAGE =
  'Something went wrong on our side. The header x-request-id of this answer names it in the log.';

/** Answers everything that goes wrong outside the graph in the graph's own form: JSON, with a code. */
export const errorHandlerPlugin = plugin(async (app) => {
  app.setErrorHandler<FastifyError>(handleError);
  app.setNotFoundHandler((request, reply) => {
    const path = getPath(request);
    // A route is looked for by its pattern: what reads like one is the address of none.
    const methods = /[*:]/.test(path) ? [] : METHODS.filter((method) => app.hasRoute({ url: path, method }));
    if (methods.length === 0) return rejectRequest(reply, 404, `Nothing is at ${path}.`);
    const allow = methods.join(', ');
    return rejectRequest(reply.header('allow', allow), 405, `${path} takes ${allow}, not ${request.method}.`);
  });
});

/** The same for what goes wrong before there is a route: addresses that are none, and bytes that are no HTTP. */
export const earlyErrorHandlers = {
  // No hook runs for these, so that the headers that hooks set are set here.
  frameworkErrors: (error, request, reply) =>
    handleError(
      error,
      request,
      reply.headers({ [REQUEST_ID_HEADER]: request.id, 'cache-control': 'no-store' }),
    ),
  clientErrorHandler: (error, socket) => handleClientError(error, socket),
} satisfies FastifyServerOptions;

/** Answers a request that is not taken. */
export function rejectRequest(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 413 ? PAYLOAD_TOO_LARGE : BAD_REQUEST;
  return reply.code(status).send(createErrorBody(message, code));
}

function handleError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode = 500, message } = error;
  if (statusCode === 413) return rejectRequest(reply, 413, formatTooLarge(request.routeOptions.bodyLimit));
  if (statusCode < 500) return rejectRequest(reply, statusCode, message);
  request.log.error({ err: error }, 'request failed');
  if (!isUnreachable(error))
    return reply.code(500).send(createErrorBody(MASKED_MESSAGE, INTERNAL_SERVER_ERROR));
  const body = createErrorBody(describeUnreachable(error), codeOfUnreachable(error));
  return reply.code(503).header('retry-after', '1').send(body);
}

function formatTooLarge(limit = 0): string {
  return `The body is larger than the ${Math.floor(limit / 1024)} KiB that are taken.`;
}

/** The form of every refusal. */
export function createErrorBody(message: string, code: ErrorCode) {
  return { errors: [{ message, extensions: { code } }] };
}

function handleClientError({ code }: NodeJS.ErrnoException, socket: Socket): void {
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[String(code)] ?? 400;
  rejectSocket(socket, status, `${STATUS_CODES[status]}.`);
}

/** Answers where there is no reply to answer with, and ends the connection. */
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
  // What still arrives is thrown away, or an answer to half a request could be lost to a reset. Not for long.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
