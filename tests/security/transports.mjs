import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';

/** Returns the status or close code, the error code, the text and the size of a response. */
const toOutcome = (status, text) => ({
  status,
  text,
  code: /"code":"(\w+)"/.exec(text)?.[1] ?? null,
  bytes: Buffer.byteLength(text),
});

/** Transports of the GraphQL API. Each sends an operation and returns its outcome. */
export const TRANSPORTS = {
  POST: (address, operation) => send(address, { method: 'POST', body: JSON.stringify(operation) }),
  GET: (address, operation) => send(`${address}?${buildQueryString(operation)}`, { method: 'GET' }),
  WebSocket: async (address, operation) => {
    const socket = new WebSocket(address.replace('http', 'ws'), 'graphql-transport-ws');
    socket.on('error', () => undefined);
    const said = new Promise((resolve) => {
      socket.on('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (bytes) => {
        const text = String(bytes);
        const { type } = JSON.parse(text);
        if (type === 'connection_ack') {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }));
        } else resolve(toOutcome(type, text));
      });
      socket.on('close', (code, reason) =>
        resolve({ ...toOutcome(code, String(reason)), code: `closed ${code}` }),
      );
    });
    const result = await said;
    socket.terminate();
    return result;
  },
  'event stream': (address, operation) =>
    send(`${address}/stream`, {
      method: 'POST',
      accept: 'text/event-stream',
      body: JSON.stringify(operation),
    }),
};

function buildQueryString({ query = '', variables }) {
  return new URLSearchParams({ query, ...(variables && { variables: JSON.stringify(variables) }) });
}

async function send(url, { method, accept = 'application/json', body }) {
  const headers = { accept, ...(body && { 'content-type': 'application/json' }) };
  const sending = request(url, { method, headers });
  sending.end(body);
  const [response] = await once(sending, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return toOutcome(response.statusCode, text);
}
