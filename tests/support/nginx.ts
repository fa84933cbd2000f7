import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from './until.js';

const PATH = `${process.env.PATH}:/usr/sbin`;
const TEMPORARY_FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export const hasNginx = spawnSync('nginx', ['-v'], { env: { ...process.env, PATH } }).status === 0;

/** Starts nginx with deploy/nginx.conf in front of one gateway. */
export async function startNginx(gatewayPort: number): Promise<{ address: string; close(): Promise<void> }> {
  const port = await findFreePort();
  const config = await readFile(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'dateline-nginx-'));
  const local = config
    .replace(/^ +resolver .*$/m, '')
    .replace('server dateline-1:4000 resolve', `server 127.0.0.1:${gatewayPort}`)
    .replace(/^ +server dateline-2:4000.*$/m, '')
    .replace('listen 8080', `listen 127.0.0.1:${port}`);
  const stop = await runNginx(folder, local);
  const address = `http://127.0.0.1:${port}`;
  await waitUntil(async () => (await fetch(address).catch(() => null)) !== null);
  return {
    address,
    close: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Starts nginx with a configuration, and its files in a folder. Returns a function that ends it. */
export async function runNginx(folder: string, config: string): Promise<() => Promise<void>> {
  const temporary = TEMPORARY_FOLDERS.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  await writeFile(join(folder, 'nginx.conf'), config.replace('http {', `http {\n${temporary}`));
  const directives = `daemon off; pid ${folder}/pid;${process.getuid?.() === 0 ? ' user root;' : ''}`;
  const files = ['-p', folder, '-e', join(folder, 'errors'), '-c', join(folder, 'nginx.conf')];
  const nginx = spawn('nginx', [...files, '-g', directives], {
    env: { ...process.env, PATH },
    stdio: 'inherit',
  });
  const ended = new Promise((resolve) => nginx.once('close', resolve));
  return async () => {
    nginx.kill();
    await ended;
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await waitUntil(() => server.listening);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
