import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startBackgroundWorkers } from '../../../src/app/worker/background-worker.js';
import { type BackgroundWorker } from '../../../src/app/worker/worker-options.js';
import { readConfig } from '../../../src/config/env.js';
import {
  type AfterPublish,
  AfterPublishRunner,
  type PublishEvent,
  unlockStalledHooks,
} from '../../../src/modules/publishing/after-publish.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { waitUntil } from '../../support/until.js';

const SCRIPT = new URL('../../support/hook-process.mjs', import.meta.url).pathname;

let gateway: Gateway;
let folder: string;
const processes: ChildProcess[] = [];
const workers: BackgroundWorker[] = [];
const errors: Record<string, unknown>[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-hooks-'));
});
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await gateway.close();
});
afterAll(() => rm(folder, { recursive: true }));

async function startHook(afterPublish: AfterPublish) {
  const logger = pino({ level: 'error' }, { write: (line: string) => errors.push(JSON.parse(line)) });
  const { database } = gateway;
  const config = readConfig({ SITE_URL: 'https://courier.example' });
  workers.push(
    await startBackgroundWorkers({ config, siteConfig: { hooks: { afterPublish } }, database, logger }),
  );
}

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

test('afterPublish gets each publication once, and nothing from before it was there', async () => {
  gateway = await startGateway();
  await gateway.save({ slug: 'before' });
  const events: PublishEvent[] = [];
  await startHook((event) => void events.push(event));
  await startHook((event) => void events.push(event)); // a second instance
  await gateway.save({ slug: 'one', draft: true });
  const id = await gateway.save({ slug: 'two' });
  await gateway.save({ slug: 'two', title: 'Better' });
  await gateway.save({ slug: 'two', title: 'Better', path: '/moved/two' });
  await gateway.save({ slug: 'three' });
  await waitUntil(() => events.length >= 4);
  await waitUntil(async () => (await countJobs()) === 0);
  const sorted = events.sort((one, other) => one.sequence - other.sequence);
  expect(sorted.map(({ kind, slug }) => [kind, slug])).toEqual([
    ['PUBLISHED', 'two'],
    ['UPDATED', 'two'],
    ['MOVED', 'two'],
    ['PUBLISHED', 'three'],
  ]);
  expect(sorted[2]).toMatchObject({
    articleId: Buffer.from(`Article:${id}`).toString('base64url'),
    path: '/moved/two',
    url: 'https://courier.example/moved/two',
    at: expect.any(Date),
  });
});

test('A hook that fails is called again for the same event, and holds up no other', async () => {
  gateway = await startGateway();
  const calls: string[] = [];
  await startHook(({ slug }) => {
    calls.push(slug);
    if (slug === 'unlucky' && calls.filter((each) => each === slug).length < 3) throw new Error('not now');
  });
  await gateway.save({ slug: 'unlucky' });
  await gateway.save({ slug: 'lucky' });
  await waitUntil(() => calls.includes('lucky'));
  await waitUntil(() => calls.filter((slug) => slug === 'unlucky').length === 3);
  await waitUntil(async () => (await countJobs()) === 0);
  expect(calls.filter((slug) => slug === 'lucky')).toEqual(['lucky']);
  const failures = errors.filter(({ part }) => part === 'hooks');
  expect(failures).toHaveLength(2);
  expect(failures[0]).toMatchObject({ msg: 'afterPublish failed', kind: 'PUBLISHED' });
});

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

test('A hook whose process is killed while it runs is run again by another process', async () => {
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

test('A hook that does not end is given up, so that its job is retried', async () => {
  gateway = await startGateway();
  const runner = new AfterPublishRunner(() => new Promise(() => undefined), pino({ level: 'silent' }), 50);
  const event = { kind: 'PUBLISHED', sequence: 1, articleId: '', slug: '', path: '/', url: '' } as const;
  await expect(runner.run({ ...event, at: new Date().toISOString() })).rejects.toThrow(
    'took longer than 50 ms',
  );
});

async function countJobs(): Promise<number> {
  const { rows } = await gateway.database.pool.query(
    "SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE task_identifier = 'after_publish'",
  );
  return rows[0].jobs;
}
