import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { BodyTimeouts, MIN_UPLOAD_RATE } from '../../../../src/http/before-fastify/body-timeouts.js';

let now: number;
let timeouts: BodyTimeouts;
beforeEach(() => {
  now = 1_000;
  timeouts = new BodyTimeouts(() => now);
});

/** Begins a request with a body, on a connection whose bytes a test counts. */
async function begin(headers: Record<string, string> = { 'content-length': '3000000' }) {
  const socket = Object.assign(new PassThrough(), { bytesRead: 400 });
  const request = Object.assign(new EventEmitter(), { headers, socket, complete: false });
  const response = { headersSent: false };
  timeouts.watch(request as unknown as IncomingMessage, response as ServerResponse);
  await setImmediate();
  return {
    request: request as unknown as IncomingMessage,
    response,
    receive: (bytes: number) => {
      socket.bytesRead += bytes;
    },
    end: () => {
      request.complete = true;
      request.emit('close');
    },
    /** Returns what was sent to the client, or whether the connection was destroyed. */
    readOutcome: () =>
      socket.destroyed ? 'destroyed' : ((socket.read() as Buffer | null)?.toString() ?? null),
  };
}

/** Lets seconds pass, with a check in each. */
function pass(seconds: number, each: () => void = () => undefined): void {
  for (let i = 0; i < seconds; i++) {
    now += 1_000;
    each();
    timeouts.check();
  }
}

describe('A body', () => {
  test('A body that has not arrived after 15 seconds is refused with 408, however it moves', async () => {
    const { receive, readOutcome } = await begin();
    pass(14, () => receive(100_000));
    expect(readOutcome()).toBeNull();
    pass(1, () => receive(100_000));
    expect(readOutcome()).toMatch(/^HTTP\/1\.1 408 .*did not arrive within 15 seconds/s);
    expect(timeouts.size).toBe(0);
  });

  test('A body that has arrived is not watched while its request is handled', async () => {
    const { end, readOutcome } = await begin();
    end();
    pass(60);
    expect([readOutcome(), timeouts.size]).toEqual([null, 0]);
  });

  test('A body that arrived with its headers is not watched', async () => {
    const request = { headers: { 'content-length': '5' }, complete: true, socket: new PassThrough() };
    timeouts.watch(request as unknown as IncomingMessage, {} as ServerResponse);
    await setImmediate();
    expect(timeouts.size).toBe(0);
  });

  test('A request without a body is not watched', async () => {
    await begin({});
    await begin({ 'content-length': '0' });
    expect(timeouts.size).toBe(0);
  });

  test('A connection is closed once its response has begun', async () => {
    const { response, readOutcome } = await begin({ 'transfer-encoding': 'chunked' });
    response.headersSent = true;
    pass(15);
    expect(readOutcome()).toBe('destroyed');
  });
});

describe('The body of an upload', () => {
  test('An upload that goes on moving may take minutes', async () => {
    const { request, receive, readOutcome } = await begin();
    timeouts.allowSlowBody(request);
    pass(600, () => receive(MIN_UPLOAD_RATE + 1));
    expect([readOutcome(), timeouts.size]).toEqual([null, 1]);
  });

  test('An upload that stalls is refused with 408', async () => {
    const { request, receive, readOutcome } = await begin();
    timeouts.allowSlowBody(request);
    pass(45, () => receive(110_000));
    pass(30);
    expect(readOutcome()).toMatch(/^HTTP\/1\.1 408 .*less than 8 KiB a second for 15 seconds/s);
  });

  test('An upload of single bytes is refused with 408', async () => {
    const { request, receive, readOutcome } = await begin();
    timeouts.allowSlowBody(request);
    pass(16, () => receive(1));
    expect(readOutcome()).toMatch(/^HTTP\/1\.1 408 /);
  });
});
