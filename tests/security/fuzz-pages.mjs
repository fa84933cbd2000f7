// Reads and renders hostile pages, each within 5 seconds and 200 MiB:
// `npm run test:security -- fuzz-pages --runs 2000 --seed 1`. The pages to mutate are those of
// tests/unit/importers/pages and, if present, of ../shared/corpora/pages.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BoundedThread } from '../../dist/content/bounded-thread.js';
import { hostilePages } from './page-mutations.mjs';

const LIMITS = { seconds: 5, mebibytes: 200 };
const OWN = fileURLToPath(new URL('../unit/importers/pages/', import.meta.url));
const CORPUS = fileURLToPath(new URL('../../../shared/corpora/pages/', import.meta.url));

/** Returns the HTML of every available real page. */
export async function realPages() {
  const own = (await readdir(OWN)).filter((file) => file.endsWith('.html')).map((file) => OWN + file);
  const names = existsSync(CORPUS) ? await readdir(CORPUS) : [];
  const others = names.map((name) => `${CORPUS}${name}/source.html`).filter((file) => existsSync(file));
  return Promise.all([...own, ...others].map((file) => readFile(file, 'utf8')));
}

/** Reads a number of pages. Returns how many were articles or refused, the failures, and the longest time. */
export async function fuzzPages({ runs, seed, seconds, pages }) {
  const thread = new BoundedThread(fileURLToPath(new URL('read-and-render.mjs', import.meta.url)), LIMITS);
  const result = { read: 0, articles: 0, refused: 0, longest: 0, heap: 0, faults: [] };
  const began = Date.now();
  await thread.run('<title>Ready</title>');
  for (const page of hostilePages(pages, seed, runs)) {
    if (Date.now() - began > seconds * 1_000) break;
    result.read += 1;
    try {
      const { outcome, milliseconds, heap } = await thread.run(page);
      result[outcome] += outcome === 'none' ? 0 : 1;
      result.longest = Math.max(result.longest, milliseconds);
      result.heap = Math.max(result.heap, heap);
    } catch (error) {
      result.faults.push({ number: result.read, error: error.message, page });
    }
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '3600' },
    },
  });
  const numbers = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
  const { faults, ...result } = await fuzzPages({ ...numbers, pages: await realPages() });
  for (const { number, error, page } of faults)
    console.log(`page ${number}: ${error}\n  ${page.slice(0, 400)}`);
  console.log(
    `${result.read} pages: ${result.articles} articles, ${result.refused} refused, ${faults.length} over ${LIMITS.seconds} s or ` +
      `${LIMITS.mebibytes} MiB; longest ${(result.longest / 1_000).toFixed(1)} s, largest heap ${result.heap} MiB`,
  );
  process.exit(faults.length === 0 ? 0 : 1);
}
