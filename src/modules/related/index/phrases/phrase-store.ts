import type { PoolClient } from 'pg';
import type { FoundPhrase } from './find-phrases.js';

/** Number of articles that must have a phrase before it is suggested. */
export const MIN_ARTICLES = 3;

export interface PhraseRow extends FoundPhrase {
  articleId: number;
}

/** Replaces the phrases of articles. Returns true if a phrase has more or fewer articles than before. */
export async function storePhrases(client: PoolClient, ids: number[], found: PhraseRow[]): Promise<boolean> {
  const { rows } = await client.query<{ articleId: number; phraseId: number }>({
    name: 'phrases added',
    text: `WITH found AS MATERIALIZED (
        SELECT article_id, text, is_name, public.normalize_phrase(text) AS phrase
        FROM unnest($1::int[], $2::text[], $3::bool[]) AS f(article_id, text, is_name)
      ), added AS (
        INSERT INTO phrase (phrase, text, is_name, articles)
          SELECT DISTINCT ON (phrase) phrase, text, is_name, 0 FROM found WHERE length(phrase) BETWEEN 2 AND 100
          ORDER BY phrase, is_name DESC ON CONFLICT (phrase) DO NOTHING RETURNING id, phrase
      )
      SELECT DISTINCT article_id AS "articleId", p.id AS "phraseId"
      FROM found JOIN (SELECT id, phrase FROM added UNION ALL SELECT id, phrase FROM phrase) p USING (phrase)`,
    values: [
      found.map(({ articleId }) => articleId),
      found.map(({ text }) => text),
      found.map(({ isName }) => isName),
    ],
  });
  const { rows: changed } = await client.query<{ id: number }>({
    name: 'phrases of articles',
    text: `WITH wanted AS MATERIALIZED (
        SELECT article_id, phrase_id FROM unnest($2::int[], $3::int[]) AS w(article_id, phrase_id)
      ), gone AS (
        DELETE FROM article_phrase p WHERE article_id = ANY($1::int[])
          AND NOT EXISTS (SELECT FROM wanted w WHERE w.article_id = p.article_id AND w.phrase_id = p.phrase_id)
          RETURNING phrase_id
      ), added AS (
        INSERT INTO article_phrase (article_id, phrase_id) SELECT article_id, phrase_id FROM wanted
          ON CONFLICT DO NOTHING RETURNING phrase_id
      )
      UPDATE phrase SET articles = articles + change FROM (
        SELECT phrase_id, sum(one)::int AS change
        FROM (SELECT phrase_id, 1 AS one FROM added UNION ALL SELECT phrase_id, -1 FROM gone) each GROUP BY phrase_id
      ) changes WHERE id = phrase_id AND change <> 0 RETURNING id`,
    values: [ids, rows.map(({ articleId }) => articleId), rows.map(({ phraseId }) => phraseId)],
  });
  await refreshSuggestions(
    client,
    changed.map(({ id }) => id),
  );
  return changed.length > 0;
}

/** Deletes the phrases of articles. Returns true if there were any. */
export function deletePhrases(client: PoolClient, ids: number[]): Promise<boolean> {
  return storePhrases(client, ids, []);
}

/** Returns the IDs of articles with phrases that are not published. */
export async function listGone(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT DISTINCT article_id AS id FROM article_phrase p
     WHERE NOT EXISTS (SELECT FROM article a WHERE a.id = p.article_id)`,
  );
  return rows.map(({ id }) => id);
}

/** Stores the completions of phrases that enough articles have, from each word on, and deletes those of others. */
async function refreshSuggestions(client: PoolClient, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query({
    name: 'phrases suggested',
    text: `INSERT INTO suggestion (kind, node_id, word, phrase)
      SELECT 'PHRASE', id, i - 1, array_to_string(words[i:], ' ')
      FROM phrase, string_to_array(phrase, ' ') AS words, generate_series(1, least(cardinality(words), 12)) AS i
      WHERE id = ANY($1::int[]) AND articles >= ${MIN_ARTICLES} ON CONFLICT DO NOTHING`,
    values: [ids],
  });
  await client.query({
    name: 'phrases not suggested',
    // By row, as there is a second index that begins with the kind.
    text: `DELETE FROM suggestion WHERE ctid = ANY(ARRAY(
        SELECT s.ctid FROM phrase p CROSS JOIN LATERAL (
          SELECT ctid FROM suggestion WHERE kind = 'PHRASE' AND node_id = p.id OFFSET 0
        ) s WHERE p.id = ANY($1::int[]) AND p.articles < ${MIN_ARTICLES}))`,
    values: [ids],
  });
  await client.query({
    name: 'phrases gone',
    text: 'DELETE FROM phrase WHERE id = ANY($1::int[]) AND articles <= 0',
    values: [ids],
  });
}
