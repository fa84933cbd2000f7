import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server that notes what it is sent, and answers as it is told: 204 unless told otherwise. */
export interface Receiver {
  /** e.g. http://127.0.0.1:41234 */
  address: string;
  requests: ReceivedRequest[];
  /** How the next requests are answered; to be set anew at any time. */
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
