import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../bench/servers.mjs';

const CONFIGURATION = new URL('../../deploy/nginx.conf', import.meta.url);

/** Starts nginx with the repository's configuration. Names and ports are replaced by loopback addresses. */
export async function startNginx(ports) {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-nginx-'));
  const port = await findFreePort();
  let text = await readFile(CONFIGURATION, 'utf8');
  for (const [i, each] of ports.entries())
    text = text.replace(`dateline-${i + 1}:4000 resolve`, `127.0.0.1:${each}`);
  text = text.replace(/^ +resolver .*$/m, '');
  text = text.replace('listen 8080', `listen 127.0.0.1:${port}`);
  const configuration = join(folder, 'nginx.conf');
  await writeFile(configuration, text);
  const globals = `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};`;
  const child = spawn('nginx', ['-p', folder, '-c', configuration, '-g', globals], { stdio: 'inherit' });
  child.on('error', () => console.error('nginx is not there: apt-get install nginx-light'));
  const ended = once(child, 'exit').catch(() => process.exit(1));
  return {
    address: `http://127.0.0.1:${port}`,
    /** Returns the messages of the error log with their counts. */
    errors: async () => {
      const lines = (await readFile(join(folder, 'error.log'), 'utf8')).split('\n').filter(Boolean);
      const counts = {};
      for (const line of lines) {
        const [, what = line] = /\*\d+ (.*?), client/.exec(line) ?? [];
        const [, port = ''] = /upstream: "\w+:\/\/[^:]+:(\d+)/.exec(line) ?? [];
        const error = `${what} ${port}`;
        counts[error] = (counts[error] ?? 0) + 1;
      }
      return counts;
    },
    stop: async () => {
      child.kill('SIGQUIT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
