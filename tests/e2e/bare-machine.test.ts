import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { killServer } from '../support/data-folder.js';
import { query } from '../support/dateline-process.js';
import { ORDINARY_ACCOUNT } from '../support/image.js';

const run = promisify(execFile);
const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
/** Programs in the path of a machine without git. setpriv is part of every Debian. */
const PROGRAMS = ['sh', 'node', 'npm', 'setpriv'];

let top: string;
let child: ChildProcess | undefined;

afterEach(() => {
  if (child?.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
});
afterAll(async () => {
  if (!top) return;
  killServer(join(top, 'checkout/.data'));
  await rm(top, { recursive: true });
});

const ROOT = { uid: 0, gid: 0 };
const accounts = process.getuid!() === 0 ? [ROOT, ORDINARY_ACCOUNT] : [ORDINARY_ACCOUNT];

test.each(accounts)(
  'npm start serves the sample content without git or a home folder, as %p',
  async (account) => {
    if (top) await rm(top, { recursive: true });
    top = await mkdtemp(join(tmpdir(), 'dateline-bare-'));
    const { folder, path } = await copyCheckout(top, account);
    const env = { PATH: path, HOME: '/nonexistent', PORT: '0', LOG_LEVEL: 'warn' };
    child = spawn(join(path, 'npm'), ['start'], { cwd: folder, env, ...account, detached: true });
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const ended = once(child, 'close').then(([code]) => code);
    const address = await Promise.race([
      ended.then((code) => Promise.reject(new Error(`It ended with ${code}:\n${output}`))),
      waitFor(() => /graph +(\S+)\/graphql[\s\S]*stop/.exec(output)?.[1]),
    ]);
    const { articles } = await query(address, '{ articles(first: 1) { totalCount } }');
    expect(articles.totalCount).toBeGreaterThan(30);
    expect(output).not.toMatch(/npm (warn|error)|"level":[45]0/);
    process.kill(-child.pid!, 'SIGTERM');
    expect(await ended).toBe(0);
  },
  300_000,
);

/** Copies the checkout with its packages and without the build, and creates a PATH without git. */
async function copyCheckout(into: string, { uid, gid }: { uid: number; gid: number }) {
  const folder = join(into, 'checkout');
  const path = join(into, 'bin');
  for (const each of [folder, path]) await mkdir(each);
  for (const name of PROGRAMS) await symlink((await run('which', [name])).stdout.trim(), join(path, name));
  const entries = [
    'bin',
    'prisma',
    'seeds',
    'src',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    '.npmrc',
  ];
  for (const entry of entries) await run('cp', ['-r', entry, folder], { cwd: CHECKOUT });
  await rm(join(folder, 'src/database/generated'), { recursive: true, force: true });
  await run('chown', ['-Rh', `${uid}:${gid}`, into]);
  await chmod(into, 0o755);
  await run('cp', ['-al', join(CHECKOUT, 'node_modules'), folder]);
  return { folder, path };
}

async function waitFor(find: () => string | undefined): Promise<string> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
