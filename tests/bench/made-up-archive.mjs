import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createRandom, createZipf } from '../support/random.mjs';
import { createWords } from './made-up-words.mjs';

/** Frequent words of English. */
export const WORDS =
  'the of and to a in that it was for on with as at by from harbour council river bridge ferry market school library tide storm roof garden street station clinic budget vote report engineer teacher baker captain nurse mayor morning winter summer evening year week house family letter question answer plan cost price repair water light road field stone paper music film match season coast island village city people work found said asked opened closed built moved kept broke turned carried waited counted measured promised refused agreed early late small large new old quiet public common open heavy narrow'.split(
    ' ',
  );
const SECTIONS = ['World', 'World/Europe', 'World/Asia', 'Politics', 'Politics/Elections', 'Business'].concat(
  ['Business/Shipping', 'Science', 'Science/Climate', 'Science/Health', 'Culture', 'Culture/Film', 'Sport'],
);

/**
 * Writes a folder of generated Markdown articles, the same at each run: one for every five hours, the latest
 * first. Their words are 120 of equal frequency, or 20,000 by Zipf's law if the vocabulary is `natural`.
 */
export async function writeArchive(folder, count, vocabulary = 'small') {
  const random = createRandom(2026);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const word = vocabulary === 'natural' ? createWords(random) : () => pick(WORDS);
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const words = (low, high) => Array.from({ length: between(low, high) }, word).join(' ');
  const title = (low, high) => capitalize(words(low, high));
  const tags = Array.from({ length: 150 }, (_, i) => `${title(1, 2)} ${i + 1}`);
  const authors = Array.from({ length: 40 }, (_, i) => `${title(1, 1)} ${title(1, 1)} ${i + 1}`);
  const [tag, author] = [createZipf(tags, random), createZipf(authors, random)];

  for (let i = 1; i <= count; i++) {
    const fields = {
      title: title(5, 11),
      slug: `${words(2, 4).replaceAll(' ', '-')}-${i}`,
      date: new Date(Date.UTC(2026, 5, 1) - i * 5 * 3_600_000).toISOString(),
      authors: pickSeveral(between(1, 3), author),
      tags: pickSeveral(between(1, 6), tag),
      section: pick(SECTIONS),
      excerpt: `${title(14, 28)}.`,
      image: random() < 0.8 ? createImage(i, title, words) : undefined,
    };
    const body = createBody(between(600, 1200), { title, words, between });
    await writeFile(join(folder, `${i}.md`), `---\n${stringify(fields)}---\n\n${body}\n`);
  }
}

function createImage(i, title, words) {
  return {
    url: `/media/${i}.jpg`,
    alt: title(4, 9),
    caption: title(6, 12),
    credit: words(2, 3),
    width: 1600,
    height: 900,
  };
}

function pickSeveral(count, draw) {
  return [...new Set(Array.from({ length: count }, draw))];
}

function createBody(wordCount, { title, words, between }) {
  const blocks = [];
  for (let left = wordCount; left > 0; ) {
    const block = createBlock(blocks.length, { title, words, between });
    blocks.push(block);
    left -= block.split(/\s+/).length;
  }
  return blocks.join('\n\n');
}

function createBlock(place, { title, words, between }) {
  const sentence = () => `${title(6, 24)}.`;
  const sentences = (low, high) => Array.from({ length: between(low, high) }, sentence).join(' ');
  if (place % 6 === 5) return `## ${title(3, 6)}`;
  if (place % 9 === 7) return `> ${sentences(1, 2)}`;
  if (place % 13 === 9) return Array.from({ length: between(3, 6) }, () => `- ${sentence()}`).join('\n');
  if (place % 17 === 11) return `![${title(3, 6)}](/media/body-${place}.jpg)`;
  return `${sentences(2, 4)} The *${words(2, 3)}* of [${words(2, 3)}](https://example.org/${place}) is **${words(1, 2)}**. ${sentence()}`;
}

function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
