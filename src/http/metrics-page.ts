import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { GaugeSources } from '../observability/metrics/gauges.js';
import type { Fellows, Metrics } from '../observability/metrics/metrics.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { applyInterceptors } from './before-fastify/interceptor.js';
import { requireOneHost } from './before-fastify/single-host.js';
import { getPath } from './request-id.js';

const METRICS_PATH = '/metrics';

export interface MetricsPluginOptions extends GaugeSources {
  metrics: Metrics;
  /** The workers of the machine, whose metrics are added up. Undefined if there is one. */
  fellows?: Fellows | undefined;
  host: string;
  /** Separate port for the metrics; undefined to serve them on the gateway's. */
  port: number | undefined;
}

/** Serves the metrics page to Prometheus. */
export const metricsPlugin = plugin(async (app: FastifyInstance, options: MetricsPluginOptions) => {
  const { metrics, fellows, host, port, ...gaugeSources } = options;
  const { contentType } = metrics;
  const render = metrics.createRenderer(gaugeSources, fellows);
  // Concurrent requests share one rendering.
  let pendingPage: Promise<string> | null = null;
  const renderOnce = () => {
    pendingPage ??= render().finally(() => {
      pendingPage = null;
    });
    return pendingPage;
  };
  if (port === undefined) {
    app.get(METRICS_PATH, async (_request, reply) =>
      reply.header('content-type', contentType).send(await renderOnce()),
    );
    return;
  }
  const server = createServer(async ({ method, url = '' }, response) => {
    const isMetricsRequest = method === 'GET' && getPath({ url }) === METRICS_PATH;
    if (!isMetricsRequest) return response.writeHead(404).end();
    const text = await renderOnce().catch(() => null);
    response.writeHead(text === null ? 500 : 200, { 'content-type': contentType }).end(text);
  });
  applyInterceptors(server, [requireOneHost]);
  app.addHook('onReady', async () => {
    server.listen(port, host);
    await once(server, 'listening').catch((error: Error) => {
      throw new UserFacingError(
        `METRICS_PORT=${port}: the metrics cannot be served there (${error.message}). Choose another port.`,
      );
    });
    app.log.info(
      { metricsPort: (server.address() as AddressInfo).port },
      'metrics are served on a separate port',
    );
  });
  app.addHook('onClose', async () => {
    server.close();
    server.closeAllConnections();
  });
});
