import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import { bytesOf, type Document } from './document.js';
import { readDocuments } from './documents.js';
import { addTerms, authorTerm, EVERY_ARTICLE, type NewTerm, removeTerms, stemsOf, tagTerm } from './terms.js';
import { TextVector, termsOf } from './text-vector.js';
import { Vocabulary } from './vocabulary.js';
import { BREAK, wordsOf } from './words.js';

/** As many of an article's words can lead to it: those that count most. */
const LEADING_WORDS = 60;
/** What comes after in a longer body does not count. Characters. */
const LONGEST_BODY = 60_000;

/** An article is weighed again when the archive is so many times what it was. */
const GROWTH = 1.25;

/** What readers see of an article, as far as it counts here. */
interface Source
  extends Pick<Document, 'articleId' | 'tags' | 'authors' | 'series' | 'seriesPart' | 'publishedAt'> {
  title: string;
  standfirst: string;
  body: string;
}

/** Brings the index to what is published of these articles; answers which of them have changed or gone. */
export async function indexArticles(
  client: PoolClient,
  stemmer: string,
  ids: number[],
): Promise<{ changed: number[]; gone: number[] }> {
  const sources = await readSources(client, ids);
  const known = await digestsOf(client, ids);
  const changed = sources.filter((source) => known.get(source.articleId) !== digestOf(stemmer, source));
  const present = new Set(sources.map(({ articleId }) => articleId));
  const gone = [...known.keys()].filter((id) => !present.has(id));
  const changedIds = changed.map(({ articleId }) => articleId);
  await remove(client, [...changedIds, ...gone]);
  await add(client, stemmer, changed);
  return { changed: changedIds, gone };
}

async function readSources(client: PoolClient, ids: number[]): Promise<Source[]> {
  const { rows } = await client.query<Source>({
    name: 'related sources',
    text: `SELECT a.id AS "articleId", a.title, coalesce(a.standfirst, '') AS standfirst,
        left(coalesce(b.text, ''), ${LONGEST_BODY}) AS body, a.series, a.series_part AS "seriesPart",
        a.listed_at AS "publishedAt",
        ARRAY(SELECT tag_id FROM article_tag t WHERE t.article_id = a.id ORDER BY tag_id) AS tags,
        ARRAY(SELECT author_id FROM article_author w WHERE w.article_id = a.id ORDER BY author_id) AS authors
      FROM article a LEFT JOIN article_body b ON b.article_id = a.id WHERE a.id = ANY($1::int[])`,
    values: [ids],
  });
  return rows;
}

async function digestsOf(client: PoolClient, ids: number[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; digest: string }>(
    'SELECT article_id AS id, digest FROM related_document WHERE article_id = ANY($1::int[])',
    [ids],
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}

function digestOf(stemmer: string, source: Source): string {
  return createHash('sha1')
    .update(JSON.stringify([stemmer, source]))
    .digest('base64');
}

async function remove(client: PoolClient, ids: number[]): Promise<void> {
  const documents = await readDocuments(client, ids);
  if (documents.length === 0) return;
  const words = documents.flatMap((document) => [...termsOf(document)]);
  await removeTerms(client, words, documents.flatMap(namesOf));
  await client.query('DELETE FROM related_posting WHERE article_id = ANY($1::int[])', [ids]);
  await client.query('DELETE FROM related_document WHERE article_id = ANY($1::int[])', [ids]);
}

function namesOf({ tags, authors }: Pick<Document, 'tags' | 'authors'>): string[] {
  return [EVERY_ARTICLE, ...tags.map(tagTerm), ...authors.map(authorTerm)];
}

async function add(client: PoolClient, stemmer: string, sources: Source[]): Promise<void> {
  if (sources.length === 0) return;
  const texts = sources.map(({ title, standfirst, body }) => [title, standfirst, body].map(wordsOf));
  const stems = await stemsOf(client, stemmer, new Set(texts.flat(2)));
  stems.delete(BREAK);
  const terms = new Map<string, NewTerm>();
  sources.forEach((source, i) => {
    for (const [term, word] of [
      ...stemsIn(texts[i]!.flat(), stems),
      ...namesOf(source).map((n) => [n, n] as const),
    ]) {
      const known = terms.get(term);
      if (known) known.articles += 1;
      else terms.set(term, { word, articles: 1 });
    }
  });
  const numbers = await addTerms(client, terms);
  const numbersOf = (words: string[]) =>
    Int32Array.from(words, (word) => numbers.get(stems.get(word) ?? BREAK)?.id ?? 0);
  const documents = sources.map((source, i): Document & { digest: string } => {
    const [title, standfirst, body] = texts[i]!.map(numbersOf) as [Int32Array, Int32Array, Int32Array];
    return { ...source, title, standfirst, body, norm: 0, digest: digestOf(stemmer, source) };
  });
  for (const document of documents) await insertDocument(client, document);
}

/** Each stem once, with the first word that has it: one without capitals, which titles have, if there is such. */
function stemsIn(words: string[], stems: Map<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of words) {
    const stem = stems.get(word);
    if (stem === undefined) continue;
    const known = found.get(stem);
    if (known === undefined || (isCapitalised(known) && !isCapitalised(word))) found.set(stem, word);
  }
  return found;
}

