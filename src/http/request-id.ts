import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import plugin from 'fastify-plugin';

export const REQUEST_ID_HEADER = 'x-request-id';

/** Returns the request ID set by a load balancer, or a new one. */
export function resolveRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Returns the URL without its query string. */
export function getPath({ url }: { url: string }): string {
  return url.replace(/\?.*/s, '');
}

/** Signature at the end of the address of an upload, by which anyone may send its file. */
const UPLOAD_SIGNATURE = /^(\/media\/uploads\/[^.]*)\..*$/;

/** Returns the path of a request for logs, without the signature of an upload. */
function getLoggedPath(request: { url: string }): string {
  return getPath(request).replace(UPLOAD_SIGNATURE, '$1.…');
}

/**
 * Sets the request ID on responses and logs each one. Omits client addresses and query strings, since they
 * can reveal who reads which article.
 */
export const accessLogPlugin = plugin(async (app) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      path: getLoggedPath(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info(line, 'answered');
    done();
  });
});
