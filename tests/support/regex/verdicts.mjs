import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Piscina } from 'piscina';
import { PARAMETERS } from './worker.mjs';

const { version } = createRequire(import.meta.url)('recheck/package.json');
const METHOD = `${version} ${JSON.stringify(PARAMETERS)}`;
const nameOf = ({ source, flags }) => `${METHOD} /${source}/${flags}`;

/** What recheck says of patterns, from a file of what it has said before where it has. */
export async function verdictsOf(root, patterns) {
  const file = join(root, 'node_modules/.cache/regex.json');
  const known = readCache(file);
  const unknown = new Map(patterns.map((each) => [nameOf(each), each]).filter(([name]) => !known[name]));
  // Its other backends are programs of one platform.
  const env = { ...process.env, RECHECK_BACKEND: 'pure', RECHECK_SYNC_BACKEND: 'pure' };
  const workers = new Piscina({
    filename: new URL('worker.mjs', import.meta.url).href,
    maxThreads: availableParallelism(),
    env,
  });
  await Promise.all(
    // Long ones take longest, and are begun first.
    [...unknown]
      .sort(([a], [b]) => b.length - a.length)
      .map(async ([name, pattern]) => {
        known[name] = await workers.run({ source: pattern.source, flags: pattern.flags }, { name: 'check' });
      }),
  );
  await workers.close();
  const names = new Set(patterns.map(nameOf));
  writeCache(file, Object.fromEntries(Object.entries(known).filter(([name]) => names.has(name))));
  return { verdictOf: (pattern) => known[nameOf(pattern)], checked: unknown.size };
}

function readCache(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function writeCache(file, known) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(known));
  } catch {
    // Who may not write there waits longer the next time.
  }
}
