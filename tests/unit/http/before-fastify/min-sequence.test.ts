import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from '@jest/globals';
import { awaitChanges } from '../../../../src/http/before-fastify/min-sequence.js';

/** Sends a request that names a change which has not come. Returns a function that says whether it was handled. */
function createClients() {
  const changes: (() => void)[] = [];
  const { request: handle } = awaitChanges({
    cacheInvalidator: { waitForSequence: () => new Promise<void>((resolve) => changes.push(resolve)) },
    getClientIp: ({ socket }) => socket.remoteAddress ?? '',
  });
  const send = (remoteAddress: string) => {
    let isHandled = false;
    const request = { headers: { 'x-min-sequence': '7' }, socket: { remoteAddress } };
    handle!(request as unknown as IncomingMessage, {} as ServerResponse, () => {
      isHandled = true;
    });
    return () => isHandled;
  };
  const followChange = async () => {
    for (const follow of changes.splice(0)) follow();
    await new Promise(setImmediate);
  };
  return { send, followChange };
}

test('At most 100 requests of a client wait for a change, and those of other clients still can', async () => {
  const { send, followChange } = createClients();
  const waiting = Array.from({ length: 100 }, () => send('192.0.2.1'));
  expect(waiting.some((isHandled) => isHandled())).toBe(false);
  expect(send('192.0.2.1')()).toBe(true);
  expect(send('192.0.2.2')()).toBe(false);
  await followChange();
  expect(waiting.every((isHandled) => isHandled())).toBe(true);
  expect(send('192.0.2.1')()).toBe(false);
});

test('Addresses of one IPv6 network of a customer wait as one client', () => {
  const { send } = createClients();
  const handled = Array.from({ length: 120 }, (_, i) => send(`2001:db8:7:${i}::1`)());
  expect(handled.filter(Boolean)).toHaveLength(20);
});
