import type { PoolClient } from 'pg';
import { selectReadableTerms } from '../readable-terms.js';
import { findCandidates } from './candidates.js';
import { isCopy, MIN_COSINE, storeCopies } from './copies.js';
import type { RelatedDocument } from './document.js';
import type { RelatedDocumentReader } from './document-store.js';
import { computeSimilarity, type Similarity } from './score.js';
import type { TermDictionary } from './term-dictionary.js';
import { TextVector } from './text-vector.js';

/** Largest number of related articles that a client can request. */
export const MAX_RELATED = 20;
/**
 * Articles stored per list: more than can be requested, so that some can be unpublished or excluded before a
 * rebuild.
 */
export const MAX_STORED = 40;
/** Number of top terms from which the readable ones are selected. */
const MAX_TERMS = 8;

/** A row of related_article. */
interface RelatedRow {
  article_id: number;
  related_id: number;
  score: number;
  terms: string[];
  tag_ids: number[];
  author_ids: number[];
  same_series: boolean;
}

const COLUMNS = 'article_id, related_id, score, terms, tag_ids, author_ids, same_series';
const ENTRIES = `jsonb_to_recordset($1) AS e(article_id int, related_id int, score real, terms text[],
  tag_ids int[], author_ids int[], same_series boolean)`;

/** Dependencies of building lists; rows loaded for one list are cached for the next. */
export interface ListDeps {
  documents: RelatedDocumentReader;
  /** Must have loaded the words of all documents for which lists are built. */
  dictionary: TermDictionary;
  isChanged: boolean;
  /** Weight of the vectors by the site's model in the score. */
  embeddingWeight: number;
}

/** IDs of the articles with changed lists, and of those that lost an article from their list. */
export interface ListChanges {
  changed: number[];
  shortened: number[];
  /** True if the near copies of the article changed. */
  hasNewCopies: boolean;
}

/** Rebuilds an article's list. If the article has changed, also enters it into the lists of the others. */
export async function buildList(
  client: PoolClient,
  document: RelatedDocument,
  { documents, dictionary, isChanged, embeddingWeight }: ListDeps,
): Promise<ListChanges> {
  const vector = new TextVector(document, dictionary.getWordRarity, dictionary.maxRarity);
  const one = { document, vector, norm: vector.norm };
  const others = await documents.load(await findCandidates(client, document, vector));
  const titles = others.flatMap(({ title }) => [...title]);
  await dictionary.load(new Set(titles), others);
  const found = others
    .filter(({ norm }) => norm > 0)
    .flatMap((other) => {
      const likeness = computeSimilarity(one, other, dictionary, embeddingWeight);
      return likeness ? [{ id: other.articleId, other, likeness }] : [];
    });
  const { articleId } = document;
  const createEntry = (list: number, related: number, score: number, likeness: Similarity) => ({
    article_id: list,
    related_id: related,
    score,
    ...buildReasons(likeness, dictionary),
  });
  const best = found.sort((a, b) => b.likeness.score - a.likeness.score || b.id - a.id).slice(0, MAX_STORED);
  await replaceList(
    client,
    articleId,
    best.map(({ id, likeness }) => createEntry(articleId, id, likeness.score, likeness)),
  );
  const copies = found
    .filter(({ other, likeness }) => likeness.cosine >= MIN_COSINE && isCopy(document, other))
    .map(({ id }) => id);
  const story = await storeCopies(client, articleId, copies);
  const hasNewCopies = story.length > 0;
  const refolded = hasNewCopies ? await findListsWith(client, story) : [];
  if (!isChanged) return { changed: [articleId, ...refolded], shortened: [], hasNewCopies };
  const offers = found.map(({ id, likeness }) => createEntry(id, articleId, likeness.inverse, likeness));
  const entered = await addToLists(client, offers);
  const left = await removeFromLists(
    client,
    articleId,
    offers.map(({ article_id }) => article_id),
  );
  return { changed: [articleId, ...entered, ...left, ...refolded], shortened: left, hasNewCopies };
}

