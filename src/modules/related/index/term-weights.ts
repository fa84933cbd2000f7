import type { PoolClient } from 'pg';
import { zip } from '../../../shared/zip.js';
import { loadRelatedDocuments } from './document-store.js';
import { TermDictionary } from './term-dictionary.js';
import { getArchiveSize } from './text-index.js';
import { getTerms, TextVector } from './text-vector.js';

/** Number of an article's heaviest words under which it is listed in the inverted index. */
const MAX_LEADING_WORDS = 60;
/** An article is weighed again once the archive has grown by this factor. */
const REWEIGH_GROWTH = 1.25;

/**
 * Weighs the words of articles by their current rarity, and lists each article under its heaviest words. Runs
 * once all new articles are counted, and again when the archive has grown.
 */
export async function updateTermWeights(client: PoolClient, ids: number[]): Promise<void> {
  const documents = await loadRelatedDocuments(client, ids);
  const words = new Set(documents.flatMap((document) => [...getTerms(document)]));
  const articles = await getArchiveSize(client);
  const dictionary = new TermDictionary(client, articles);
  await dictionary.load(words, []);
  const vectors = documents.map(
    (document) => new TextVector(document, dictionary.getWordRarity, dictionary.maxRarity),
  );
  await client.query(
    `UPDATE related_document d SET norm = w.norm, archive_size = $3
     FROM unnest($1::int[], $2::real[]) w(article_id, norm) WHERE d.article_id = w.article_id`,
    [documents.map(({ articleId }) => articleId), vectors.map(({ norm }) => norm), articles],
  );
  const postings = zip(documents, vectors).flatMap(([{ articleId }, vector]) =>
    vector.getLeadingWords(MAX_LEADING_WORDS).map((word) => ({ ...word, articleId })),
  );
  await client.query('DELETE FROM related_posting WHERE article_id = ANY($1::int[])', [ids]);
  await client.query(
    'INSERT INTO related_posting (term_id, weight, article_id) SELECT * FROM unnest($1::int[], $2::real[], $3::int[])',
    [postings.map(({ term }) => term), postings.map(({ share }) => share), postings.map((p) => p.articleId)],
  );
}

/**
 * Finds the articles that were weighed when the archive was smaller by a fifth or more, since rarities have
 * changed.
 */
export async function findStaleArticles(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT article_id AS id FROM related_document WHERE archive_size <= $1',
    [Math.floor((await getArchiveSize(client)) / REWEIGH_GROWTH)],
  );
  return rows.map(({ id }) => id);
}
