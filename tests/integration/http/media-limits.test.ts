import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { createRenderQueues } from '../../../src/app/derived-settings.js';
import { createMediaLibrary } from '../../../src/app/media.js';
import { readConfig } from '../../../src/config/env.js';
import { uploadPlugin } from '../../../src/http/media-uploads.js';
import { LARGE_CONCURRENCY } from '../../../src/media/image-process/process-image.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { drawPicture } from '../../support/pictures.js';
import { waitUntil } from '../../support/until.js';

const GATEWAY_URL = 'https://gateway.example';
const SOURCES =
  'query ($widths: [Int!]!) { article(by: { slug: "quay" }) { image { srcSet(widths: $widths) } } }';
const UNKNOWN = (i: number) => `/media/${'0'.repeat(39)}${i}.webp`;

let folder: string;
let gateway: Gateway;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-media-limits-'));
  const settings = {
    ...{ DATA_DIR: folder, GATEWAY_URL, TRUSTED_PROXIES: 'loopback' },
    ...{ RATE_PER_CLIENT: '40', WAITING_PER_CLIENT: '2' },
  };
  gateway = await startGateway(settings);
  const library = createMediaLibrary(readConfig(settings), {}, gateway.database.prisma);
  const file = await library.add(await drawPicture(), { name: 'quay.jpg' });
  path = file.path!;
  const unset = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
  await gateway.save({ slug: 'quay', image: { url: path, alt: '', ...unset } });
});
afterAll(async () => {
  await gateway?.close();
  await rm(folder, { recursive: true });
});

const get = (address: string, from: string) =>
  fetch(new URL(address, gateway.address), { headers: { 'x-forwarded-for': from, accept: 'image/avif' } });

async function listVariants(widths: number[]): Promise<string[]> {
  const urls: string[] = [];
  for (let i = 0; i < widths.length; i += 12) {
    const { article } = await gateway.query(SOURCES, { widths: widths.slice(i, i + 12) });
    for (const source of article.image.srcSet.split(', ')) urls.push(new URL(source.split(' ')[0]).pathname);
  }
  return urls;
}

describe('Files', () => {
  test('A client that requests many unknown files is refused, and no other client is', async () => {
    const statuses = [];
    for (let i = 0; i < 42; i++) statuses.push((await get(UNKNOWN(i), '203.0.113.1')).status);
    expect(statuses).toEqual([...Array(40).fill(404), 429, 429]);
    expect((await get(path, '203.0.113.1')).status).toBe(429);
    expect((await get(UNKNOWN(1), '203.0.113.2')).status).toBe(404);
    expect((await get(path, '203.0.113.2')).status).toBe(200);
  });

  test('Requests for existing files do not count', async () => {
    for (let i = 0; i < 50; i++) expect((await get(path, '203.0.113.3')).status).toBe(200);
  });
});

describe('Variants', () => {
  test('One client cannot take all slots in which variants are rendered', async () => {
    const variants = await listVariants(Array.from({ length: 20 }, (_, i) => 1_000 + i));
    const others = await listVariants([300, 301, 302]);
    const flood = variants.map((url) => get(url, '203.0.113.4'));
    const served = await Promise.all(others.map((url, i) => get(url, `198.51.100.${i}`)));
    expect(served.map(({ status }) => status)).toEqual([200, 200, 200]);
    const responses = await Promise.all(flood);
    const refused = responses.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const response of refused) {
      expect([response.status, ((await response.json()) as any).errors[0].extensions.code]).toEqual([
        429,
        'TOO_MANY_OPERATIONS',
      ]);
    }
  });

  test('A small variant is rendered while the large ones of another client wait', async () => {
    const { small, large } = createRenderQueues(readConfig({}));
    const began: string[] = [];
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const render = async (name: string) => {
      began.push(name);
      await held;
    };
    const [one, other] = ['203.0.113.8', '203.0.113.9'].map((name) => ({ name, weight: 1 }));
    const flood = Array.from({ length: LARGE_CONCURRENCY + 10 }, () =>
      large.run(one!, undefined, () => render('large')),
    );
    expect(await small.run(other!, undefined, async () => 'rendered')).toBe('rendered');
    const late = large.run(other!, undefined, () => render('large of another client'));
    finish();
    await Promise.all([...flood, late]);
    const before = began.indexOf('large of another client');
    expect(before).toBeLessThanOrEqual(LARGE_CONCURRENCY + 1);
    expect(began).toHaveLength(flood.length + 1);
  });

  test('Variants that are rendered count as requests, stored ones do not', async () => {
    const variants = await listVariants(Array.from({ length: 42 }, (_, i) => 10 + i));
    const statuses = [];
    for (const url of variants) statuses.push((await get(url, '203.0.113.5')).status);
    expect(statuses).toEqual([...Array(40).fill(200), 429, 429]);
    expect((await get(variants[0]!, '203.0.113.5')).status).toBe(200);
  });
});

/** Starts a server that takes uploads of files of at most 100 bytes, each announced with 5. */
async function startUploads(prepare: (app: FastifyInstance) => void = () => undefined) {
  const app = Fastify();
  prepare(app);
  const uploads = {
    maxBytes: 100,
    find: () => ({ id: randomUUID(), bytes: 5 }),
    isOpen: async () => true,
    receive: async () => 'received' as const,
  };
  await app.register(uploadPlugin, { uploads, allowSlowBody: () => undefined });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}/media/uploads/a.b` };
}

test('A client that leaves before its upload begins does not keep its place', async () => {
  const left: Promise<unknown>[] = [];
  const { app, url } = await startUploads((each) =>
    each.addHook('onRequest', async ({ headers }, reply) => {
      // As a rate limit that is read from the database.
      if (headers['x-leaves']) await left[left.push(once(reply.raw, 'close')) - 1];
    }),
  );
  try {
    for (let i = 1; i <= 8; i++) {
      const sending = request(url, { method: 'PUT', headers: { 'x-leaves': 'yes', 'content-length': 5 } });
      sending.on('error', () => undefined).write('wo');
      while (left.length < i) await sleep(5);
      sending.destroy();
    }
    await Promise.all(left);
    expect((await fetch(url, { method: 'PUT', body: 'words' })).status).toBe(204);
  } finally {
    await app.close();
  }
});

test('Uploads that do not say their length take the place of the largest files', async () => {
  const { app, url } = await startUploads();
  const streams = Array.from({ length: 4 }, () => {
    const sending = request(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
    sending.on('error', () => undefined).write('w');
    return sending;
  });
  const put = async () => (await fetch(url, { method: 'PUT', body: 'words' })).status;
  try {
    await waitUntil(async () => (await put()) === 503);
    for (const sending of streams) sending.destroy();
    await waitUntil(async () => (await put()) === 204);
  } finally {
    await app.close();
  }
});
