import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import plugin from 'fastify-plugin';

export const REQUEST_ID_HEADER = 'x-request-id';

/** The id that a balancer in front has given the request, or a new one. */
export function resolveRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** The address without its query string. */
export function getPath({ url }: { url: string }): string {
  return url.split('?', 1)[0]!;
}

/**
 * Names the request to its client, and writes a line when it is answered. The line holds no client address
 * and no query string: both can tell who reads what.
 */
export const accessLogPlugin = plugin(async (app) => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      path: getPath(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info(line, 'answered');
    done();
  });
});
