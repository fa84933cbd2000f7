import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../support/until.js';

const PATH = `${process.env.PATH}:/usr/sbin`;
const hasNginx = spawnSync('nginx', ['-v'], { env: { ...process.env, PATH } }).status === 0;
const testWithNginx = hasNginx ? test : test.skip;

let folder: string;
let gateway: Server;
let nginx: ChildProcess | undefined;
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
  const port = await findFreePort();
  const config = await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'dateline-nginx-'));
  const local = config
    .replace(/^ +resolver .*$/m, '')
    .replace('server dateline-1:4000 resolve', `server 127.0.0.1:${(gateway.address() as AddressInfo).port}`)
    .replace(/^ +server dateline-2:4000.*$/m, '')
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('http {', `http {\n${listTemporaryFolders()}`);
  await writeFile(join(folder, 'nginx.conf'), local);
  const directives = `daemon off; pid ${folder}/pid;${process.getuid?.() === 0 ? ' user root;' : ''}`;
  const args = [
    '-p',
    folder,
    '-e',
    join(folder, 'errors'),
    '-c',
    join(folder, 'nginx.conf'),
    '-g',
    directives,
  ];
  nginx = spawn('nginx', args, { env: { ...process.env, PATH }, stdio: 'inherit' });
  address = `http://127.0.0.1:${port}`;
  await waitUntil(async () => (await fetch(address).catch(() => null)) !== null);
});
afterAll(async () => {
  if (!nginx) return;
  const ended = new Promise((resolve) => nginx!.once('close', resolve));
  nginx.kill();
  await ended;
  gateway.close();
  await rm(folder, { recursive: true });
});

function listTemporaryFolders(): string {
  const names = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return names.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await waitUntil(() => server.listening);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

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
