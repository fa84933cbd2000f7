import type { FastifyReply } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers the same bytes whoever asks, so that its Cache-Control stands beside credentials too. */
    isCredentialIndependent?: boolean;
  }
}

/**
 * The last word on Cache-Control, and the one place that has it: what carried credentials is kept by no cache,
 * whatever its route says, and what says nothing of caches is not kept either. Register it before the routes.
 */
export const cacheControlPlugin = plugin(async (app) => {
  app.addHook('onSend', ({ headers, routeOptions }, reply, payload, done) => {
    const isPersonal = headers.authorization !== undefined || headers.cookie !== undefined;
    if (isPersonal && !routeOptions.config.isCredentialIndependent) {
      reply.header('cache-control', 'private, no-store');
    } else if (!reply.hasHeader('cache-control')) {
      reply.header('cache-control', 'no-store');
    }
    done(null, payload);
  });
});

/** Tells caches that the answer depends on a header of the request. */
export function appendVary(reply: FastifyReply, field: string): void {
  const fields = String(reply.getHeader('vary') ?? '');
  if (!fields.split(', ').includes(field)) reply.header('vary', fields ? `${fields}, ${field}` : field);
}
