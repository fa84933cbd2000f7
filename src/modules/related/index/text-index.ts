import type { PoolClient } from 'pg';
import { zip } from '../../../shared/zip.js';
import { type RelatedDocument, toBytes } from './document.js';
import { loadRelatedDocuments } from './document-store.js';
import { type ArticleSource, computeDigest, loadArticleSources } from './load-articles.js';
import {
  addTerms,
  chooseSpelling,
  EVERY_ARTICLE,
  loadStems,
  type NewTerm,
  removeTerms,
  toAuthorTerm,
  toTagTerm,
} from './terms.js';
import { getTerms } from './text-vector.js';
import { PHRASE_BREAK, splitWords } from './words.js';

/**
 * Updates the index to the published state of these articles. Returns the IDs of those that changed or are
 * gone.
 */
export async function indexArticles(
  client: PoolClient,
  stemmer: string,
  ids: number[],
): Promise<{ changed: number[]; gone: number[] }> {
  const sources = await loadArticleSources(client, ids);
  const known = await loadDigests(client, ids);
  const changed = sources.filter((source) => known.get(source.articleId) !== computeDigest(stemmer, source));
  const present = new Set(sources.map(({ articleId }) => articleId));
  const gone = [...known.keys()].filter((id) => !present.has(id));
  const changedIds = changed.map(({ articleId }) => articleId);
  await removeArticles(client, [...changedIds, ...gone]);
  await addArticles(client, stemmer, changed);
  return { changed: changedIds, gone };
}

async function loadDigests(client: PoolClient, ids: number[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; digest: string }>(
    'SELECT article_id AS id, digest FROM related_document WHERE article_id = ANY($1::int[])',
    [ids],
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}

async function removeArticles(client: PoolClient, ids: number[]): Promise<void> {
  const documents = await loadRelatedDocuments(client, ids);
  if (documents.length === 0) return;
  const words = documents.flatMap((document) => [...getTerms(document)]);
  await removeTerms(client, words, documents.flatMap(getTermNames));
  await client.query('DELETE FROM related_posting WHERE article_id = ANY($1::int[])', [ids]);
  await client.query('DELETE FROM related_document WHERE article_id = ANY($1::int[])', [ids]);
}

function getTermNames({ tags, authors }: Pick<RelatedDocument, 'tags' | 'authors'>): string[] {
  return [EVERY_ARTICLE, ...tags.map(toTagTerm), ...authors.map(toAuthorTerm)];
}

async function addArticles(client: PoolClient, stemmer: string, sources: ArticleSource[]): Promise<void> {
  if (sources.length === 0) return;
  const texts = sources.map(({ title, standfirst, body }) => [title, standfirst, body].map(splitWords));
  const stems = await loadStems(client, stemmer, new Set(texts.flat(2)));
  stems.delete(PHRASE_BREAK);
  const terms = new Map<string, NewTerm>();
  for (const [source, text] of zip(sources, texts)) {
    for (const [term, word] of [
      ...findStems(text.flat(), stems),
      ...getTermNames(source).map((n) => [n, n] as const),
    ]) {
      const known = terms.get(term);
      if (known) {
        known.articles += 1;
        known.word = chooseSpelling(known.word, word);
      } else terms.set(term, { word, articles: 1 });
    }
  }
  const numbers = await addTerms(client, terms);
  const toTermIds = (words: string[]) =>
    Int32Array.from(words, (word) => numbers.get(stems.get(word) ?? PHRASE_BREAK)?.id ?? 0);
  const documents = zip(sources, texts).map(([source, text]): RelatedDocument & { digest: string } => {
    const [title, standfirst, body] = text.map(toTermIds) as [Int32Array, Int32Array, Int32Array];
    return {
      ...source,
      title,
      standfirst,
      body,
      norm: 0,
      embedding: null,
      digest: computeDigest(stemmer, source),
    };
  });
  for (const document of documents) await insertDocument(client, document);
}

/** Maps each stem to the spelling that is preferred. */
function findStems(words: string[], stems: Map<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of words) {
    const stem = stems.get(word);
    if (stem === undefined) continue;
    const known = found.get(stem);
    found.set(stem, known === undefined ? word : chooseSpelling(known, word));
  }
  return found;
}

function insertDocument(client: PoolClient, document: RelatedDocument & { digest: string }) {
  const { articleId, title, standfirst, body, tags, authors, series, seriesPart, publishedAt, digest } =
    document;
  return client.query({
    name: 'related document',
    text: `INSERT INTO related_document (article_id, title, standfirst, body, tags, authors, series, series_part,
        published_at, digest, norm, archive_size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)`,
    values: [
      articleId,
      ...[title, standfirst, body].map(toBytes),
      tags,
      authors,
      series,
      seriesPart,
      publishedAt,
      digest,
    ],
  });
}

export async function listArticleIds(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT article_id AS id FROM related_document');
  return rows.map(({ id }) => id);
}

/** Returns the number of published articles, from the count of a term that every article has. */
export async function getArchiveSize(client: PoolClient): Promise<number> {
  const { rows } = await client.query('SELECT articles FROM related_term WHERE term = $1', [EVERY_ARTICLE]);
  return rows[0]?.articles ?? 0;
}
