import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../support/random.mjs';

const PARAGRAPHS = 5;
const TOPICS = 200;
/** Share of the posts that have a rare word. */
const RARE = { min: 1 / 250, max: 1 / 60 };

/**
 * Creates a generator of articles out of the paragraphs and titles of a folder of Markdown, whose words are as frequent as
 * there. The result is the same at each run.
 */
export async function createNaturalLanguage(database, folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md')).sort();
  const posts = await Promise.all(
    names.map(async (name) => readPost(await readFile(join(folder, name), 'utf8'))),
  );
  const paragraphs = posts.flatMap((post) => post.paragraphs);
  const titles = posts.map(({ title }) => title).filter(Boolean);
  const byFrequency = await countWords(database, posts);
  const rare = byFrequency
    .filter(({ posts: count }) => count >= RARE.min * posts.length && count <= RARE.max * posts.length)
    .map(({ word }) => word);
  const random = createRandom(2026);
  const pick = (list) => list[Math.floor(random() * list.length)];
  return {
    /** Returns the nth most frequent word that is no stop word, counted from 0. */
    word: (n) => byFrequency[n].word,
    /** Returns a rare word. */
    topicWord: (n) => rare[(n * 97) % rare.length],
    article() {
      const text = Array.from({ length: PARAGRAPHS }, () => pick(paragraphs));
      return {
        topic: Math.floor(random() * TOPICS),
        title: pick(titles),
        standfirst: text[0].slice(0, 200),
        body: text.join('\n'),
      };
    },
  };
}

function readPost(source) {
  const [, matter = '', body = source] = source.match(/^---\n([\s\S]*?)\n---\n([\s\S]*)$/) ?? [];
  const title = matter.match(/^title: *"?(.*?)"?$/m)?.[1] ?? '';
  const text = body.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]*>|\{[%{].*?[%}]\}/g, ' ');
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.length > 150);
  return { title, paragraphs };
}

/** Counts the posts with each word of four letters and more that is no stop word, most frequent first. */
async function countWords(database, posts) {
  const counts = new Map();
  for (const { paragraphs } of posts) {
    const words = new Set(
      paragraphs
        .join(' ')
        .toLowerCase()
        .match(/\p{L}{4,}/gu) ?? [],
    );
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const { rows } = await database.query(
    "SELECT word FROM unnest($1::text[]) AS word WHERE to_tsvector('english', word) <> ''",
    [[...counts.keys()]],
  );
  return rows
    .map(({ word }) => ({ word, posts: counts.get(word) }))
    .sort((one, other) => other.posts - one.posts || one.word.localeCompare(other.word));
}
