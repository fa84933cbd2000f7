import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hasNginx, startNginx } from '../support/nginx.js';
import { waitUntil } from '../support/until.js';

const testWithNginx = hasNginx ? test : test.skip;

let gateway: Server;
let nginx: Awaited<ReturnType<typeof startNginx>> | undefined;
let address: string;

/** Starts deploy/nginx.conf in front of a server that returns the headers and the size of the body that it got. */
beforeAll(async () => {
  if (!hasNginx) return;
  gateway = createServer(async (request, response) => {
    let size = 0;
    for await (const chunk of request) size += chunk.length;
    response.end(JSON.stringify({ headers: request.headers, size }));
  }).listen(0, '127.0.0.1');
  await waitUntil(() => gateway.listening);
  nginx = await startNginx((gateway.address() as AddressInfo).port);
  address = nginx.address;
});
afterAll(async () => {
  await nginx?.close();
  gateway?.close();
});

async function send(
  path: string,
  init?: RequestInit,
): Promise<{ headers: IncomingHttpHeaders; size: number }> {
  return (await (await fetch(address + path, init)).json()) as { headers: IncomingHttpHeaders; size: number };
}

testWithNginx.each(['/graphql', '/media/uploads/a.b'])(
  'nginx replaces the address that a client claims: %s',
  async (path) => {
    const { headers } = await send(path, {
      headers: { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'gopher' },
    });
    expect(headers).toMatchObject({
      host: '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  },
);

testWithNginx('nginx lets uploads pass, and refuses other bodies of that size', async () => {
  const body = Buffer.alloc(3_000_000);
  expect(await send('/media/uploads/a.b', { method: 'PUT', body })).toMatchObject({ size: body.length });
  const refused = await fetch(`${address}/graphql`, { method: 'POST', body });
  expect([refused.status, await refused.json()]).toEqual([
    413,
    { errors: [{ message: 'The body is too large.', extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
  ]);
});
