// Backs up, deletes and restores a newsroom with the commands of docs/operations/backups.md, and compares the content
// before and after: `npm run test:stress -- restored --posts FOLDER --bin /usr/lib/postgresql/17/bin`. Uses
// the embedded database if --bin is omitted.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readOption, runCommand, startGateway } from './gateways.mjs';
import { withSystemPostgres } from './postgres.mjs';
import { readWholeGraph } from './whole-graph.mjs';

const run = promisify(execFile);
const BIN = readOption('--bin', null);
const POSTS = readOption('--posts', null);

const folder = await mkdtemp(join(tmpdir(), 'dateline-restore-'));
try {
  await (BIN ? verifyPostgres() : verifyEmbedded());
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function verifyPostgres() {
  await withSystemPostgres(BIN, async ({ host, user }) => {
    const url = `postgresql://${user}@localhost/dateline?host=${host}`;
    const file = join(folder, 'dateline.dump');
    const program = (name, ...args) => run(join(BIN, name), ['--host', host, '--username', user, ...args]);
    console.log(
      `PostgreSQL, backed up with ${(await run(join(BIN, 'pg_dump'), ['--version'])).stdout.trim()}`,
    );
    await program('createdb', 'dateline');
    await verifyRestore({
      settings: { DATABASE_URL: url },
      backUpServing: () => program('pg_dump', '--format=custom', `--file=${file}`, 'dateline'),
      wipe: () => program('dropdb', 'dateline'),
      restore: async () => {
        await program('createdb', 'dateline');
        await program('pg_restore', '--exit-on-error', '--no-owner', '--dbname=dateline', file);
      },
    });
  });
}

async function verifyEmbedded() {
  const data = join(folder, 'data');
  const copy = join(folder, 'copy');
  console.log('Embedded database, folder copied while the gateway is stopped');
  await verifyRestore({
    settings: { DATA_DIR: data },
    backUpStopped: () => run('cp', ['--archive', data, copy]),
    wipe: () => rm(data, { recursive: true }),
    restore: () => run('cp', ['--archive', copy, data]),
  });
}

async function verifyRestore({ settings, backUpServing, backUpStopped, wipe, restore }) {
  const all = { ...settings, PORT: '0', LOG_LEVEL: 'warn' };
  let gateway = await startGateway(all);
  if (POSTS) await runCommand(all, 'import', 'markdown', POSTS);
  const key = await runCommand(all, 'keys', 'create', '--name', 'Desk', '--scope', 'preview,write');
  // Build the lists now, since the background job would take minutes.
  await runCommand(all, 'related', 'rebuild');
  await waitUntilSettled(gateway);
  const before = await readWholeGraph(gateway, key);
  console.log(`  ${before.articles} articles, ${before.text.length} characters of responses`);
  if (backUpServing) await measureTime('backed up while serving', backUpServing);
  await gateway.stop();
  if (backUpStopped) await measureTime('backed up while stopped', backUpStopped);
  await wipe();
  const begun = Date.now();
  await measureTime('restored', restore);
  gateway = await startGateway({ ...all, SEED: 'false' });
  console.log(`  from deletion to serving: ${getElapsedSeconds(begun)} s`);
  const after = await readWholeGraph(gateway, key);
  const isEqual = after.text === before.text;
  console.log(isEqual ? '  The restored content is identical.' : '  The restored content DIFFERS:');
  if (!isEqual) {
    process.exitCode = 1;
    for (const { text } of [before, after])
      console.log(`  ${extractDifference(text, before.text, after.text)}`);
  }
  await gateway.stop();
}

/** Waits until background jobs, such as those for related articles, have finished. */
async function waitUntilSettled({ address }) {
  const open = /^dateline_(jobs\{.*state="(due|running)"|change_log_lag\{).*\} [1-9]/m;
  for (let quiet = 0; quiet < 4; ) {
    const page = await (await fetch(new URL('/metrics', address))).text();
    quiet = open.test(page) ? 0 : quiet + 1;
    await sleep(500);
  }
}

/** Returns the part of a text around the first difference between two others. */
function extractDifference(text, one, other) {
  let at = 0;
  while (one[at] === other[at]) at += 1;
  return text.slice(Math.max(at - 300, 0), at + 300);
}

async function measureTime(what, work) {
  const begun = Date.now();
  await work();
  console.log(`  ${what} in ${getElapsedSeconds(begun)} s`);
}

function getElapsedSeconds(begun) {
  return ((Date.now() - begun) / 1_000).toFixed(1);
}
