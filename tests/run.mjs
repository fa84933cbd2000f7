// Builds, and runs one suite of tests, one file of it, or one program of it by name:
//   node tests/run.mjs e2e                        every test of tests/e2e
//   node tests/run.mjs e2e playground             the tests whose file name has `playground` in it
//   node tests/run.mjs stress outages --faults 9  the program tests/stress/outages.mjs, with its options
//   node tests/run.mjs bench                      the names of the programs in tests/bench
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { installPackages } from './support/install.mjs';

/** Benchmarks by name, with their files. */
const BENCHMARKS = {
  archive: 'large/bench',
  attack: 'attack',
  digest: 'newsletter/digest',
  filters: 'filters',
  footprint: 'footprint',
  hostile: '../security/hostile-client',
  'hostile-memory': '../security/limited-memory',
  import: 'import',
  languages: 'languages',
  live: 'live',
  memory: 'memory',
  mix: 'mix',
  newsletter: 'newsletter/killed',
  pictures: 'pictures/variants',
  'picture-memory': 'pictures/limited',
  'picture-sizes': 'pictures/sizes',
  popular: 'popular/bench',
  related: 'related',
  requests: 'requests',
  search: 'search',
  'search-names': 'search-names',
  'search-suggest': 'search-suggest',
  'search-recency': 'search-recency',
  'search-quality': 'search-quality',
  'search-words': 'search-words',
  'sign-up': 'newsletter/signup-timing',
  site: 'site',
  start: 'start',
  trend: 'popular/trend',
  workers: 'workers',
  writes: 'writes',
};

const [suite = '', name = '', ...options] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL(`${suite}/`, import.meta.url));
if (!/^\w+$/.test(suite) || !existsSync(folder)) fail(`There is no suite "${suite}".`);

build();
const program = `${folder}${suite === 'bench' ? BENCHMARKS[name] : name}.mjs`;
// No other command needs the GraphQL clients.
if (suite === 'e2e') await installPackages('tests/e2e/clients');

if (/^[\w-]+$/.test(name) && existsSync(program)) run([program, ...options]);
else if (suite === 'bench') fail(`Give the name of a benchmark: ${Object.keys(BENCHMARKS).join(', ')}.`);
else runJest(name ? [name, ...options] : options);

/** Builds, without the bundle for a few tests of `npm test`, which run the modules. */
function build() {
  const isPart = (suite === 'unit' || suite === 'integration') && name !== '';
  const args = [`${root}bin/build.mjs`, ...(isPart ? ['--no-bundle'] : [])];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function runJest(args) {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  // Last, because Jest takes all words after --roots for folders.
  const folders = suite === 'unit' || suite === 'integration' ? [] : ['--roots', folder];
  run([jest, '--maxWorkers=2', ...args, ...folders]);
}

function run(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
