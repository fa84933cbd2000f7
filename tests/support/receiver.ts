import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server that records requests. Responds with 204 by default. */
export interface Receiver {
  /** Base URL, such as http://127.0.0.1:41234. */
  address: string;
  requests: ReceivedRequest[];
  /** Handler of requests, which may be replaced at any time. */
  respond: (response: ServerResponse, request: ReceivedRequest) => void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const receivedRequest = { path: request.url ?? '', headers: request.headers, body };
    receiver.requests.push(receivedRequest);
    receiver.respond(response, receivedRequest);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver: Receiver = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    respond: (response) => response.writeHead(204).end(),
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  return receiver;
}
