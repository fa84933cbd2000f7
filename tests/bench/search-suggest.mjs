import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fillDatabase } from './archive.mjs';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { readOptions } from './options.mjs';
import { startPostgres } from './postgres.mjs';
import { measureQuery } from './search-requests.mjs';
import { startGateway } from './servers.mjs';
import { computeQuantile } from './statistics.mjs';

const HELP = `npm run bench -- search-suggest [options]

  --corpus PATH  folder of English Markdown (required)
  --data PATH    data folder to keep and reuse (a temporary one)
  --half NAME    the names to complete: "chosen", by which settings were chosen, or "held-out" (held-out)
  --plain        leave out the tags and authors of the files
  --main PATH    main.js of another build to measure on the same data
  --list         names what was not completed

Types the beginnings of names, and prints how often the name is the first suggestion, and how long suggestions take.
Names are the texts of links of two to four capitalized words, or of bold text, that at least three files have.`;

const SUGGEST = 'query ($prefix: String!) { suggest(prefix: $prefix) { kind text } }';
const MARKED = /(?:\[|\*\*)([^\][*\n]{5,60})(?:\]\(|\*\*)/g;
const NAME = /^(?:[A-Z][\p{L}\p{N}.&'’-]*(?: (?:of|for|the|and) )? ?){2,4}$/u;

async function main() {
  const values = readOptions(
    { list: false, plain: false, main: undefined, corpus: undefined, data: undefined, half: 'held-out' },
    HELP,
  );
  if (!values.corpus) throw new Error(`Give --corpus.\n\n${HELP}`);
  const data = values.data ?? (await createTemporaryFolder());
  await mkdir(data, { recursive: true });
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, {
    folder: values.plain ? await copyWithoutNames(values.corpus) : values.corpus,
  });
  const gateway = await startGateway(data, { CACHE_MB: '0' }, undefined, values.main);
  await waitUntilIndexed(postgres);
  const names = (await findNames(values.corpus)).filter(
    (_, i) => (i % 2 === 0) === (values.half === 'chosen'),
  );
  console.log(`\n${slugs.length} articles, ${names.length} names (${values.half})`);
  const times = [];
  for (const letters of [4, 5, 6, 'first word and']) {
    const missed = [];
    let listed = 0;
    for (const name of names) {
      const prefix = toPrefix(name, letters);
      const { data, milliseconds } = await measureQuery(gateway, SUGGEST, { prefix });
      times.push(milliseconds);
      const texts = data.suggest.map(({ text }) => fold(text));
      if (texts.includes(fold(name))) listed += 1;
      if (texts[0] !== fold(name)) missed.push(`${prefix} → ${data.suggest[0]?.text} (${name})`);
    }
    const share = (count) => (count / names.length).toFixed(3);
    console.log(
      `${letters} letters: first ${share(names.length - missed.length)}, in the list ${share(listed)}`,
    );
    if (values.list) console.log(missed.map((each) => `    ${each}`).join('\n'));
  }
  console.log(
    `p50 ${computeQuantile(times, 0.5).toFixed(1)} ms, p99 ${computeQuantile(times, 0.99).toFixed(1)} ms`,
  );
  await printSizes(postgres);
}

/** Copies the files without the lists of tags and authors in their front matter. */
async function copyWithoutNames(corpus) {
  const folder = await createTemporaryFolder();
  for (const file of (await readdir(corpus)).filter((name) => name.endsWith('.md'))) {
    const text = await readFile(join(corpus, file), 'utf8');
    await writeFile(join(folder, file), text.replace(/^(?:tags|authors|author):.*\n(?:[ \t]*- .*\n)*/gm, ''));
  }
  return folder;
}

/** Returns the beginning of a name in lower case: so many letters, or its first word and a letter of the next. */
function toPrefix(name, letters) {
  const text = fold(name);
  return typeof letters === 'number' ? text.slice(0, letters) : text.slice(0, text.indexOf(' ') + 2);
}

function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
}

async function findNames(corpus) {
  const files = (await readdir(corpus)).filter((file) => file.endsWith('.md'));
  const texts = await Promise.all(
    files.map(async (file) => (await readFile(join(corpus, file), 'utf8')).replace(/\s+/g, ' ')),
  );
  const marked = new Set(texts.flatMap((text) => [...text.matchAll(MARKED)].map(([, name]) => name)));
  return [...marked]
    .filter((name) => NAME.test(name) && name === name.trim() && name.includes(' '))
    .filter((name) => texts.filter((text) => text.includes(name)).length >= 3)
    .sort();
}

async function waitUntilIndexed(postgres) {
  for (let isDone = false; !isDone; ) {
    await setTimeout(500);
    const { rows } =
      await postgres.query(`SELECT (SELECT count(*) FROM related_due) + (SELECT count(*) FROM article a
      LEFT JOIN related_document d ON d.article_id = a.id WHERE a.kind <> 'PAGE'
      AND coalesce((to_jsonb(d) ->> 'phrases_version')::int, 1) * (d.norm IS NOT NULL)::int = 0) AS due`);
    isDone = Number(rows[0].due) === 0;
  }
}

async function printSizes(postgres) {
  const { rows } = await postgres.query(
    `SELECT relname, pg_total_relation_size(oid) AS bytes, reltuples FROM pg_class
     WHERE relname IN ('phrase', 'article_phrase', 'suggestion') AND relkind = 'r'`,
  );
  for (const { relname, bytes } of rows) console.log(`${relname}: ${(bytes / 1024).toFixed(0)} kB`);
}

await runBenchmark(main);
