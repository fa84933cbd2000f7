import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { unlockStalledHooks } from '../../src/modules/publishing/after-publish.js';
import { type Gateway, startGateway } from '../support/gateway.js';
import { waitUntil } from '../support/until.js';

const SCRIPT = new URL('../support/hook-process.mjs', import.meta.url).pathname;

let gateway: Gateway;
let folder: string;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-hooks-'));
});
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await gateway.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts another process with the hook, which can be killed. */
async function startProcess(name: string, mode = 'run') {
  const file = join(folder, name);
  const { connection } = gateway.database;
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(connection), file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  expect(child.exitCode).toBeNull();
  const readSlugs = (): string[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .slice(0, -1) // a line that is being written has no end yet
          .map((line) => JSON.parse(line).slug)
      : [];
  return { child, readSlugs };
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

test('A publication is not lost if every process is killed before the hook runs', async () => {
  gateway = await startGateway();
  const first = await startProcess('before-1');
  await kill(first.child);
  await gateway.save({ slug: 'while-down' });
  expect(first.readSlugs()).toEqual([]);
  const second = await startProcess('before-2');
  await waitUntil(() => second.readSlugs().length > 0);
  await waitUntil(async () => (await countJobs()) === 0);
  expect(second.readSlugs()).toEqual(['while-down']);
});

test('Another process runs a hook again when the first process was killed', async () => {
  gateway = await startGateway();
  const first = await startProcess('during-1', 'hang');
  await gateway.save({ slug: 'interrupted' });
  await waitUntil(() => first.readSlugs().length > 0);
  await kill(first.child);
  const second = await startProcess('during-2');
  // A job whose process may be alive is left alone.
  await unlockStalledHooks(gateway.database.prisma);
  await gateway.save({ slug: 'another' });
  await waitUntil(() => second.readSlugs().length > 0);
  expect(second.readSlugs()).toEqual(['another']);
  await gateway.database.pool.query(`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '3 minutes'
    WHERE locked_at IS NOT NULL`);
  await unlockStalledHooks(gateway.database.prisma);
  await waitUntil(() => second.readSlugs().length > 1);
  expect(second.readSlugs()).toEqual(['another', 'interrupted']);
  await waitUntil(async () => (await countJobs()) === 0);
});

async function countJobs(): Promise<number> {
  const { rows } = await gateway.database.pool.query(
    "SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE task_identifier = 'after_publish'",
  );
  return rows[0].jobs;
}