function isCapitalised(word: string): boolean {
  return word !== word.toLowerCase();
}

function insertDocument(client: PoolClient, document: Document & { digest: string }) {
  const { articleId, title, standfirst, body, tags, authors, series, seriesPart, publishedAt, digest } =
    document;
  return client.query({
    name: 'related document',
    text: `INSERT INTO related_document (article_id, title, standfirst, body, tags, authors, series, series_part,
        published_at, digest, norm, archive_size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)`,
    values: [
      ...[articleId, ...[title, standfirst, body].map(bytesOf), tags, authors],
      ...[series, seriesPart, publishedAt, digest],
    ],
  });
}

/**
 * Weighs the words of articles by how rare they are now, and lists each article under those that count most. Done
 * once all that is new has been counted, and again when the archive has grown.
 */
export async function weighArticles(client: PoolClient, ids: number[]): Promise<void> {
  const documents = await readDocuments(client, ids);
  const words = new Set(documents.flatMap((document) => [...termsOf(document)]));
  const articles = await archiveSize(client);
  const vocabulary = new Vocabulary(client, articles);
  await vocabulary.read(words, []);
  const vectors = documents.map((document) => new TextVector(document, vocabulary.rarityOfWord));
  await client.query(
    `UPDATE related_document d SET norm = w.norm, archive_size = $3
     FROM unnest($1::int[], $2::real[]) w(article_id, norm) WHERE d.article_id = w.article_id`,
    [documents.map(({ articleId }) => articleId), vectors.map(({ norm }) => norm), articles],
  );
  const postings = documents.flatMap(({ articleId }, i) =>
    vectors[i]!.leadingWords(LEADING_WORDS).map((word) => ({ ...word, articleId })),
  );
  await client.query('DELETE FROM related_posting WHERE article_id = ANY($1::int[])', [ids]);
  await client.query(
    'INSERT INTO related_posting (term_id, weight, article_id) SELECT * FROM unnest($1::int[], $2::real[], $3::int[])',
    [postings.map(({ term }) => term), postings.map(({ share }) => share), postings.map((p) => p.articleId)],
  );
}

/** Articles that were weighed when the archive was smaller by a fifth or more: rarities have changed since. */
export async function outgrownArticles(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT article_id AS id FROM related_document WHERE archive_size <= $1',
    [Math.floor((await archiveSize(client)) / GROWTH)],
  );
  return rows.map(({ id }) => id);
}

export async function allArticles(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT article_id AS id FROM related_document');
  return rows.map(({ id }) => id);
}

/** Of published articles. Counted as a term is, so that nothing has to be counted through. */
export async function archiveSize(client: PoolClient): Promise<number> {
  const { rows } = await client.query('SELECT articles FROM related_term WHERE term = $1', [EVERY_ARTICLE]);
  return rows[0]?.articles ?? 0;
}
