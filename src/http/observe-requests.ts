import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { CompletedOperation, TelemetrySink } from '../observability/telemetry.js';
import type { GraphQLPipeline } from './graphql/pipeline.js';
import { toIncomingRequest } from './request-hooks.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Outcome of the GraphQL operation in the request. */
    completedOperation: CompletedOperation | null;
  }
}

export interface RequestTelemetryOptions {
  telemetry: Required<TelemetrySink>;
  /** Reports the operation of a GraphQL request. */
  observe: GraphQLPipeline<never>['observe'];
}

/** Reports every request, and its operation, once the response is sent. */
export const requestTelemetryPlugin = plugin(
  async (app: FastifyInstance, { telemetry, observe }: RequestTelemetryOptions) => {
    app.decorateRequest('completedOperation', null);
    app.addHook('onResponse', async (request, reply) => {
      const { statusCode: status, elapsedTime: ms } = reply;
      const { method, routeOptions, completedOperation: operation } = request;
      telemetry.onRequest({ method, route: routeOptions.url ?? 'none', status, ms });
      if (operation) observe(toIncomingRequest(request, 'http'), { status, ms, operation });
    });
  },
);
