import { existsSync } from 'node:fs';
import { renderRichText } from '../../../dist/content/rich-text.js';
import { createRandom } from '../../support/random.mjs';
import { WORDS } from '../made-up-archive.mjs';
import { createWords } from '../made-up-words.mjs';

/** Numbers of different blocks, and of fragments of titles and standfirsts, that articles are composed of. */
export const POOL = {
  PARAGRAPH: 40_000,
  HEADING: 4_000,
  LIST: 4_000,
  QUOTE: 4_000,
  TITLE: 50_000,
  STANDFIRST: 50_000,
};

const ROWS_PER_INSERT = 2_000;

/**
 * Stores blocks in the table bench_block, with what Dateline's renderer makes of each and its search documents. Words follow
 * Zipf's law: 120 frequent ones of English, and 60,000 made-up ones. The same at each run, and copied from `file` if it is there.
 */
export async function storeBlocks(postgres, file) {
  await postgres.query(`CREATE UNLOGGED TABLE bench_block (kind text, nth int, html text, text text, markdown text, block jsonb,
    entry jsonb, word_count int, stems tsvector, words tsvector, length int, PRIMARY KEY (kind, nth))`);
  if (file && existsSync(file)) {
    await postgres.query(`COPY bench_block FROM '${file}'`);
    return void (await postgres.query('ANALYZE bench_block'));
  }
  const batch = [];
  for (const block of generateBlocks()) {
    batch.push(block);
    if (batch.length === ROWS_PER_INSERT) await insertBlocks(postgres, batch.splice(0));
  }
  await insertBlocks(postgres, batch);
  await postgres.query('ANALYZE bench_block');
  if (file) await postgres.query(`COPY bench_block TO '${file}'`);
}

function* generateBlocks() {
  const random = createRandom(2026);
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const word = createWords(random, { first: WORDS, vocabulary: 60_000 });
  const rareWord = createWords(random, { first: WORDS, vocabulary: 200_000 });
  const phrase = (low, high, draw = word) => Array.from({ length: between(low, high) }, draw);
  // Ends in no stop word, whose position a search document would lose where documents are joined.
  const ending = (draw = word) => {
    for (;;) {
      const last = draw();
      if (!WORDS.includes(last)) return last;
    }
  };
  const sentence = (low, high) => `${capitalize([...phrase(low, high), ending()].join(' '))}.`;
  const sentences = (low, high) =>
    Array.from({ length: between(low, high) }, () => sentence(5, 19)).join(' ');
  // No two are alike, whose anchors would be numbered within an article.
  const headings = new Set();
  while (headings.size < POOL.HEADING)
    headings.add(`## ${capitalize([...phrase(2, 5), ending()].join(' '))}`);
  const headingList = [...headings];
  const createMarkdown = {
    PARAGRAPH: (nth) =>
      nth % 4 === 0
        ? `${sentence(5, 15)} The *${phrase(2, 3).join(' ')}* of [${phrase(2, 3).join(' ')}](https://example.org/${nth}) was **${ending()}**. ${sentence(5, 15)}`
        : sentences(1, 4),
    HEADING: (nth) => headingList[nth - 1],
    LIST: () => Array.from({ length: between(3, 5) }, () => `- ${sentence(4, 9)}`).join('\n'),
    QUOTE: () => `> ${sentences(1, 2)}`,
  };
  for (const kind of Object.keys(createMarkdown)) {
    for (let nth = 1; nth <= POOL[kind]; nth++) {
      const text = createMarkdown[kind](nth);
      const {
        html,
        text: plain,
        markdown,
        outline,
        blocks,
        wordCount,
      } = renderRichText({ format: 'markdown', text });
      if (blocks.length !== 1) throw new Error(`Not one block: ${text}`);
      yield {
        kind,
        nth,
        html,
        text: plain,
        markdown: markdown.trimEnd(),
        block: blocks[0],
        entry: outline[0] ?? null,
        word_count: wordCount,
      };
    }
  }
  for (let nth = 1; nth <= POOL.TITLE; nth++)
    yield { kind: 'TITLE', nth, text: [...phrase(2, 3, rareWord), ending(rareWord)].join(' ') };
  for (let nth = 1; nth <= POOL.STANDFIRST; nth++)
    yield {
      kind: 'STANDFIRST',
      nth,
      text: `${capitalize([...phrase(6, 11, rareWord), ending(rareWord)].join(' '))}.`,
    };
}

async function insertBlocks(postgres, blocks) {
  await postgres.query(
    `INSERT INTO bench_block
     SELECT kind, nth, html, text, markdown, block, nullif(entry, 'null'), word_count, stems, strip(to_tsvector('public.site_words', public.normalize_words(text))),
       (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(stems))
     FROM jsonb_to_recordset($1) AS b(kind text, nth int, html text, text text, markdown text, block jsonb, entry jsonb, word_count int),
       to_tsvector('public.site_english', public.normalize_words(text)) AS stems`,
    [JSON.stringify(blocks)],
  );
}

function capitalize(text) {
  return text[0].toUpperCase() + text.slice(1);
}
