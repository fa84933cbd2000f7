import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort, findProgram } from './programs.js';
import { waitUntil } from './until.js';

const SETTINGS = fileURLToPath(new URL('../../deploy/varnish.vcl', import.meta.url));

/** A Varnish with the settings of deploy/varnish.vcl. */
export interface Varnish {
  /** Base URL, such as http://127.0.0.1:41234. */
  address: string;
  close(): Promise<void>;
}

/** True where Varnish is installed: apt-get install varnish varnish-modules. .ci/run installs it. */
export const hasVarnish = findProgram('varnishd') !== null;

/** Starts a Varnish in front of an address. */
export async function startVarnish(backend: string): Promise<Varnish> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-varnish-'));
  const text = await readFile(SETTINGS, 'utf8');
  const settings = join(folder, 'settings.vcl');
  await writeFile(settings, text.replace('.port = "4000"', `.port = "${new URL(backend).port}"`));
  // The line of the file that says with which parameters to start it.
  const parameters = / varnishd (-p .+)$/m.exec(text)![1]!.split(' ');
  const port = await findFreePort();
  const child = spawn(
    findProgram('varnishd')!,
    [
      ...['-F', '-j', 'none', '-n', join(folder, 'work'), '-s', 'malloc,64m', '-f', settings],
      ...['-a', `127.0.0.1:${port}`, ...parameters],
    ],
    { stdio: 'ignore' },
  );
  const address = `http://127.0.0.1:${port}`;
  await waitUntil(() => {
    if (child.exitCode !== null) throw new Error(`varnishd ended with ${child.exitCode}.`);
    return fetch(address, { method: 'PURGE', headers: { xkey: 'ready' } }).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    address,
    close: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
