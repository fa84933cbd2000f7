import type { IncomingHttpHeaders } from 'node:http';
import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody, rejectSocket } from '../error-handler.js';
import type { Interceptor } from './interceptor.js';

/** The graph and the server for assistants. robots.txt excludes the graph for all crawlers. */
const API = /^\/(?:graphql|mcp)(?:\/|$)/;
/** Scheme and host, which a request to a proxy has before its path. The router leaves them out. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;
const MESSAGE =
  'Crawlers read the pages of the site and not its API, unless they have an API key or a license: see /robots.txt and /license.xml.';

/** Rejects requests of crawlers to the API, whose responses hold texts with different rights. */
export function refuseCrawlers(isRefused: (headers: IncomingHttpHeaders) => boolean): Interceptor {
  return {
    request(request, response, next) {
      if (!isRefused(request.headers) || !API.test(toRoutedPath(request.url ?? '')))
        return next(request, response);
      response
        .writeHead(403, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
        .end(JSON.stringify(createErrorBody(MESSAGE, ErrorCode.FORBIDDEN)));
      request.resume();
    },
    upgrade(request, socket, head, next) {
      if (!isRefused(request.headers)) return next(request, socket, head);
      socket.on('error', () => undefined);
      rejectSocket(socket, 403, MESSAGE);
    },
  };
}

/** Returns the path that the router finds a route for. */
function toRoutedPath(url: string): string {
  const [path = ''] = url.replace(ORIGIN, '').split(/[?#]/, 1);
  try {
    return decodeURI(path);
  } catch {
    return path; // The router responds with 400.
  }
}
