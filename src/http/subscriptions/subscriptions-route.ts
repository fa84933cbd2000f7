import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { RequestTurns } from '../before-fastify/request-turns.js';
import type { ConnectionRegistry } from './connections.js';
import { eventStreamPlugin } from './sse-route.js';
import type { OperationRunner } from './subscription-executor.js';
import { webSocketPlugin } from './websocket-server.js';

export interface SubscriptionsPluginOptions {
  /** Path of the GraphQL API; event streams are at /stream below it. */
  path: string;
  operations: OperationRunner;
  getAckPayload(): Promise<Record<string, unknown>>;
  origins: string[];
  getClientIp(request: IncomingMessage): string;
  maxMessageBytes: number;
  connections: ConnectionRegistry;
  /** Turns in which clients begin the operations of their WebSockets. */
  turns: RequestTurns;
  limits: { subscriptions: number; initTimeoutMs: number };
  /** Called when a client's socket is paused or terminated because of too many messages. */
  onThrottled(): void;
}

/**
 * Registers subscriptions over WebSocket and server-sent events. Register it after the plugins that must
 * close before it.
 */
export const subscriptionsPlugin = plugin(
  async (app: FastifyInstance, options: SubscriptionsPluginOptions) => {
    const { path, operations, connections, limits } = options;
    app.addHook('preClose', () => connections.close());
    await app.register(eventStreamPlugin, { path: `${path}/stream`, operations, connections });
    await app.register(webSocketPlugin, {
      ...options,
      initTimeoutMs: limits.initTimeoutMs,
      maxSubscriptions: limits.subscriptions,
    });
  },
);
