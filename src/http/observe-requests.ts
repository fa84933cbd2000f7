import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { TelemetrySink } from '../observability/telemetry.js';
import { identifyCrawler } from '../shared/signature-agents.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Called once the response to a GraphQL request is sent. */
    onSent: ((status: number, ms: number) => void) | null;
  }
}

export interface RequestTelemetryOptions {
  telemetry: Required<TelemetrySink>;
}

/** Reports every request once the response is sent, and lets the pipeline report its operation. */
export const requestTelemetryPlugin = plugin(
  async (app: FastifyInstance, { telemetry }: RequestTelemetryOptions) => {
    app.decorateRequest('onSent', null);
    app.addHook('onResponse', async (request, reply) => {
      const { statusCode: status, elapsedTime: ms } = reply;
      const { method, routeOptions, onSent } = request;
      const crawler = identifyCrawler(request.headers) ?? undefined;
      telemetry.onRequest({ method, route: routeOptions.url ?? 'none', status, ms, crawler });
      onSent?.(status, ms);
    });
  },
);
