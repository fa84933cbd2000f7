import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import type { OperationParams } from '../../graphql/operation.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody, rejectRequest } from '../error-handler.js';
import { whenLeft } from '../graphql/when-left.js';
import {
  type ConnectionRegistry,
  INSTANCE_IS_FULL,
  RETRY_AFTER,
  TOO_MANY_FROM_CLIENT,
} from './connections.js';
import { parseOperationParams } from './operation-params.js';
import { EventStream } from './sse-stream.js';
import { isTemporary, type OperationRunner } from './subscription-executor.js';

export interface EventStreamPluginOptions {
  path: string;
  operations: OperationRunner;
  connections: ConnectionRegistry;
}

/**
 * Registers GraphQL over server-sent events, with a connection for each operation
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode).
 */
export async function eventStreamPlugin(app: FastifyInstance, options: EventStreamPluginOptions) {
  const { path, operations, connections } = options;
  app.addHook('onSend', forbidTransformation);
  app.route({
    url: path,
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      if (!new Negotiator(request.raw).mediaType(['text/event-stream'])) {
        return rejectRequest(reply, 406, 'The header accept must allow text/event-stream.');
      }
      const params = parseOperationParams(request.method === 'POST' ? request.body : request.query);
      if (!params)
        return rejectRequest(
          reply,
          400,
          'The request is invalid. Send query, operationName, variables and extensions as GraphQL over HTTP specifies.',
        );
      if (isRefused(reply, request.ip, connections)) return reply;
      const stream = openStream(connections, request.ip);
      try {
        await startOperation(stream, operations, params, request, whenLeft(reply));
      } catch (error) {
        stream.terminate();
        throw error;
      }
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('x-accel-buffering', 'no')
        .send(stream);
    },
  });
}

/**
 * Adds `no-transform` to Cache-Control, so that no proxy compresses the stream: one that does, such as Next.js,
 * holds events back until its buffer is full.
 */
async function forbidTransformation(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', `${reply.getHeader('cache-control')}, no-transform`);
}

function isRefused(reply: FastifyReply, ip: string, connections: ConnectionRegistry): boolean {
  if (connections.isFull) {
    reply.code(503).header('retry-after', RETRY_AFTER.instance);
    reply.send(createErrorBody(INSTANCE_IS_FULL, ErrorCode.SERVICE_UNAVAILABLE));
    return true;
  }
  if (!connections.hasReachedLimit(ip)) return false;
  reply.code(429).header('retry-after', RETRY_AFTER.client);
  reply.send(createErrorBody(TOO_MANY_FROM_CLIENT, ErrorCode.TOO_MANY_CONNECTIONS));
  return true;
}

function openStream(connections: ConnectionRegistry, ip: string): EventStream {
  const stream = new EventStream();
  connections.add(stream, ip);
  stream.once('close', () => connections.delete(stream));
  return stream;
}

async function startOperation(
  stream: EventStream,
  operations: OperationRunner,
  params: OperationParams,
  { headers, id, ip, method }: FastifyRequest,
  signal: AbortSignal,
): Promise<void> {
  const lastEventId = headers['last-event-id'];
  const delivery = {
    lastEventId: lastEventId ? String(lastEventId) : null,
    transport: 'sse' as const,
    method,
    canMutate: false,
    signal,
    onBackpressure: () => stream.terminate(),
  };
  const result = await operations.run(params, { headers, id, ip }, delivery);
  // Clients reopen a stream that was not completed.
  if ('errors' in result && isTemporary(result)) stream.disconnect();
  else stream.start(result);
}
