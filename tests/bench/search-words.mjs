import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search-words [options]

  --missing        names the words that are not found, and the false friends that are
  --only-inflected without the first table
  --corpus PATH    folder of English Markdown to search among

Imports one archive of articles in 22 languages, with and without naming the languages, and prints by language how many of the
words of tests/support/words-by-language.json find their article, and how many words of others find it. Then does so with a
word in one form, in 36 languages, that another form is to find (tests/support/inflected-words.json), among these articles.`;

const SEARCH = `query ($query: String!) { search(query: $query, mode: ALL_WORDS, first: 50) { nodes { slug } } }`;
const WORDS = new URL('../support/words-by-language.json', import.meta.url);
const INFLECTED = new URL('../support/inflected-words.json', import.meta.url);
const languageNames = new Intl.DisplayNames('en', { type: 'language' });

async function main() {
  const values = readOptions({ missing: false, 'only-inflected': false, corpus: undefined }, HELP);
  const articles = JSON.parse(await readFile(WORDS, 'utf8'));
  const data = await createTemporaryFolder();
  if (!values['only-inflected']) await printArticles(articles, data, values.missing);
  await printInflected(articles, join(data, 'inflected'), values);
}

async function printArticles(articles, data, isListed) {
  const named = await measure(articles, join(data, 'named'), true);
  const detected = await measure(articles, join(data, 'detected'), false);
  console.log('| language | words | found, language named | found, language detected | false friends |');
  console.log('|---|---|---|---|---|');
  for (const language of new Set(articles.map((article) => article.language))) {
    const sum = (rows, key) =>
      rows.filter((row) => row.language === language).reduce((total, row) => total + row[key].length, 0);
    const words = sum(articles, 'found');
    const others = sum(articles, 'others');
    const found = (rows) => words - sum(rows, 'missing');
    const friends = `${sum(named, 'wrong')} and ${sum(detected, 'wrong')} of ${others}`;
    console.log(
      `| ${languageNames.of(language)} | ${words} | ${found(named)} | ${found(detected)} | ${friends} |`,
    );
  }
  if (!isListed) return;
  for (const [kind, rows] of Object.entries({ named, detected })) {
    for (const { language, missing, wrong } of rows) {
      if (missing.length + wrong.length === 0) continue;
      console.log(`${kind}, ${language}: not found ${missing.join(', ')}; false friends ${wrong.join(', ')}`);
    }
  }
}

/** Prints how many words find the article with another form, and how many find one with another word that looks alike. */
async function printInflected(articles, folder, { missing: isListed, corpus }) {
  const { words, others } = JSON.parse(await readFile(INFLECTED, 'utf8'));
  const list = (pairs, kind) =>
    Object.entries(pairs).flatMap(([language, texts]) =>
      texts.map((text, i) => {
        const [form, query] = text.split(' ');
        return { slug: `${kind}-${language}-${i}`, language, title: `${kind} ${i}`, text: form, query };
      }),
    );
  const forms = list(words, 'form');
  const friends = list(others, 'other');
  const beside = articles.map((article, i) => ({ ...article, slug: `words-${i}` }));
  const find = await openArchive([...forms, ...friends, ...beside], folder, corpus);
  const isFound = new Map();
  for (const { slug, query } of [...forms, ...friends]) isFound.set(slug, await find(query, slug));
  const count = (rows) => rows.filter(({ slug }) => isFound.get(slug)).length;
  console.log('\n| language | words | found | false friends |\n|---|---|---|---|');
  for (const language of Object.keys(words)) {
    const [own, alike] = [forms, friends].map((rows) => rows.filter((row) => row.language === language));
    console.log(
      `| ${languageNames.of(language)} | ${own.length} | ${count(own)} | ${count(alike)} of ${alike.length} |`,
    );
  }
  console.log(`| all | ${forms.length} | ${count(forms)} | ${count(friends)} of ${friends.length} |`);
  if (!isListed) return;
  const write = (rows) => rows.map(({ language, text, query }) => `${language} ${text} ${query}`).join(', ');
  console.log(`not found: ${write(forms.filter(({ slug }) => !isFound.get(slug)))}`);
  console.log(`false friends: ${write(friends.filter(({ slug }) => isFound.get(slug)))}`);
}

async function measure(articles, folder, isNamed) {
  const rows = articles.map(({ language, ...article }, i) => ({
    ...article,
    slug: `words-${i}`,
    ...(isNamed ? { language } : {}),
  }));
  const findArticle = await openArchive(rows, folder);
  const find = (query, i) => findArticle(query, `words-${i}`);
  return findWords(articles, find);
}

/** Imports articles; returns a function that tells if a query finds one of them. */
async function openArchive(articles, folder, corpus) {
  const posts = join(folder, 'posts');
  await mkdir(posts, { recursive: true });
  if (corpus) await cp(corpus, posts, { recursive: true });
  for (const { slug, language, title, text } of articles) {
    const lines = [
      `title: ${JSON.stringify(title)}`,
      'date: 2026-01-01',
      ...(language ? [`language: ${language}`] : []),
    ];
    await writeFile(join(posts, `${slug}.md`), `---\n${lines.join('\n')}\n---\n\n${text}\n`);
  }
  const data = join(folder, 'data');
  await mkdir(data);
  const postgres = await startPostgres(data);
  await fillDatabase(postgres, data, { folder: posts });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  return async (query, wanted) => {
    const { data: found } = await measureQuery(gateway, SEARCH, { query });
    return found.search.nodes.some(({ slug }) => slug === wanted);
  };
}

async function findWords(articles, find) {
  const rows = [];
  for (const [i, { language, found, others }] of articles.entries()) {
    const missing = [];
    const wrong = [];
    for (const word of found) if (!(await find(word, i))) missing.push(word);
    for (const word of others) if (await find(word, i)) wrong.push(word);
    rows.push({ language, missing, wrong });
  }
  return rows;
}

await runBenchmark(main);
