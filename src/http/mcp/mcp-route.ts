import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OperationParams } from '../../graphql/operation.js';
import { rejectRequest } from '../error-handler.js';
import { whenLeft } from '../graphql/when-left.js';
import type { OperationRunner } from '../subscriptions/subscription-executor.js';
import { createMcpServer, type McpServerOptions } from './mcp-server.js';

export interface McpPluginOptions extends Omit<McpServerOptions, 'execute'> {
  path: string;
  operations: OperationRunner;
  /** Origins from which browsers may use the gateway; `*` for all. */
  origins: readonly string[];
}

/**
 * Registers the Model Context Protocol over streamable HTTP (https://modelcontextprotocol.io/specification), without sessions: a
 * message is answered by itself, on whichever instance. Operations pass the stages of every GraphQL request.
 */
export async function mcpPlugin(app: FastifyInstance, options: McpPluginOptions): Promise<void> {
  const { path, operations, origins, tools, ...server } = options;
  const readingTools = tools.filter(({ effect }) => effect === 'none');
  const clients = new WeakMap<Request, FastifyRequest>();
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const client = requestInfo && clients.get(requestInfo);
      if (!requestInfo || !client) throw new Error('The handler passes on the request that it was given.');
      return createMcpServer({
        ...server,
        // What a key may do is decided as its operation is executed, with the error and audit entry of every operation.
        tools: client.headers.authorization === undefined ? readingTools : tools,
        execute: (params, canMutate) => {
          const { signal } = requestInfo;
          return execute(operations, params, { client, canMutate, signal });
        },
      });
    },
    // Nothing changes while a gateway runs, so that there is nothing to listen for.
    { maxSubscriptions: 0 },
  );
  app.addHook('onClose', () => handler.close());
  app.route({
    url: path,
    method: ['GET', 'POST', 'DELETE'],
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { origin } = request.headers;
      if (origin !== undefined && !origins.includes('*') && !origins.includes(origin))
        return rejectRequest(reply, 403, `Browsers may not send requests from ${origin}: see CORS_ORIGINS.`);
      const webRequest = toWebRequest(request, reply);
      clients.set(webRequest, request);
      const { body: parsedBody } = request;
      return sendWebResponse(reply, await handler.fetch(webRequest, { parsedBody }));
    },
  });
}

/** Executes an operation in the name of the client of a request. */
async function execute(
  operations: OperationRunner,
  params: OperationParams,
  {
    client: { headers, id, ip },
    canMutate,
    signal,
  }: { client: FastifyRequest; canMutate: boolean; signal: AbortSignal },
) {
  const client = { headers, id, ip };
  const delivery = {
    lastEventId: null,
    transport: 'mcp' as const,
    method: 'POST',
    canMutate,
    signal,
    onBackpressure: () => undefined,
  };
  try {
    const result = await operations.run(params, client, delivery);
    if (Symbol.asyncIterator in result)
      throw new Error('Tools are queries and mutations, which have one result.');
    return result;
  } catch (error) {
    // A client that sends too many requests reads so in the result of its tool.
    return operations.formatError(error, client);
  }
}

function toWebRequest({ method, url, headers }: FastifyRequest, reply: FastifyReply): Request {
  const values = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return new Request(new URL(url, 'http://gateway.invalid'), {
    method,
    headers: values.filter(([name]) => name !== 'content-length'),
    signal: whenLeft(reply),
    // The body has been parsed. It is passed on beside the request.
    ...(method === 'POST' && { body: '{}' }),
  });
}

function sendWebResponse(reply: FastifyReply, response: Response): FastifyReply {
  reply.code(response.status).headers(Object.fromEntries(response.headers));
  return reply.send(response.body && Readable.fromWeb(response.body as ReadableStream));
}
