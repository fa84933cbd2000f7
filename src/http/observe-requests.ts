import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { type CompletedOperation, preciseNow, type TelemetrySink } from '../observability/telemetry.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the operation that it carried was answered. */
    completedOperation: CompletedOperation | null;
  }
}

/** Tells of every request, and of the operation in it, once the answer is sent. */
export const requestTelemetryPlugin = plugin(
  async (app: FastifyInstance, { telemetry }: { telemetry: Required<TelemetrySink> }) => {
    app.decorateRequest('completedOperation', null);
    app.addHook('onResponse', async ({ id, method, routeOptions, completedOperation, headers }, reply) => {
      const { statusCode: status, elapsedTime: ms } = reply;
      telemetry.onRequest({ method, route: routeOptions.url ?? 'none', status, ms });
      if (!completedOperation) return;
      const traceparent = headers.traceparent as string | undefined;
      const startedAt = preciseNow() - ms;
      const { name, type, documentHash, outcome, statements, fields, source } = completedOperation;
      telemetry.onOperation({
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
