import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importMarkdown } from '../../../dist/importers/markdown/markdown-import.js';
import { ImportService } from '../../../dist/modules/import/import.service.js';
import { ArticleEmbedder } from '../../../dist/modules/related/embeddings/embed-articles.js';
import { EmbeddingService } from '../../../dist/modules/related/embeddings/embedding-service.js';
import { RelatedService } from '../../../dist/modules/related/index/related-index.service.js';
import { createTagOverlapRanking, createTfIdfRanking } from './baselines.mjs';
import { readInnerLinks } from './inner-links.mjs';
import { startWordVectors } from './word-vectors.mjs';

/** Length of a list's visible part. */
const SEEN = 5;
/** Weights of vectors that are compared, and the name of their model. */
const VECTOR_WEIGHTS = [0.25, 0.5];
const MODEL = 'words';

/**
 * Compares lists with editors' links. Labels are a JSON object from an article's slug to the slugs that it
 * links to, or the links within the texts; the algorithm does not use them.
 */
export async function measureQuality({ corpus, labels, links, vectors }, database, service) {
  const labelled = links ? null : await readLabels(corpus, labels);
  await importMarkdown(links ? corpus : join(corpus, 'posts'), new ImportService(database.prisma));
  const wanted = labelled ?? (await readInnerLinks(database, links));
  await service.rebuild(() => undefined);
  const articles = await readArticles(database);
  const lists = {
    'shared tags': createTagOverlapRanking(articles),
    'plain TF-IDF': createTfIdfRanking(articles),
    Dateline: await readLists(database),
    ...(vectors && (await readListsWithVectors(database, vectors))),
  };
  const rows = Object.entries(lists).map(([name, listOf]) => ({ name, ...computeScore(wanted, listOf) }));
  return { articles: articles.length, labelled: Object.keys(wanted).length, rows };
}

async function readLabels(corpus, labels) {
  const file = join(corpus, labels);
  if (existsSync(file) && existsSync(join(corpus, 'posts'))) return JSON.parse(await readFile(file, 'utf8'));
  throw new Error(
    `There is no labelled corpus in ${corpus}: it needs a folder posts/ of Markdown and ${labels}. ` +
      'Name another with --corpus or RELATED_CORPUS, or skip this part with --no-quality.',
  );
}

async function readArticles({ pool }) {
  const { rows } = await pool.query(`
    SELECT a.id, a.slug, a.title || ' ' || b.text AS text,
      extract(epoch FROM a.listed_at)::float8 / 86400 AS day,
      ARRAY(SELECT tag_id FROM article_tag t WHERE t.article_id = a.id) AS tags
    FROM article a JOIN article_body b ON b.article_id = a.id ORDER BY a.id`);
  return rows;
}

/** Reads the published lists. */
async function readLists({ pool }) {
  const { rows } = await pool.query(`
    SELECT a.slug, array_agg(b.slug ORDER BY r.score DESC, r.related_id DESC) AS list
    FROM published.related_article r JOIN article a ON a.id = r.article_id JOIN article b ON b.id = r.related_id
    GROUP BY a.slug`);
  const lists = new Map(rows.map(({ slug, list }) => [slug, list]));
  return (slug) => lists.get(slug) ?? [];
}

/** Reads the lists with vectors of words, by their weight. */
async function readListsWithVectors(database, file) {
  const url = await startWordVectors(file);
  const service = new EmbeddingService({ url, apiKey: undefined, model: MODEL });
  const embedder = new ArticleEmbedder(database.pool, service, MODEL, console);
  while ((await embedder.run()) > 0);
  const lists = {};
  for (const weight of VECTOR_WEIGHTS) {
    await new RelatedService(database.pool, 'en', { model: MODEL, weight }).rebuild(() => undefined);
    lists[`Dateline, vectors × ${weight}`] = await readLists(database);
  }
  return lists;
}

function computeScore(wanted, listOf) {
  // File names may contain capitals, slugs do not.
  const places = Object.entries(wanted).map(([slug, related]) => {
    const targets = new Set(related.map((each) => each.toLowerCase()));
    return 1 + listOf(slug.toLowerCase()).findIndex((each) => targets.has(each));
  });
  const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return {
    hit: mean(places.map((place) => (place > 0 && place <= SEEN ? 1 : 0))),
    reciprocalRank: mean(places.map((place) => (place > 0 ? 1 / place : 0))),
  };
}
