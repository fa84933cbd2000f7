import type { IncomingHttpHeaders } from 'node:http';
import type { ReadCounter } from '../../observability/reads/read-counter.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody, rejectSocket } from '../error-handler.js';
import type { Interceptor } from './interceptor.js';

/** The graph and the server for assistants. robots.txt excludes the graph for all crawlers. */
const API = /^\/(?:graphql|mcp)(?:\/|$)/;
/** Scheme and host, which a request to a proxy has before its path. The router leaves them out. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;
const MESSAGE =
  'Crawlers read the pages of the site and not its API, unless they have an API key or a license: see /robots.txt and /license.xml.';

export interface RefuseCrawlersOptions {
  /** Returns true if headers are those of a crawler to which the site refuses the API. */
  refusesCrawler(headers: IncomingHttpHeaders): boolean;
  /** Counts what is refused to crawlers. */
  reads?: Pick<ReadCounter, 'countRefusedRequest'> | null;
}

/** Rejects requests of crawlers to the API, whose responses hold texts with different rights. */
export function refuseCrawlers({ refusesCrawler, reads }: RefuseCrawlersOptions): Interceptor {
  return {
    request(request, response, next) {
      if (!refusesCrawler(request.headers) || !API.test(toRoutedPath(request.url ?? '')))
        return next(request, response);
      reads?.countRefusedRequest(request.headers);
      response
        .writeHead(403, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
        .end(JSON.stringify(createErrorBody(MESSAGE, ErrorCode.FORBIDDEN)));
      request.resume();
    },
    upgrade(request, socket, head, next) {
      if (!refusesCrawler(request.headers)) return next(request, socket, head);
      reads?.countRefusedRequest(request.headers);
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
