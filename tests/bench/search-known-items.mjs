import { createRandom, shuffle } from './random.mjs';
import { computeQuantile, measureQuery } from './search-requests.mjs';

const FIRST = 5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const SEARCH = `query ($query: String!) { search(query: $query, first: ${FIRST}) { nodes { slug } } }`;

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
