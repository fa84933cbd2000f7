import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { ErrorCode } from '../../shared/errors.js';
import { failure, refuse } from '../errors.js';
import type { OperationParams } from '../graph.js';
import { refuseLimited } from '../rates/count-requests.js';
import { RateLimited } from '../rates/rate-limited.js';
import { type Connections, INSTANCE_IS_FULL, RETRY_AFTER, TOO_MANY_FROM_CLIENT } from './connections.js';
import { EventStream } from './event-stream.js';
import { isUnavailable, type Operations } from './live-operations.js';
import { readParams } from './operation-params.js';

export interface EventStreamOptions {
  path: string;
  operations: Operations;
  connections: Connections;
}

/**
 * GraphQL over server-sent events, a connection for each operation
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode).
 */
export async function eventStreamRoute(app: FastifyInstance, options: EventStreamOptions) {
  const { path, operations, connections } = options;
  app.route({
    url: path,
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      if (!new Negotiator(request.raw).mediaType(['text/event-stream'])) {
        return refuse(reply, 406, 'Accept text/event-stream.');
      }
      const params = readParams(request.method === 'POST' ? request.body : request.query);
      if (!params)
        return refuse(
          reply,
          400,
          'Send query, operationName, variables and extensions as GraphQL over HTTP has them.',
        );
      if (isRefused(reply, request.ip, connections)) return reply;
      const stream = open(connections, request.ip);
      try {
        await answer(stream, operations, params, request);
      } catch (error) {
        stream.cut();
        if (error instanceof RateLimited) return refuseLimited(reply, error);
        throw error;
      }
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  });
}

function isRefused(reply: FastifyReply, ip: string, connections: Connections): boolean {
  if (connections.isFull) {
    reply.code(503).header('retry-after', RETRY_AFTER.instance);
    reply.send(failure(INSTANCE_IS_FULL, ErrorCode.SERVICE_UNAVAILABLE));
    return true;
  }
  if (!connections.isFullFor(ip)) return false;
  reply.code(429).header('retry-after', RETRY_AFTER.client);
  reply.send(failure(TOO_MANY_FROM_CLIENT, ErrorCode.TOO_MANY_CONNECTIONS));
  return true;
}

function open(connections: Connections, ip: string): EventStream {
  const stream = new EventStream();
  connections.add(stream, ip);
  stream.once('close', () => connections.delete(stream));
  return stream;
}

async function answer(
  stream: EventStream,
  operations: Operations,
  params: OperationParams,
  { headers, id, ip }: FastifyRequest,
): Promise<void> {
  const lastEventId = headers['last-event-id'];
  const delivery = {
    lastEventId: lastEventId ? String(lastEventId) : null,
    mayWrite: false,
    tooSlow: () => stream.cut(),
  };
  const outcome = await operations.run(params, { headers, id, ip }, delivery);
  // Clients open a stream again that was not completed.
  if ('errors' in outcome && isUnavailable(outcome)) stream.leave();
  else stream.begin(outcome);
}
