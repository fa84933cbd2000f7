// Measures the gateway's throughput beside its rivals in the same run: hand-written SQL that produces the finished
// JSON, Apollo Server over the same SQL, the stack of tutorials, and a bare server with recorded responses.
// Compare the ratios: absolute figures depend on the machine, which also runs the load generator.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { installPackages } from '../support/install.mjs';
import { assertSameResponses, recordResponses, translateToPostgraphile, warmUp } from './answers.mjs';
import { fillDatabase } from './archive.mjs';
import { addCleanup, createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { measure } from './load.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { writeReadme } from './readme.mjs';
import { printReport } from './report.mjs';
import { startRival, startServers } from './servers.mjs';
import { countStatements } from './statements.mjs';
import { WORKLOADS } from './workloads.mjs';

const HELP = `npm run bench -- requests [options]

  --seconds N      duration of the load per workload, server and round (3)
  --rounds N       number of alternating rounds (2)
  --connections N  concurrent connections (32)
  --asked N        number of distinct articles requested, spread over the archive (1000)
  --only NAMES     workloads, separated by commas, or \`plain\` for those that begin with it (all)
  --mix NAME       distribution of the requests over articles: uniform or zipf (uniform)
  --load NAME      program that sends the requests: wrk, or autocannon in this process (wrk)
  --articles N     number of articles in the generated archive (10000)
  --vocabulary V   words of the archive: small, 120 of equal frequency, or natural, 20,000 by Zipf's law (small)
  --folder PATH    folder of Markdown to import instead
  --data PATH      data folder to keep and reuse (a temporary one)
  --tutorial       also measure the stack of tutorials, which serves lists
  --postgraphile   also measure PostGraphile 5, which serves the plain pages; needs Node.js 22
  --readme         write the table into docs/performance.md, and a chart`;

async function main() {
  const options = readRequestOptions();
  const data = options.data ?? (await createTemporaryFolder());
  const postgres = await startPostgres(data);
  const archive = await fillDatabase(postgres, data, { ...options, withCopies: true });
  const servers = await startServers(postgres, data);
  const only = options.only?.split(',');
  const chosen = WORKLOADS.filter(
    ({ name }) => !only || only.includes(name) || only.includes(name.split(' ')[0]),
  );
  if (chosen.length === 0) throw new Error(`--only takes ${WORKLOADS.map(({ name }) => name).join(', ')}.`);
  const workloads = await recordResponses(chosen, servers.gateway, archive, options);
  await assertSameResponses(workloads, servers.sql);
  const rivals = await startRivals(postgres, workloads, options);
  for (const rival of rivals) await assertSameResponses([...rival.own.values()], rival);
  await servers.bare.keep(workloads);
  // Twice: a fragment is stored when its entities are in memory.
  await warmUp(workloads, servers.parts);
  await warmUp(workloads, servers.parts);
  await warmUp(workloads, servers.memory);

  const conditions = [
    `${archive.articles.length} articles (${archive.origin}), ${options.folder ? 'imported' : options.vocabulary} vocabulary`,
    `${options.connections} connections`,
    `Node.js ${process.versions.node}`,
    `${availableParallelism()} cores for the servers, PostgreSQL and the load together`,
  ].join(', ');
  console.log(conditions);
  const results = [];
  for (const workload of workloads) {
    const serving = rivals.filter(({ own }) => own.has(workload));
    const measured = [...Object.values(servers), ...serving];
    const statements = [];
    for (const server of measured)
      statements.push(await countStatements(server.own?.get(workload) ?? workload, server, postgres));
    const rows = await measure(workload, measured, postgres, options);
    results.push({ workload, rows: rows.map((row, i) => ({ ...row, statements: statements[i] })) });
  }
  printReport(results, options);
  if (options.readme) await writeReadme(results, conditions);
  if (results.some(({ rows }) => rows.some(({ errors }) => errors > 0))) process.exitCode = 1;
}

/** Starts the rivals that serve some of the pages. `own` has the workloads that a rival serves, in its own words. */
async function startRivals(postgres, workloads, options) {
  const start = async (name, title, file = `${name}.mjs`, translate = (workload) => workload) => ({
    name: title,
    own: new Map(
      workloads.filter(({ rivals = [] }) => rivals.includes(name)).map((each) => [each, translate(each)]),
    ),
    ...(await startRival(file, { connection: postgres.connection })),
  });
  const rivals = [await start('apollo', 'Apollo Server, one statement')];
  if (options.tutorial) rivals.push(await start('tutorial', 'Apollo, type-graphql, Prisma, DataLoader'));
  if (options.postgraphile) {
    await installPackages('tests/bench/rivals/postgraphile');
    await createViews(postgres);
    const translate = (workload) => translateToPostgraphile(workload, options);
    rivals.push(await start('postgraphile', 'PostGraphile 5', 'postgraphile/server.mjs', translate));
  }
  return rivals;
}

/** Creates the schema that PostGraphile serves, until the end of the run. */
async function createViews(postgres) {
  const drop = () => postgres.query('DROP SCHEMA IF EXISTS press CASCADE');
  await drop();
  await postgres.query(await readFile(new URL('rivals/postgraphile/schema.sql', import.meta.url), 'utf8'));
  addCleanup(drop);
}

function readRequestOptions() {
  const options = readOptions(
    {
      ...{ seconds: 3, rounds: 2, connections: 32, articles: 10_000, asked: 1_000, only: undefined },
      ...{ mix: 'uniform', load: 'wrk', vocabulary: 'small', folder: undefined, data: undefined },
      ...{ tutorial: false, postgraphile: false, readme: false },
    },
    HELP,
  );
  if (options.postgraphile && Number(process.versions.node.split('.')[0]) < 22)
    throw new Error('--postgraphile needs Node.js 22 or newer, as PostGraphile does.');
  if (!['uniform', 'zipf'].includes(options.mix)) throw new Error('--mix takes uniform or zipf.');
  if (!['small', 'natural'].includes(options.vocabulary))
    throw new Error('--vocabulary takes small or natural.');
  if (!['wrk', 'autocannon'].includes(options.load)) throw new Error('--load takes wrk or autocannon.');
  return options;
}

await runBenchmark(main);
