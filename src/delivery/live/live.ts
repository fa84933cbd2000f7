import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { Connections } from './connections.js';
import { eventStreamRoute } from './event-stream-route.js';
import type { Operations } from './live-operations.js';
import { webSockets } from './web-sockets.js';

export interface LiveOptions {
  /** Of the graph; event streams are at /stream below it. */
  path: string;
  operations: Operations;
  greeting(): Promise<Record<string, unknown>>;
  origins: string[];
  addressOf(request: IncomingMessage): string;
  maxMessage: number;
  connections: Connections;
  limits: { subscriptions: number; initTimeout: number };
}

/** Subscriptions, over WebSocket and as server-sent events. Register it after what is to close before it. */
export const live = plugin(async (app: FastifyInstance, options: LiveOptions) => {
  const { path, operations, connections, limits } = options;
  app.addHook('preClose', () => connections.close());
  await app.register(eventStreamRoute, { path: `${path}/stream`, operations, connections });
  await app.register(webSockets, {
    ...options,
    initTimeout: limits.initTimeout,
    maxSubscriptions: limits.subscriptions,
  });
});
