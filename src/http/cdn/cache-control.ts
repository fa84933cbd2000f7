import type { FastifyReply } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * True if the route's response does not depend on credentials, so that its Cache-Control also applies to
     * requests with them.
     */
    isCredentialIndependent?: boolean;
  }
}

/**
 * Sets the final Cache-Control: `private, no-store` for requests with credentials, `no-store` if the route
 * sets none. Register it before the routes.
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

/** Adds a request header to the Vary header of the response. */
export function appendVary(reply: FastifyReply, field: string): void {
  const fields = String(reply.getHeader('vary') ?? '');
  if (!fields.split(', ').includes(field)) reply.header('vary', fields ? `${fields}, ${field}` : field);
}
