import type { PoolClient } from 'pg';
import { loadRelatedDocuments } from './document-store.js';
import { TermDictionary } from './term-dictionary.js';
import { getArchiveSize } from './text-index.js';
import { getTerms, TextVector } from './text-vector.js';

/** As many of an article's words can lead to it: those that count most. */
const MAX_LEADING_WORDS = 60;
/** An article is weighed again when the archive is so many times what it was. */
const REWEIGH_GROWTH = 1.25;

/**
 * Weighs the words of articles by how rare they are now, and lists each article under those that count most. Done
 * once all that is new has been counted, and again when the archive has grown.
 */
export async function updateTermWeights(client: PoolClient, ids: number[]): Promise<void> {
  const documents = await loadRelatedDocuments(client, ids);
  const words = new Set(documents.flatMap((document) => [...getTerms(document)]));
  const articles = await getArchiveSize(client);
  const dictionary = new TermDictionary(client, articles);
  await dictionary.load(words, []);
  const vectors = documents.map((document) => new TextVector(document, dictionary.getWordRarity));
  await client.query(
    `UPDATE related_document d SET norm = w.norm, archive_size = $3
     FROM unnest($1::int[], $2::real[]) w(article_id, norm) WHERE d.article_id = w.article_id`,
    [documents.map(({ articleId }) => articleId), vectors.map(({ norm }) => norm), articles],
  );
  const postings = documents.flatMap(({ articleId }, i) =>
    vectors[i]!.getLeadingWords(MAX_LEADING_WORDS).map((word) => ({ ...word, articleId })),
  );
  await client.query('DELETE FROM related_posting WHERE article_id = ANY($1::int[])', [ids]);
  await client.query(
    'INSERT INTO related_posting (term_id, weight, article_id) SELECT * FROM unnest($1::int[], $2::real[], $3::int[])',
    [postings.map(({ term }) => term), postings.map(({ share }) => share), postings.map((p) => p.articleId)],
  );
}

/** Articles that were weighed when the archive was smaller by a fifth or more: rarities have changed since. */
export async function findStaleArticles(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT article_id AS id FROM related_document WHERE archive_size <= $1',
    [Math.floor((await getArchiveSize(client)) / REWEIGH_GROWTH)],
  );
  return rows.map(({ id }) => id);
}
