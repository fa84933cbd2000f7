import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sendRaw, startServer, type TestServer } from '../../support/test-server.js';

const FOLDER = fileURLToPath(new URL('../../../seeds/media/', import.meta.url));

let gateway: TestServer;
beforeAll(async () => {
  gateway = await startServer({ withSeeds: true });
});
afterAll(() => gateway.close());

test('Seed images are served unchanged and sandboxed by Content-Security-Policy', async () => {
  for (const name of readdirSync(FOLDER)) {
    const response = await gateway.get(`/media/${name}`);
    expect([name, response.status]).toEqual([name, 200]);
    expect(response.headers.get('content-type')).toContain('image/svg+xml');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    );
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await response.text()).toBe(readFileSync(FOLDER + name, 'utf8'));
  }
});

test('Every image that the seeds reference exists', async () => {
  const { data } = (await (
    await gateway.post({
      query: '{ articles(first: 100) { nodes { image { url } } } authors { nodes { image { url } } } }',
    })
  ).json()) as any;
  const images = [...data.articles.nodes, ...data.authors.nodes].flatMap(({ image }) => image ?? []);
  expect(images.length).toBeGreaterThan(0);
  for (const { url } of images) {
    const { pathname } = new URL(url);
    expect([url, (await gateway.get(pathname, { method: 'HEAD' })).status]).toEqual([url, 200]);
  }
});

test.each([
  ...['/media/../../package.json', '/media/..%2f..%2fpackage.json', '/media/%2e%2e/%2e%2e/package.json'],
  ...['/media/..\\..\\package.json', '/media//etc/passwd', '/media/%2fetc%2fpasswd', '/media/a%00.svg'],
  ...['/media/....//....//package.json', '/media/', '/media/.', '/media/nothing.svg'],
])('The media route rejects paths outside its folder and the folder itself: %s', async (path) => {
  // Sent raw, since fetch would normalize the path.
  const answer = await sendRaw(
    gateway.address,
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(answer).toContain('"code":"BAD_REQUEST"');
  expect(answer).not.toContain('"dateline"');
});
