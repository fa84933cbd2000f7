import type { PoolClient } from 'pg';

/** A term to count, and its spelling. */
export interface NewTerm {
  word: string;
  /** Number of articles to add to the term's count. */
  articles: number;
}

/** Term of every article: its count is the size of the archive. */
export const EVERY_ARTICLE = '*';
export const toTagTerm = (id: number) => `#${id}`;
export const toAuthorTerm = (id: number) => `@${id}`;

/**
 * Finds PostgreSQL's stemmer for a language, e.g. german_stem. Returns `simple`, which keeps words as they
 * are, if there is none.
 */
export async function findStemmer(client: PoolClient, language: string): Promise<string> {
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(new Intl.Locale(language).language);
  const { rows } = await client.query('SELECT dictname FROM pg_ts_dict WHERE dictname = $1', [
    `${name?.toLowerCase().split(' ')[0]}_stem`, // Norwegian Bokmål
  ]);
  return rows[0]?.dictname ?? 'simple';
}

/** Loads the stem of each word; stop words (the, of) have none. */
export async function loadStems(
  client: PoolClient,
  stemmer: string,
  words: Iterable<string>,
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ word: string; stem: string | null }>({
    name: 'related stems',
    text: `SELECT word, (ts_lexize($1::regdictionary, word))[1] AS stem FROM unnest($2::text[]) word`,
    values: [stemmer, [...words]],
  });
  return new Map(rows.flatMap(({ word, stem }) => (stem === null ? [] : [[word, stem]])));
}

/**
 * Returns the better of two spellings of a stem: without capitals, then the shorter one, then the first in the order of
 * characters. So it does not depend on the order in which articles are indexed.
 */
export function chooseSpelling(one: string, other: string): string {
  const [isOneCapitalized, isOtherCapitalized] = [one, other].map((word) => word !== word.toLowerCase());
  if (isOneCapitalized !== isOtherCapitalized) return isOneCapitalized ? other : one;
  if (one.length !== other.length) return one.length < other.length ? one : other;
  return one < other ? one : other;
}

/** Adds to the terms' article counts, with the spelling that chooseSpelling prefers. Returns the ID and count of each term. */
export async function addTerms(
  client: PoolClient,
  terms: Map<string, NewTerm>,
): Promise<Map<string, { id: number; articles: number }>> {
  const added = [...terms.values()];
  const { rows } = await client.query<{ id: number; term: string; articles: number }>({
    name: 'related terms added',
    text: `INSERT INTO related_term (term, word, articles)
      SELECT * FROM unnest($1::text[], $2::text[], $3::int[])
      ON CONFLICT (term) DO UPDATE SET articles = related_term.articles + excluded.articles,
        word = CASE
          WHEN (excluded.word <> lower(excluded.word), length(excluded.word), excluded.word COLLATE "C")
            < (related_term.word <> lower(related_term.word), length(related_term.word), related_term.word)
          THEN excluded.word ELSE related_term.word END
      RETURNING id, term, articles`,
    values: [[...terms.keys()], added.map(({ word }) => word), added.map(({ articles }) => articles)],
  });
  return new Map(rows.map(({ term, ...row }) => [term, row]));
}

/** Subtracts from the terms' article counts; `ids` and `names` repeat a term for each article that had it. */
export async function removeTerms(client: PoolClient, ids: number[], names: string[]): Promise<void> {
  await client.query(
    `UPDATE related_term t SET articles = t.articles - gone.articles FROM (
       SELECT id, sum(articles)::int AS articles FROM (
         SELECT id, count(*) AS articles FROM unnest($1::int[]) id GROUP BY id
         UNION ALL
         SELECT t.id, count(*) FROM unnest($2::text[]) name JOIN related_term t ON t.term = name GROUP BY t.id
       ) each GROUP BY id
     ) gone WHERE t.id = gone.id`,
    [ids, names],
  );
  await client.query('DELETE FROM related_term WHERE articles <= 0 AND (id = ANY($1) OR term = ANY($2))', [
    ids,
    names,
  ]);
}
