import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody } from '../error-handler.js';

/** Answers a request that is wrong before it reaches Fastify with status 400, and closes its connection. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, message: string): void {
  response.shouldKeepAlive = false;
  response
    .writeHead(400, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(createErrorBody(message, ErrorCode.BAD_REQUEST)));
  request.resume();
}
