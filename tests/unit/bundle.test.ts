import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { AFTER_GRAPHIQL } from '../../src/http/playground/browser.js';

const ROOT = new URL('../../', import.meta.url);

/** Runs a module with the options of `npm start` and others, and returns its output. */
async function run(
  code: string,
  others: string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { scripts } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
  const options = /exec node (.*) dist\/main\.js$/.exec(scripts.start)![1]!.split(' ');
  const args = [...options, ...others, '--input-type=module', '--eval', code];
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return stdout;
}

const COMPILE = `
  import { compileBundle } from './dist/app/bundle.js';
  import { limitHeapGrowth } from './dist/app/heap.js';
  limitHeapGrowth();
  const { script, run } = compileBundle();
`;

// `npm test` with the name of a test builds without the bundle.
beforeAll(() => promisify(execFile)(process.execPath, ['bin/build.mjs'], { cwd: ROOT }));

test('V8 accepts the code cache of the bundle with the options of `npm start`', async () => {
  expect(await run(`${COMPILE} console.log(script.cachedDataRejected);`)).toBe('false\n');
});

test('V8 accepts it with a limit of the heap too, which threads still have', async () => {
  const code = `${COMPILE}
    import { getHeapStatistics } from 'node:v8';
    import { Worker } from 'node:worker_threads';
    const own = getHeapStatistics().heap_size_limit;
    const readLimit = 'require("node:worker_threads").parentPort.postMessage(require("node:v8").getHeapStatistics().heap_size_limit)';
    new Worker(readLimit, { eval: true, execArgv: [] }).on('message', (thread) => {
      console.log(script.cachedDataRejected, own < 500 * 2 ** 20, thread < 500 * 2 ** 20);
    });
  `;
  expect(await run(code, ['--max-old-space-size=300'])).toBe('false true true\n');
  expect(await run(code, [], { NODE_OPTIONS: '--max_old_space_size=300' })).toBe('false true true\n');
});

test("The bundle leaves graphql outside, so that a site's configuration shares it", async () => {
  const output = await run(`${COMPILE}
    import { createRequire } from 'node:module';
    const { loadAll } = await run();
    const require = createRequire(import.meta.url);
    const isLoaded = () => Object.keys(require.cache).some((file) => file.endsWith('/graphql/index.js'));
    const before = isLoaded();
    await loadAll();
    console.log(before, isLoaded());
    process.exit();
  `);
  expect(output).toBe('false true\n');
});

test('The bundle is ASCII, which V8 reads with one byte a character', async () => {
  const script = await readFile(new URL('dist/bundle/gateway.js', ROOT));
  expect(script.find((byte) => byte > 0x7f)).toBeUndefined();
});

test('The path of each module is above it, for those who read stack traces', async () => {
  const script = await readFile(new URL('dist/bundle/gateway.js', ROOT), 'utf8');
  const before = script.slice(0, script.indexOf('refuseLate('));
  const [path] = before.slice(before.lastIndexOf('/*! ')).split(' */', 1);
  expect(path).toBe('/*! dist/rate-limit/concurrency/client-queues.js');
});

test('The imports in scripts of the playground, which browsers run, stay as they are', async () => {
  const script = await readFile(new URL('dist/bundle/gateway.js', ROOT), 'utf8');
  const imports = AFTER_GRAPHIQL.match(/.*\bimport\(.*/g);
  expect(imports).toHaveLength(1);
  expect(script).toContain(imports![0]);
});
