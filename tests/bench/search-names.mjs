import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { findMistypedWithForeignWord } from './search-known-items.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search-names [options]

  --corpus PATH  folder of English Markdown to search among (required)
  --data PATH    data folder to keep and reuse (a temporary one)
  --list         names what was wrong
  --seed N       seed of the typos in words of titles (61)

Adds articles of three languages that name the people, places and companies of tests/support/names.json to a folder of
Markdown, and prints how searches for them, in lower case, misspelled and with a word too many do.`;

const SEARCH = `query ($query: String!) {
  search(query: $query, first: 50) {
    didYouMean totalCount nodes { slug title standfirst body { text } tags { name } authors { name } }
  }
}`;
const SPELLING = `query ($query: String!) { search(query: $query, first: 5) { didYouMean totalCount nodes { slug } } }`;
const DATA = new URL('../support/names.json', import.meta.url);

async function main() {
  const values = readOptions({ list: false, corpus: undefined, data: undefined, seed: 61 }, HELP);
  if (!values.corpus) throw new Error(`Give --corpus.\n\n${HELP}`);
  const { names, sentences, neighbors, lowerCase, misspellings } = JSON.parse(await readFile(DATA, 'utf8'));
  const data = values.data ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const folder = await writeArchive(values.corpus, { names, sentences, neighbors });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { folder });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  const print = (title, wrong, all) => {
    console.log(
      `${title}: ${wrong.length} of ${all}${values.list && wrong.length > 0 ? `: ${wrong.join(', ')}` : ''}`,
    );
  };
  console.log(`\n${slugs.length} articles in three languages`);
  await measureNames(gateway, names, print);
  const lower = [...new Set(lowerCase)];
  const { replaced, offered } = await measureLowerCase(gateway, lower);
  print('names in lower case: replaced', replaced, lower.length);
  print('names in lower case: offered another', offered, lower.length);
  const missed = await measureMisspellings(gateway, misspellings);
  print('misspellings without help', missed, 2 * Object.keys(misspellings).length);
  const notFound = await findMistypedWithForeignWord(postgres, gateway, values.seed);
  if (values.list) console.log(notFound.join('\n'));
}

/** Copies the corpus, and writes two articles for each name, each in another language. */
async function writeArchive(corpus, { names, sentences, neighbors }) {
  const folder = await createTemporaryFolder();
  for (const file of await readdir(corpus)) {
    if (file.endsWith('.md')) await copyFile(join(corpus, file), join(folder, file));
  }
  const languages = Object.keys(sentences);
  const write = (slug, text, language) => {
    const [title, body] = text.split('|');
    const lines = [`title: ${JSON.stringify(title)}`, 'date: 2016-03-01', `language: ${language}`];
    return writeFile(join(folder, `${slug}.md`), `---\n${lines.join('\n')}\n---\n\n${body}\n`);
  };
  for (const [i, name] of names.entries()) {
    for (const nth of [0, 1]) {
      const language = languages[(i + nth) % languages.length];
      const texts = sentences[language];
      await write(`name-${i}-${nth}`, texts[(i + nth) % texts.length].replaceAll('{}', name), language);
    }
  }
  for (const [i, text] of neighbors.entries()) await write(`neighbor-${i}`, text, 'en');
  return folder;
}

/** Counts results without the name as it is written: any in quotes, else those before one with it. */
async function measureNames(gateway, names, print) {
  const quoted = [];
  const before = [];
  const missing = [];
  for (const name of names) {
    const exact = await measureQuery(gateway, SEARCH, { query: `"${name}"` });
    const others = exact.data.search.nodes.filter((node) => !hasWord(node, name));
    if (others.length > 0) quoted.push(`${name} (${others.length})`);
    const { data } = await measureQuery(gateway, SEARCH, { query: name });
    const has = data.search.nodes.map((node) => hasWord(node, name));
    const wrong = has.slice(0, has.lastIndexOf(true)).filter((each) => !each).length;
    if (wrong > 0) before.push(`${name} (${wrong})`);
    if (has.filter(Boolean).length < 2) missing.push(name);
  }
  print('names with other results in quotes', quoted, names.length);
  print('names with other results before them', before, names.length);
  print('names with an article not found', missing, names.length);
}

function hasWord({ title, standfirst, body, tags, authors }, word) {
  const names = [...tags, ...authors].map(({ name }) => name);
  const text = [title, standfirst, body?.text, ...names].join(' ');
  return new RegExp(`(?<![\\p{L}\\p{N}])${fold(word)}(?![\\p{L}\\p{N}])`, 'iu').test(fold(text));
}

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Lists the names whose results are those of another word, and those for which another is offered. */
async function measureLowerCase(gateway, names) {
  const replaced = [];
  const offered = [];
  for (const query of names) {
    const { data } = await measureQuery(gateway, SPELLING, { query });
    const { didYouMean, totalCount } = data.search;
    if (didYouMean === null) continue;
    (totalCount > 0 ? replaced : offered).push(`${query} (${didYouMean})`);
  }
  return { replaced, offered };
}

/** Lists the misspelled words, in lower case and with a capital, that neither find the right word nor are offered it. */
async function measureMisspellings(gateway, misspellings) {
  const missed = [];
  for (const [typo, word] of Object.entries(misspellings)) {
    for (const query of [typo.toLowerCase(), typo[0].toUpperCase() + typo.slice(1).toLowerCase()]) {
      const { data } = await measureQuery(gateway, SEARCH, { query });
      const { didYouMean, nodes } = data.search;
      const isOffered = fold(didYouMean ?? '').toLowerCase() === fold(word).toLowerCase();
      const isFound = nodes.length > 0 && nodes.slice(0, 5).every((node) => hasWord(node, word));
      if (!isOffered && !isFound) missed.push(`${query} (${didYouMean})`);
    }
  }
  return missed;
}

await runBenchmark(main);
