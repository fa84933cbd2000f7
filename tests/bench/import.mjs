// Measures imports of generated articles by each way: articles per second, CPU, statements, peak memory, size of the
// database, and how long another writer waits for its turn meanwhile.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../dist/changes/change-log.js';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { addCleanup, createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { SOURCES } from './import-sources.mjs';
import { readOptions } from './options.mjs';
import { readCpuSeconds } from './processes.mjs';

const THIS_BUILD = new URL('../../', import.meta.url);
const HELP = `npm run bench -- import [options]

  --articles NUMBER  number of articles in each source (10000)
  --way NAME         only this one: ${Object.keys(SOURCES).join(', ')}
  --once             without a second run, which changes nothing
  --compare FOLDER   also measures the build of another commit in this folder, in turns with this one`;

async function main() {
  const values = readOptions({ articles: 10_000, way: undefined, once: false, compare: undefined }, HELP);
  const builds = [...(values.compare ? [pathToFileURL(`${resolve(values.compare)}/`)] : []), THIS_BUILD];
  for (const way of values.way ? [values.way] : Object.keys(SOURCES)) {
    const source = await SOURCES[way](await createTemporaryFolder(), values.articles);
    for (const build of builds) {
      const data = await createTemporaryFolder();
      const server = await acquireEmbeddedServer(data);
      addCleanup(() => server.release());
      const options = { build, way, source, data, connection: server.connection };
      for (const run of values.once ? ['first'] : ['first', 'second'])
        console.log(await measure(run, options));
    }
  }
}

async function measure(run, { build, way, source, data, connection }) {
  const [pid] = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const before = readCpuSeconds(Number(pid), true);
  const editor = waitForTurns(connection);
  const script = fileURLToPath(new URL('import-run.mjs', import.meta.url));
  const importing = promisify(execFile)(process.execPath, [script, build.href, way, source, data]);
  addCleanup(async () => importing.child.kill());
  const { stdout } = await importing;
  const { counts, seconds, cpuSeconds, mainSeconds, statements, peakMiB } = JSON.parse(stdout);
  const waits = await editor.stop();
  const databaseMiB = await readDatabaseSize(connection);
  const postgres = readCpuSeconds(Number(pid), true) - before;
  const articles = counts.created + counts.updated + counts.unchanged;
  const perArticle = (total) => `${((total * 1000) / articles).toFixed(1)} ms`;
  return (
    `${way}, ${run} run${build === THIS_BUILD ? '' : ' of the other build'}, load ${loadavg()[0].toFixed(0)}: ` +
    `${articles} articles in ${seconds.toFixed(0)} s, ${(articles / seconds).toFixed(0)} per second; ` +
    `CPU per article: ${perArticle(cpuSeconds)} of the import (${perArticle(mainSeconds)} of its main thread), ` +
    `${perArticle(postgres)} of PostgreSQL; ${(statements / articles).toFixed(1)} statements per article; ` +
    `peak memory ${peakMiB.toFixed(0)} MiB; database ${databaseMiB} MiB; wait of another writer: median ${waits.median} ms, most ${waits.most} ms`
  );
}

async function readDatabaseSize(connection) {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query('SELECT pg_database_size(current_database()) / 1048576 AS size');
  await client.end();
  return Number(rows[0].size);
}

/** Takes the write lock every 100 ms, as an editor does, and measures how long that takes. */
function waitForTurns(connection) {
  const waits = [];
  let isStopped = false;
  const taking = (async () => {
    const client = new pg.Client(connection);
    client.on('error', () => undefined); // the server stops when the import has failed
    await client.connect();
    while (!isStopped) {
      const start = performance.now();
      await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${CHANGE_LOG_LOCK}); COMMIT`);
      waits.push(Math.round(performance.now() - start));
      await sleep(100);
    }
    await client.end();
  })();
  return {
    stop: async () => {
      isStopped = true;
      await taking;
      waits.sort((a, b) => a - b);
      return { median: waits[waits.length >> 1], most: waits.at(-1) };
    },
  };
}

await runBenchmark(main);
