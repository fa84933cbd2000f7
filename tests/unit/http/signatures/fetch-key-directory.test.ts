import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import {
  fetchKeyDirectory,
  KEY_DIRECTORY_PATH,
} from '../../../../src/http/signatures/fetch-key-directory.js';
import { createSsrfSafeAgents } from '../../../../src/shared/net/ssrf-safe-agents.js';
import { createCrawlerKey } from '../../../support/signed-requests.js';

const ED = createCrawlerKey().published;
const RSA = createCrawlerKey('rsa').published;
const anywhere = createSsrfSafeAgents(true);

let respond: RequestListener;
let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetchKeys = (timeoutMs?: number) =>
  fetchKeyDirectory(origin, anywhere, { ...(timeoutMs && { timeoutMs }) });
const serve = (body: unknown, headers = {}) => {
  respond = (_request, response) => response.writeHead(200, headers).end(JSON.stringify(body));
};

describe('The directory of keys', () => {
  test('has keys by their thumbprints, with their times and its lifetime', async () => {
    serve({ keys: [{ ...ED, nbf: 10, exp: 20 }, RSA] }, { 'cache-control': 'public, max-age=600' });
    const { keys, maxAgeSeconds } = await fetchKeys();
    expect(maxAgeSeconds).toBe(600);
    expect([...keys.keys()]).toEqual([
      await calculateJwkThumbprint(ED as never),
      await calculateJwkThumbprint(RSA as never),
    ]);
    expect([...keys.values()].map(({ notBefore, notAfter }) => [notBefore, notAfter])).toEqual([
      [10_000, 20_000],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ]);
  });

  test('leaves out what is no key, and reads the others', async () => {
    const others = [null, 7, {}, { kty: 'oct', k: 'AAAA' }, { kty: 'OKP', crv: 'Ed25519', x: 'no' }];
    const curve = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' };
    const short = { kty: 'RSA', n: 'AQAB', e: 'AQAB' };
    serve({ keys: [...others, curve, short, ED] });
    expect((await fetchKeys()).keys.size).toBe(1);
  });

  test('never holds more than 50 keys', async () => {
    serve({ keys: Array.from({ length: 60 }, () => createCrawlerKey().published) });
    expect((await fetchKeys()).keys.size).toBe(50);
  });
});

describe('A hostile directory', () => {
  test('that sends too much is not read to its end', async () => {
    let sent = 0;
    respond = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => {
        sent += 16_384;
        response.write(Buffer.alloc(16_384, ' '));
      }, 1);
      response.on('close', () => clearInterval(timer));
    };
    await expect(fetchKeys()).rejects.toThrow('larger than 65536 bytes');
    expect(sent).toBeLessThan(1_048_576);
  });

  test('that is slow is given up, before its headers and while it sends', async () => {
    respond = () => undefined;
    await expect(fetchKeys(200)).rejects.toThrow(/abort/i);
    respond = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    };
    await expect(fetchKeys(200)).rejects.toThrow(/abort/i);
  });

  test('that redirects is not followed', async () => {
    const asked: (string | undefined)[] = [];
    respond = (request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: `${origin}/elsewhere` }).end();
    };
    await expect(fetchKeys()).rejects.toThrow('status 302');
    expect(asked).toEqual([KEY_DIRECTORY_PATH]);
  });

  test('at a private address is not asked', async () => {
    let requests = 0;
    respond = (_request, response) => {
      requests += 1;
      response.end();
    };
    const agents = createSsrfSafeAgents(false);
    const { port } = new URL(origin);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', '169.254.169.254', '0x7f.1'])
      await expect(fetchKeyDirectory(`http://${host}:${port}`, agents)).rejects.toThrow();
    expect(requests).toBe(0);
  });

  test('that sends no JSON, or no list, or an error is refused', async () => {
    for (const body of ['no', 'null', '[]', '{"keys":{}}']) {
      respond = (_request, response) => response.writeHead(200).end(body);
      await expect(fetchKeys()).rejects.toThrow();
    }
    respond = (_request, response) => response.writeHead(503).end('{"keys":[]}');
    await expect(fetchKeys()).rejects.toThrow('status 503');
  });
});
