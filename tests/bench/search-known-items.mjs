import { createRandom, shuffle } from '../support/random.mjs';
import { measureQuery } from './search-requests.mjs';
import { computeQuantile } from './statistics.mjs';

const FIRST = 5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Words that a reader may add, and number of articles that are searched with one. */
const FOREIGN = ['explained', 'pdf', 'meaning', 'wikipedia', 'tutorial', 'reddit'];
const FOREIGN_SAMPLE = 60;
/** Number of articles that are searched with a sentence. */
const SENTENCE_SAMPLE = 200;
/** Names of people, places and companies, many of which resemble common words. */
const NAMES =
  `Musk Macron Porto Boeing Merkel Biden Trump Obama Putin Zelensky Scholz Sunak Starmer Meloni Orban Erdogan Modi
  Lula Milei Trudeau Carney Gates Bezos Zuckerberg Altman Nadella Pichai Cook Huang Buffett Soros Murdoch Lagarde Powell
  Yellen Draghi Rutte Tusk Sanchez Costa Kallas Marin Frederiksen Kristersson Stubb Vance Harris Walz Pence Rubio Cruz
  Berlin Paris Madrid Lisbon Vienna Prague Warsaw Oslo Bergen Turin Genoa Leeds Derby Bath Cork Lyon Nice Nantes Basel
  Airbus Siemens Nokia Nestle Pfizer Bayer Shell Total Enel Iberdrola Volvo Saab Maersk Lego Ikea Spotify Klarna`
    .trim()
    .split(/\s+/);
const SPELLING = `query ($query: String!) { search(query: $query, first: 1) { didYouMean } }`;
const SEARCH = `query ($query: String!) { search(query: $query, first: ${FIRST}) { didYouMean nodes { slug } } }`;

/** Measures how often an article is among the first five results for three words of its title. */
export async function findKnownItems(postgres, gateway) {
  const { rows } = await postgres.query('SELECT slug, title FROM article ORDER BY id');
  console.log(`\nKnown items: rate of articles in the first ${FIRST} results for three words of their title`);
  for (const [name, shortest] of [
    ['words of at least 4 letters', 4],
    ['any words, stop words included', 1],
  ]) {
    for (const isMistyped of [false, true]) {
      const random = createRandom(18);
      const times = [];
      let found = 0;
      for (const { slug, title } of rows) {
        const words = pickThreeWords(title, shortest, random);
        const query = (isMistyped ? mistype(words, random) : words).join(' ');
        const { data, milliseconds } = await measureQuery(gateway, SEARCH, { query });
        times.push(milliseconds);
        if (data.search.nodes.some((node) => node.slug === slug)) found += 1;
      }
      const rate = ((100 * found) / rows.length).toFixed(1);
      const p50 = computeQuantile(times, 0.5).toFixed(1);
      const p99 = computeQuantile(times, 0.99).toFixed(1);
      console.log(
        `  ${name}${isMistyped ? ', one with a typo' : ''}: ${rate} %, p50 ${p50} ms, p99 ${p99} ms`,
      );
    }
  }
}

/** Measures how often an article is found by three words of its title and one that it does not have. */
export async function findWithForeignWord(postgres, gateway) {
  const { rows } = await postgres.query('SELECT slug, title FROM article ORDER BY id');
  const random = createRandom(60);
  const sample = shuffle(rows, random).slice(0, FOREIGN_SAMPLE);
  let found = 0;
  for (const [i, { slug, title }] of sample.entries()) {
    const query = [...pickThreeWords(title, 4, random), FOREIGN[i % FOREIGN.length]].join(' ');
    const { data } = await measureQuery(gateway, SEARCH, { query });
    if (data.search.nodes.some((node) => node.slug === slug)) found += 1;
  }
  console.log(`  with a foreign word added: ${found} of ${sample.length}`);
}

/** Measures how often an article is found by a sentence of its body and a word that it does not have. */
export async function findBySentence(postgres, gateway) {
  const { rows } = await postgres.query(
    'SELECT slug, text FROM article JOIN article_body ON article_id = id ORDER BY id',
  );
  const random = createRandom(62);
  const sample = shuffle(rows, random).slice(0, SENTENCE_SAMPLE);
  const ranks = [];
  for (const [i, { slug, text }] of sample.entries()) {
    const sentences = text.split(/(?<=[.?!])\s+/).filter((each) => /^(?:\S+ ){9,19}\S+$/.test(each));
    const [sentence] = shuffle(sentences, random);
    if (!sentence) continue;
    const query = `${sentence.replaceAll('"', ' ')} ${FOREIGN[i % FOREIGN.length]}`;
    const { data } = await measureQuery(gateway, SEARCH, { query });
    ranks.push(data.search.nodes.findIndex((node) => node.slug === slug));
  }
  const count = (isFound) => `${ranks.filter(isFound).length} of ${ranks.length}`;
  console.log(
    `  by a sentence of the body and a foreign word: first ${count((rank) => rank === 0)}, among the first ${FIRST} ${count((rank) => rank >= 0)}`,
  );
}

/**
 * Measures how often an article is found by three words of its title, one with a typo, and a word that it does not have.
 * Returns the queries that do not find theirs.
 */
export async function findMistypedWithForeignWord(postgres, gateway, seed = 61) {
  const { rows } = await postgres.query(
    "SELECT slug, title FROM article WHERE slug !~ '^(name|neighbor)-' ORDER BY id",
  );
  const random = createRandom(seed);
  const missed = [];
  for (const [i, { slug, title }] of rows.entries()) {
    const words = mistype(pickThreeWords(title, 4, random), random);
    const query = [...words, FOREIGN[i % FOREIGN.length]].join(' ');
    const { data } = await measureQuery(gateway, SEARCH, { query });
    if (!data.search.nodes.some((node) => node.slug === slug))
      missed.push(`${query} (${title}; ${data.search.didYouMean})`);
  }
  const rate = 1 - missed.length / rows.length;
  console.log(
    `three words of a title, one with a typo, and a foreign word: ${rate.toFixed(3)} of ${rows.length}`,
  );
  return missed;
}

/** Counts the proper names that a search offers or shows another spelling for. */
export async function findWithNames(gateway) {
  const changed = [];
  for (const query of NAMES) {
    const { data } = await measureQuery(gateway, SPELLING, { query });
    if (data.search.didYouMean !== null) changed.push(`${query} (${data.search.didYouMean})`);
  }
  console.log(`  proper names changed: ${changed.length} of ${NAMES.length} ${changed.join(', ')}`);
}

/** Returns up to three words of a title in another order. */
function pickThreeWords(title, shortest, random) {
  const all = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const long = all.filter(({ length }) => length >= shortest);
  return shuffle([...new Set(long.length > 0 ? long : all)], random).slice(0, 3);
}

/** Introduces a typo in the longest word: a letter omitted, doubled, swapped or replaced. */
function mistype(words, random) {
  const word = words.toSorted((one, other) => other.length - one.length)[0];
  const at = Math.floor(random() * (word.length - 1));
  const letter = LETTERS[Math.floor(random() * LETTERS.length)];
  const typos = [
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + word[at] + word.slice(at),
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    word.slice(0, at) + letter + word.slice(at + 1),
  ];
  const typo = typos[Math.floor(random() * typos.length)];
  return words.map((each) => (each === word ? typo : each));
}
