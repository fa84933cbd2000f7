import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { whenLeft } from '../../../src/http/graphql/when-left.js';

const server = createServer();
beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

/** Sends a request, and returns its response with the client's socket. */
async function request() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return { socket, response, reply: { raw: response } as FastifyReply };
}

describe('Signal of a client that leaves', () => {
  test('is aborted when the client leaves before the response', async () => {
    const { socket, response, reply } = await request();
    const signal = whenLeft(reply);
    expect(signal.aborted).toBe(false);
    socket.destroy();
    await once(response, 'close');
    expect(signal.aborted).toBe(true);
  });

  test('is aborted from the start if the client has already disconnected', async () => {
    const { socket, response, reply } = await request();
    socket.destroy();
    await once(response, 'close');
    expect(whenLeft(reply).aborted).toBe(true);
  });

  test('is not aborted after the response', async () => {
    const { socket, response, reply } = await request();
    const signal = whenLeft(reply);
    response.end();
    await once(response, 'close');
    expect(signal.aborted).toBe(false);
    socket.destroy();
  });
});