function buildReasons({ text, tags, authors, sameSeries }: Similarity, { getWord }: TermDictionary) {
  const reasons = { tag_ids: tags, author_ids: authors, same_series: sameSeries };
  return { terms: selectReadableTerms(text.getTopTerms(MAX_TERMS), getWord), ...reasons };
}

/** Returns the article IDs of the lists of some articles, and of those that have one of them. */
async function findListsWith(client: PoolClient, ids: number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT article_id AS id FROM related_article WHERE related_id = ANY($1::int[])
     UNION SELECT unnest($1::int[])`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

async function replaceList(client: PoolClient, articleId: number, entries: RelatedRow[]): Promise<void> {
  await client.query('DELETE FROM related_article WHERE article_id = $1', [articleId]);
  await client.query({
    name: 'related list',
    text: `INSERT INTO related_article (${COLUMNS}) SELECT ${COLUMNS} FROM ${ENTRIES}`,
    values: [JSON.stringify(entries)],
  });
}

/** Adds an article to each list in which it ranks among the best. Returns the lists' article IDs. */
async function addToLists(client: PoolClient, entries: RelatedRow[]): Promise<number[]> {
  const { rows } = await client.query<{ article_id: number }>({
    name: 'related entries',
    text: `INSERT INTO related_article (${COLUMNS}) SELECT ${COLUMNS} FROM ${ENTRIES}
      CROSS JOIN LATERAL (
        SELECT count(*) AS length, min(score) AS least, bool_or(r.related_id = e.related_id) AS is_in
        FROM related_article r WHERE r.article_id = e.article_id
      ) list WHERE is_in OR length < ${MAX_STORED} OR e.score > least
      ON CONFLICT (article_id, related_id) DO UPDATE SET score = excluded.score, terms = excluded.terms,
        tag_ids = excluded.tag_ids, author_ids = excluded.author_ids, same_series = excluded.same_series
      RETURNING article_id`,
    values: [JSON.stringify(entries)],
  });
  const entered = rows.map(({ article_id }) => article_id);
  await client.query({
    name: 'related lists cut',
    text: `DELETE FROM related_article r USING (
        SELECT article_id, related_id, row_number() OVER (
          PARTITION BY article_id ORDER BY score DESC, related_id DESC
        ) AS rank FROM related_article WHERE article_id = ANY($1::int[])
      ) ranked
      WHERE rank > ${MAX_STORED} AND r.article_id = ranked.article_id AND r.related_id = ranked.related_id`,
    values: [entered],
  });
  return entered;
}

/**
 * Removes an article from all lists except these. Returns the article IDs of the lists it was removed from.
 */
async function removeFromLists(client: PoolClient, articleId: number, except: number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `DELETE FROM related_article WHERE related_id = $1 AND article_id <> ALL($2::int[])
     RETURNING article_id AS id`,
    [articleId, except],
  );
  return rows.map(({ id }) => id);
}

/**
 * Removes unpublished articles from all lists, and their own lists. Returns the article IDs of the shortened
 * lists.
 */
export async function deleteLists(client: PoolClient, gone: number[]): Promise<number[]> {
  await client.query('DELETE FROM related_article WHERE article_id = ANY($1::int[])', [gone]);
  const { rows } = await client.query<{ id: number }>(
    'DELETE FROM related_article WHERE related_id = ANY($1::int[]) RETURNING article_id AS id',
    [gone],
  );
  return rows.map(({ id }) => id);
}

/** Returns those of the lists that have fewer than MAX_RELATED entries. */
export async function findShortLists(client: PoolClient, ids: number[]): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT id FROM unnest($1::int[]) id WHERE (
       SELECT count(*) FROM related_article WHERE article_id = id
     ) < ${MAX_RELATED}`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
