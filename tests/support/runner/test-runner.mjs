// Runs a test file with Jest's own runner, but loads modules with Node.js instead of Jest. Jest would load the
// gateway and its packages anew for each file, which takes seconds; here a worker loads them once. Files that run in
// the same worker share modules, so tests leave no state in them. A file that does begins with `/** @isolated */`, and
// has instances of its own of all modules but packages.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import 'reflect-metadata'; // first, as in the gateway's entry points
import { setGlobals } from './globals.mjs';

register('./module-hooks.mjs', import.meta.url);

// A worker has nothing left to do at its exit. Freeing the memory of the gateway takes longer on a busy machine than the half
// second for which Jest waits, and Jest would report open handles, of which there are none.
if (process.send) process.on('exit', (code) => code === 0 && process.kill(process.pid, 'SIGKILL'));

const require = createRequire(import.meta.url);
const { default: runWithCircus } = require('jest-circus/runner');

/** Runs a test file and returns its results. Jest calls this for each file. */
export default function runTestFile(globalConfig, config, environment, _runtime, path, send) {
  return runWithCircus(globalConfig, config, environment, createRuntime(environment), path, send);
}

/** Creates the part of Jest's runtime that its runner calls. */
function createRuntime(environment) {
  const { moduleMocker, fakeTimersModern } = environment;
  const jest = {
    fn: moduleMocker.fn.bind(moduleMocker),
    spyOn: moduleMocker.spyOn.bind(moduleMocker),
    restoreAllMocks: () => moduleMocker.restoreAllMocks(),
    useFakeTimers: (options) => fakeTimersModern.useFakeTimers(options),
    useRealTimers: () => fakeTimersModern.useRealTimers(),
  };
  return {
    requireInternalModule: requireAnew,
    requireModule: require,
    setGlobalsForRuntime: (globals) => setGlobals({ ...globals, jest }),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(getUrl(path, environment.isIsolated)),
    enterTestCode: () => {},
    leaveTestCode: () => {},
  };
}

let isolatedCount = 0;

/** Returns the URL of a test file, with a query that the module hooks pass on to what an isolated file imports. */
function getUrl(path, isIsolated) {
  const url = pathToFileURL(path);
  if (isIsolated) url.search = `isolated=${++isolatedCount}`;
  return url;
}

/** Loads the module that holds the tests of a file, without those of the file before. */
function requireAnew(path) {
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (['EVENT_HANDLERS', 'JEST_STATE_SYMBOL'].includes(symbol.description)) delete globalThis[symbol];
  delete require.cache[path];
  return require(path);
}
