import { createRandom, createZipf } from '../support/random.mjs';

const SYLLABLES =
  'ba be bi bo bu da de di do du fa fe fi fo ga ge go ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo za ze zo'.split(
    ' ',
  );
const VOCABULARY = 20_000;
const TOPICS = 200;
const WORDS_OF_A_TOPIC = 40;

/**
 * Creates a generator of articles whose word frequencies follow Zipf's law, as in a natural language. A
 * quarter of the body and half of the title are words of the article's topic. The result is the same at each
 * run.
 */
export function createLanguage() {
  const random = createRandom(2026);
  const words = Array.from({ length: VOCABULARY }, (_, i) => createWord(i));
  const any = createZipf(words, random);
  const below = (count) => Math.floor(random() * count);
  const topics = Array.from({ length: TOPICS }, () =>
    createZipf(
      Array.from({ length: WORDS_OF_A_TOPIC }, () => words[500 + below(VOCABULARY - 500)]),
      random,
    ),
  );
  const text = (count, topic, share) =>
    Array.from({ length: count }, () => (random() < share ? topic() : any())).join(' ');
  return {
    /** Returns the nth most frequent word, counted from 0. */
    word: (n) => words[n],
    /** Returns a word of a topic. */
    topicWord: (n) => topics[n % TOPICS](),
    article() {
      const topic = below(TOPICS);
      const about = topics[topic];
      return {
        topic,
        title: text(5 + below(6), about, 0.5),
        standfirst: text(20, about, 0.3),
        body: text(200 + below(300), about, 0.25),
      };
    },
  };
}

/**
 * Creates a generator of words whose frequencies follow Zipf's law: those that are given first, as the most frequent, and
 * then made-up ones.
 */
export function createWords(random, { first = [], vocabulary = VOCABULARY } = {}) {
  return createZipf([...first, ...Array.from({ length: vocabulary }, (_, i) => createWord(i))], random);
}

/**
 * Creates a unique, pronounceable word: the number in syllables, with a final consonant that stemming leaves
 * unchanged.
 */
function createWord(n) {
  let rest = n + SYLLABLES.length;
  let word = '';
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return `${word}k`;
}
