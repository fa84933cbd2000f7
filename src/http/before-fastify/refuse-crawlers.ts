import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody, rejectSocket } from '../error-handler.js';
import type { Interceptor } from './interceptor.js';

/** The graph and the server for assistants. robots.txt excludes the graph for all crawlers. */
const API = /^\/(?:graphql|mcp)(?:[/?]|$)/;
const MESSAGE = 'Crawlers read the pages of the site and not its API: see /robots.txt and /license.xml.';

/** Rejects requests of crawlers to the API, whose responses hold texts with different rights. */
export function refuseCrawlers(isRefused: (userAgent: string | undefined) => boolean): Interceptor {
  return {
    request(request, response, next) {
      if (!API.test(request.url ?? '') || !isRefused(request.headers['user-agent']))
        return next(request, response);
      response
        .writeHead(403, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
        .end(JSON.stringify(createErrorBody(MESSAGE, ErrorCode.FORBIDDEN)));
      request.resume();
    },
    upgrade(request, socket, head, next) {
      if (!isRefused(request.headers['user-agent'])) return next(request, socket, head);
      socket.on('error', () => undefined);
      rejectSocket(socket, 403, MESSAGE);
    },
  };
}
