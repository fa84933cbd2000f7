import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillDatabase } from './archive.mjs';
import { cleanUp, createTemporaryFolder, installSignalHandlers, isEnding } from './clean-up.mjs';
import { startPostgres } from './postgres.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';

const HELP = `npm run bench -- search-words [options]

  --missing  names the words that are not found, and the false friends that are

Imports one archive of articles in 22 languages, with and without naming the languages, and prints by language how many of the
words of tests/support/words-by-language.json find their article, and how many words of others find it.`;

const SEARCH = `query ($query: String!) { search(query: $query, mode: ALL_WORDS, first: 50) { nodes { slug } } }`;
const WORDS = new URL('../support/words-by-language.json', import.meta.url);

async function main() {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, missing: { type: 'boolean' } } });
  if (values.help) return console.log(HELP);
  const articles = JSON.parse(await readFile(WORDS, 'utf8'));
  const data = await createTemporaryFolder();
  const named = await measure(articles, join(data, 'named'), true);
  const detected = await measure(articles, join(data, 'detected'), false);
  console.log('| language | words | found, language named | found, language detected | false friends |');
  console.log('|---|---|---|---|---|');
  const languages = new Intl.DisplayNames('en', { type: 'language' });
  for (const language of new Set(articles.map((article) => article.language))) {
    const sum = (rows, key) =>
      rows.filter((row) => row.language === language).reduce((total, row) => total + row[key].length, 0);
    const words = sum(articles, 'found');
    const others = sum(articles, 'others');
    const found = (rows) => words - sum(rows, 'missing');
    const friends = `${sum(named, 'wrong')} and ${sum(detected, 'wrong')} of ${others}`;
    console.log(
      `| ${languages.of(language)} | ${words} | ${found(named)} | ${found(detected)} | ${friends} |`,
    );
  }
  if (!values.missing) return;
  for (const [kind, rows] of Object.entries({ named, detected })) {
    for (const { language, missing, wrong } of rows) {
      if (missing.length + wrong.length === 0) continue;
      console.log(`${kind}, ${language}: not found ${missing.join(', ')}; false friends ${wrong.join(', ')}`);
    }
  }
}

async function measure(articles, folder, isNamed) {
  const posts = join(folder, 'posts');
  await mkdir(posts, { recursive: true });
  for (const [i, { language, title, text }] of articles.entries()) {
    const lines = [
      `title: ${JSON.stringify(title)}`,
      'date: 2026-01-01',
      ...(isNamed ? [`language: ${language}`] : []),
    ];
    await writeFile(join(posts, `words-${i}.md`), `---\n${lines.join('\n')}\n---\n\n${text}\n`);
  }
  const data = join(folder, 'data');
  await mkdir(data);
  const postgres = await startPostgres(data);
  await fillDatabase(postgres, data, { folder: posts });
  const gateway = await startGateway(data, { CACHE_MB: '0' });
  const find = async (query, i) => {
    const { data: found } = await measureQuery(gateway, SEARCH, { query });
    return found.search.nodes.some(({ slug }) => slug === `words-${i}`);
  };
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

installSignalHandlers();
main()
  .catch((error) => {
    if (!isEnding()) console.error(error);
    process.exitCode = 1;
  })
  .finally(cleanUp);
