import type { PoolClient } from 'pg';
import type { RelatedDocument } from './document.js';
import type { TextVector } from './text-vector.js';

/** Words of an article by which others are found. */
const MAX_WORDS = 60;
/** Articles looked at for each word: those in which it counts most. */
const MAX_ARTICLES_PER_WORD = 300;
/** Articles compared in full: those with the largest sum over the words found. */
const MAX_CANDIDATES = 150;
/** Of the same series, and of each tag those published last before the article and first after it. */
const MAX_FROM_SERIES = 30;
const MAX_FROM_TAG = 5;

/**
 * The articles that may be related to one, by an inverted index. Its cost has a bound whatever the archive's
 * size: a common word leads to no more articles than a rare one.
 */
export async function findCandidates(
  client: PoolClient,
  { articleId, series, tags, publishedAt }: RelatedDocument,
  vector: TextVector,
): Promise<number[]> {
  const words = vector.getLeadingWords(MAX_WORDS);
  const { rows } = await client.query<{ id: number }>({
    name: 'related candidates',
    text: `(
        SELECT p.article_id AS id FROM unnest($2::int[], $3::real[]) w(term_id, weight)
        CROSS JOIN LATERAL (
          SELECT article_id, weight FROM related_posting p WHERE p.term_id = w.term_id
          ORDER BY weight DESC, article_id DESC LIMIT ${MAX_ARTICLES_PER_WORD}
        ) p
        WHERE p.article_id <> $1 GROUP BY p.article_id
        ORDER BY sum(w.weight * p.weight) DESC, p.article_id DESC LIMIT ${MAX_CANDIDATES}
      ) UNION (
        SELECT article_id FROM related_document WHERE series = $4 AND article_id <> $1 LIMIT ${MAX_FROM_SERIES}
      ) UNION (
        SELECT t.article_id FROM unnest($5::int[]) tag CROSS JOIN LATERAL (
          (SELECT article_id FROM article_tag WHERE tag_id = tag AND listed_at <= $6 AND article_id <> $1
            ORDER BY listed_at DESC, article_id DESC LIMIT ${MAX_FROM_TAG})
          UNION ALL
          (SELECT article_id FROM article_tag WHERE tag_id = tag AND listed_at > $6
            ORDER BY listed_at, article_id LIMIT ${MAX_FROM_TAG})
        ) t
      )`,
    values: [
      articleId,
      words.map(({ term }) => term),
      words.map(({ share, rarity }) => share * rarity ** 2),
      series,
      tags,
      publishedAt,
    ],
  });
  return rows.map(({ id }) => id);
}
