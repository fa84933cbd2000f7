import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { PARAMETERS } from './worker.mjs';

const { version } = createRequire(import.meta.url)('recheck/package.json');
const METHOD = `recheck ${version} ${JSON.stringify(PARAMETERS)}`;
const SAFE = { status: 'safe', complexity: 'safe', attack: null };

/** Identifies a pattern in the list of those that are known to be safe. */
const digestOf = ({ source, flags }) =>
  createHash('sha256').update(`/${source}/${flags}`).digest('base64url').slice(0, 16);

/**
 * Returns recheck's verdicts on patterns. Those of checked.json below the root were found safe before, by the same version
 * with the same limits, and are not checked again: all of them take minutes. The file becomes a list of the safe patterns.
 */
export async function verdictsOf(root, patterns, { all = false } = {}) {
  const file = join(root, 'tests/support/regex/checked.json');
  const known = all ? new Set() : readChecked(file);
  const verdicts = new Map();
  const unknown = new Map(
    patterns.map((each) => [digestOf(each), each]).filter(([digest]) => !known.has(digest)),
  );
  // Use the JavaScript backend, since the others are platform-specific binaries.
  const env = { ...process.env, RECHECK_BACKEND: 'pure', RECHECK_SYNC_BACKEND: 'pure' };
  const workers = new Piscina({
    filename: new URL('worker.mjs', import.meta.url).href,
    maxThreads: availableParallelism(),
    env,
  });
  await Promise.all(
    // Start with the longest patterns, which take the most time.
    [...unknown]
      .sort(([, a], [, b]) => b.source.length - a.source.length)
      .map(async ([digest, { source, flags }]) => {
        verdicts.set(digest, await workers.run({ source, flags }, { name: 'check' }));
      }),
  );
  await workers.close();
  const verdictOf = (pattern) => verdicts.get(digestOf(pattern)) ?? SAFE;
  const safe = patterns.filter((pattern) => verdictOf(pattern).status === 'safe').map(digestOf);
  writeChecked(file, [...new Set(safe)].sort());
  return { verdictOf, checked: unknown.size };
}

function readChecked(file) {
  try {
    const { method, safe } = JSON.parse(readFileSync(file, 'utf8'));
    return new Set(method === METHOD ? safe : []);
  } catch {
    return new Set();
  }
}

function writeChecked(file, safe) {
  const text = `${JSON.stringify({ method: METHOD, safe }, null, 2)}\n`;
  try {
    if (readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  } catch {
    // The list is optional: without it, the next check takes longer.
  }
}
