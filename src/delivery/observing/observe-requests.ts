import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { type Answering, type Observer, preciseNow } from './observer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the operation that it carried was answered. */
    answering: Answering | null;
  }
}

/** Tells of every request, and of the operation in it, once the answer is sent. */
export const observeRequests = plugin(
  async (app: FastifyInstance, { observer }: { observer: Required<Observer> }) => {
    app.decorateRequest('answering', null);
    app.addHook('onResponse', async ({ id, method, routeOptions, answering, headers }, reply) => {
      const { statusCode: status, elapsedTime: ms } = reply;
      observer.request({ method, route: routeOptions.url ?? 'none', status, ms });
      if (!answering) return;
      const traceparent = headers.traceparent as string | undefined;
      const startedAt = preciseNow() - ms;
      const { name, type, documentHash, outcome, statements, fields, source } = answering;
      observer.operation({
        name,
        type,
        documentHash,
        outcome,
        statements,
        fields,
        source,
        requestId: id,
        transport: 'http',
        startedAt,
        ms,
        traceparent,
      });
    });
  },
);
