import { createRandom, createZipf } from '../../support/random.mjs';

const ONSETS = 'b c d f g h j k l m n p r s t v w z br cl dr fl gr pl pr sh sl st th tr'.split(' ');
const VOWELS = 'a e i o u ai ea io ou'.split(' ');
const CODAS = ['', '', 'l', 'm', 'n', 'r', 's', 't', 'nd', 'st'];
const WORDS = 60_000;
const TOPIC_WORDS = 150;
const PER_TOPIC = 60;

/**
 * Creates articles whose words differ by topic, the same at each run: 70 % follow the language's Zipf
 * distribution, the others are the topic's own. The number of topics grows with the archive, to some sixty
 * articles each.
 */
export function createArticles(count) {
  const random = createRandom(4);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const word = () =>
    Array.from({ length: between(1, 3) }, () => pick(ONSETS) + pick(VOWELS) + pick(CODAS)).join('');
  const words = [...new Set(Array.from({ length: WORDS }, word))];
  const common = createZipf(words, random);
  const topics = Array.from({ length: Math.ceil(count / PER_TOPIC) }, (_, i) => ({
    tag: i,
    word: createZipf(
      Array.from({ length: TOPIC_WORDS }, () => pick(words)),
      random,
    ),
  }));
  const topic = createZipf(topics, random);
  return function article(number) {
    const { tag, word: own } = random() < 0.5 ? topic() : pick(topics);
    const text = (length) =>
      Array.from({ length }, (_, i) => (random() < 0.3 ? own() : common()) + (i % 12 === 11 ? '.' : '')).join(
        ' ',
      );
    return {
      number,
      title: text(between(5, 11)),
      standfirst: text(between(14, 28)),
      body: text(between(250, 750)),
      tags: [...new Set([tag % 400, between(0, 399), Math.floor(between(0, 399) / 20)])],
      author: between(0, 199),
      publishedAt: new Date(Date.UTC(2026, 5, 1) - number * 3_600_000),
    };
  };
}
