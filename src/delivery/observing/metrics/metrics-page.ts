import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { requireOneHost } from '../../one-host.js';
import { pathOf } from '../../requests.js';
import type { Measured } from './gauges.js';
import type { Metrics } from './metrics.js';

export const METRICS_PATH = '/metrics';

export interface MetricsPageOptions extends Measured {
  metrics: Metrics;
  host: string;
  /** A port of its own; without one it is at the gateway's. */
  port: number | undefined;
}

/** Answers Prometheus. */
export const metricsPage = plugin(async (app: FastifyInstance, options: MetricsPageOptions) => {
  const { metrics, host, port, ...measured } = options;
  const { contentType } = metrics;
  const make = metrics.pageOf(measured);
  // Two who ask at once get the same, for the price of one.
  let page: Promise<string> | null = null;
  const read = () => {
    page ??= make().finally(() => {
      page = null;
    });
    return page;
  };
  if (port === undefined) {
    app.get(METRICS_PATH, async (_request, reply) =>
      reply.header('content-type', contentType).send(await read()),
    );
    return;
  }
  const server = createServer(async ({ method, url = '' }, response) => {
    const isAsked = method === 'GET' && pathOf({ url }) === METRICS_PATH;
    if (!isAsked) return response.writeHead(404).end();
    const text = await read().catch(() => null);
    response.writeHead(text === null ? 500 : 200, { 'content-type': contentType }).end(text);
  });
  requireOneHost(server);
  app.addHook('onReady', async () => {
    server.listen(port, host);
    await once(server, 'listening');
    app.log.info(
      { metricsPort: (server.address() as AddressInfo).port },
      'metrics are at a port of their own',
    );
  });
  app.addHook('onClose', async () => {
    server.close();
    server.closeAllConnections();
  });
});
