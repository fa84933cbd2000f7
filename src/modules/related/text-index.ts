import type { PoolClient } from 'pg';
import { bytesOf, type Document } from './document.js';
import { readDocuments } from './documents.js';
import { digestOf, readSources, type Source } from './sources.js';
import { addTerms, authorTerm, EVERY_ARTICLE, type NewTerm, removeTerms, stemsOf, tagTerm } from './terms.js';
import { termsOf } from './text-vector.js';
import { BREAK, wordsOf } from './words.js';

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

async function digestsOf(client: PoolClient, ids: number[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; digest: string }>(
    'SELECT article_id AS id, digest FROM related_document WHERE article_id = ANY($1::int[])',
    [ids],
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
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

export async function allArticles(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT article_id AS id FROM related_document');
  return rows.map(({ id }) => id);
}

/** Of published articles. Counted as a term is, so that nothing has to be counted through. */
export async function archiveSize(client: PoolClient): Promise<number> {
  const { rows } = await client.query('SELECT articles FROM related_term WHERE term = $1', [EVERY_ARTICLE]);
  return rows[0]?.articles ?? 0;
}
