import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { applyInterceptors } from '../../../../src/http/before-fastify/interceptor.js';
import { RequestTurns, takeTurns } from '../../../../src/http/before-fastify/request-turns.js';
import { ActiveClients } from '../../../../src/rate-limit/concurrency/active-clients.js';

/** Begins requests of clients, and records the order. */
function record() {
  const begun: string[] = [];
  const turns = new RequestTurns(new ActiveClients(), () => 0);
  const take = (client: string, name = client, { isOver = false, isExempt = false } = {}) =>
    turns.take(client, { begin: () => begun.push(name), isOver: () => isOver, isExempt: () => isExempt });
  return { begun, take };
}

const countOf = (names: string[], name: string) => names.filter((each) => each === name).length;

describe('Requests', () => {
  test('of a client that sends few are begun immediately, whatever others send', () => {
    const { begun, take } = record();
    take('reader');
    for (let i = 0; i < 500; i++) take('flood');
    take('reader', 'page');
    expect(begun.at(-1)).toBe('page');
    expect(countOf(begun, 'flood')).toBe(20);
  });

  test('of a client that sends very many wait for their turns, in order, and lose none', async () => {
    const { begun, take } = record();
    take('reader');
    for (let i = 0; i < 500; i++) take('flood', `${i}`);
    const free = begun.length;
    // Timers of other turns may come first, so only their order is certain.
    await sleep(2);
    expect(begun.length).toBeLessThanOrEqual(free + 2);
    while (begun.length < 501) await sleep(10);
    expect(begun.slice(1)).toEqual(Array.from({ length: 500 }, (_, i) => `${i}`));
  });

  test('of several such clients take turns', async () => {
    const { begun, take } = record();
    take('reader');
    for (const client of ['one', 'other']) for (let i = 0; i < 100; i++) take(client);
    const free = [countOf(begun, 'one'), countOf(begun, 'other')];
    await sleep(50);
    const begunInTurn = [countOf(begun, 'one') - free[0]!, countOf(begun, 'other') - free[1]!];
    expect(begunInTurn[0]).toBeGreaterThan(0);
    expect(Math.abs(begunInTurn[0]! - begunInTurn[1]!)).toBeLessThanOrEqual(1);
  });

  test('of a client that is alone, or exempt, never wait', () => {
    const { begun, take } = record();
    for (let i = 0; i < 500; i++) take('alone');
    expect(begun).toHaveLength(500);
    for (let i = 0; i < 500; i++) take('exempt', 'exempt', { isExempt: true });
    expect(begun).toHaveLength(1_000);
  });

  test('of a client that has disconnected are not begun, and take no turn', async () => {
    const { begun, take } = record();
    take('reader');
    for (let i = 0; i < 500; i++) take('flood', 'left', { isOver: true });
    const free = begun.length;
    take('flood', 'last');
    await sleep(20);
    expect(begun.slice(free)).toEqual(['last']);
  });

  test('above the maximum that may wait are refused', () => {
    const { take } = record();
    take('reader');
    const taken = Array.from({ length: 1_200 }, () => take('flood'));
    expect(taken.lastIndexOf(true)).toBe(1_019);
    expect(taken.at(-1)).toBe(false);
    expect(take('reader')).toBe(true);
  });
});

test('Refused connections are closed after a delay, so that clients do not reconnect immediately', async () => {
  const server = createServer();
  const active = new ActiveClients();
  let refused = 0;
  const turns = takeTurns({
    active,
    getClientIp: () => '127.0.0.1',
    isExempt: () => false,
    isProxy: () => false,
    onExcess: () => {
      refused += 1;
    },
  });
  applyInterceptors(server, [turns]);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_000 });
  await once(server, 'listening');
  const another = setInterval(() => active.note('another', performance.now()), 1);
  const { port } = server.address() as AddressInfo;
  let closed = 0;
  const sockets = Array.from({ length: 2_000 }, () =>
    connect({ port, host: '127.0.0.1' })
      .resume()
      .on('error', () => undefined)
      .on('close', () => {
        closed += 1;
      }),
  );
  while (refused < 50) await sleep(10);
  const before = refused;
  await sleep(200);
  expect(closed).toBe(0);
  while (closed < before) await sleep(50);
  clearInterval(another);
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  server.close();
}, 20_000);
