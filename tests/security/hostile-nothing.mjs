// A server that refuses everything, to tell what a flood costs the machine from what it costs the gateway.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(429).end());
});
server.on('upgrade', (_request, socket) => {
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 429 Too Many Requests\r\n\r\n');
});
server.listen(0, '127.0.0.1', () => process.send('ready'));
process.on('message', () => process.send({ url: `http://127.0.0.1:${server.address().port}/graphql` }));
