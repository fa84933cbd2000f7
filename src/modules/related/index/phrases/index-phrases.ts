import type { PoolClient } from 'pg';
import { cacheTags } from '../../../../cache/cache-tags.js';
import { appendToChangeLog } from '../../../../changes/change-log.js';
import { zip } from '../../../../shared/zip.js';
import { FIELD_WEIGHTS, type RelatedDocument } from '../document.js';
import { loadRelatedDocuments } from '../document-store.js';
import { loadArticleSources } from '../load-articles.js';
import { getArchiveSize } from '../text-index.js';
import { PHRASE_BREAK, splitWords } from '../words.js';
import { findPhrases } from './find-phrases.js';
import { deletePhrases, type PhraseRow, storePhrases } from './phrase-store.js';

/** Version of findPhrases: phrases that an older one found are found again. */
const PHRASES_VERSION = 1;
const BATCH_SIZE = 100;
/** A word is common if more articles than this have it, and more than this share of all. */
const MIN_COMMON = 10;
const COMMON_SHARE = 0.1;

interface TextOfLanguage {
  /** Name of the stemmer, as in the configuration site_german. */
  stemmer: string;
  /** The words of each field, in the order of FIELD_WEIGHTS. */
  words: string[][];
}

/** Updates the phrases of the next articles that have changed. Returns false if there are none. */
export async function indexNextPhrases(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ id: number }>({
    name: 'phrases due',
    text: `SELECT article_id AS id FROM related_document WHERE phrases_version < $1
      ORDER BY phrases_version LIMIT ${BATCH_SIZE}`,
    values: [PHRASES_VERSION],
  });
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return false;
  const isChanged = await storePhrases(client, ids, await findPhrasesOf(client, ids));
  await client.query('UPDATE related_document SET phrases_version = $2 WHERE article_id = ANY($1::int[])', [
    ids,
    PHRASES_VERSION,
  ]);
  if (isChanged) await appendNameChange(client);
  return true;
}

/** Deletes the phrases of articles that are no longer published. */
export async function removePhrases(client: PoolClient, ids: number[]): Promise<void> {
  if (await deletePhrases(client, ids)) await appendNameChange(client);
}

async function findPhrasesOf(client: PoolClient, ids: number[]): Promise<PhraseRow[]> {
  const sources = await loadArticleSources(client, ids);
  const documents = new Map((await loadRelatedDocuments(client, ids)).map((each) => [each.articleId, each]));
  const commonTerms = await loadCommonTerms(client);
  const stemmers = await loadStemmers(client, ids);
  const texts = sources.map(({ articleId, ...source }) => ({
    articleId,
    stemmer: stemmers.get(articleId) ?? 'simple',
    words: FIELD_WEIGHTS.map(([field]) => [...splitWords(source[field]), PHRASE_BREAK]),
  }));
  const stopWords = await loadStopWords(client, texts);
  return texts.flatMap(({ articleId, stemmer, words }) => {
    const commonWords = findCommonWords(words, documents.get(articleId), commonTerms);
    const found = findPhrases(words.flat(), {
      isStopWord: (word) => stopWords.get(stemmer)?.has(word) ?? false,
      isCommon: (word) => commonWords.has(word),
    });
    return found.map((phrase) => ({ articleId, ...phrase }));
  });
}

/** Returns the words of a text with terms that many articles have. The terms of a document are in the order of its words. */
function findCommonWords(
  text: string[][],
  document: RelatedDocument | undefined,
  commonTerms: Set<number>,
): Set<string> {
  const terms = FIELD_WEIGHTS.map(([field]) => document?.[field] ?? []);
  return new Set(
    zip(text, terms).flatMap(([words, ids]) => words.filter((_, i) => commonTerms.has(ids[i] ?? 0))),
  );
}

async function loadCommonTerms(client: PoolClient): Promise<Set<number>> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM related_term WHERE articles > $1', [
    Math.max(MIN_COMMON, Math.floor(COMMON_SHARE * (await getArchiveSize(client)))),
  ]);
  return new Set(rows.map(({ id }) => id));
}

async function loadStemmers(client: PoolClient, ids: number[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; stemmer: string }>({
    name: 'phrases stemmers',
    text: 'SELECT id, find_stemmer(language) AS stemmer FROM article WHERE id = ANY($1::int[])',
    values: [ids],
  });
  return new Map(rows.map(({ id, stemmer }) => [id, stemmer]));
}

/** Loads the words of texts that are stop words in the languages of their articles, such as "the", by stemmer. */
async function loadStopWords(client: PoolClient, texts: TextOfLanguage[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const stemmer of new Set(texts.map((text) => text.stemmer))) {
    const words = texts.flatMap((text) => (text.stemmer === stemmer ? text.words.flat() : []));
    const { rows } = await client.query<{ word: string }>({
      name: 'phrases stop words',
      text: `
        SELECT word FROM unnest($2::text[]) AS word
        WHERE to_tsvector(('public.site_' || $1)::regconfig, public.reduce_words($1, word)) = ''`,
      values: [stemmer, [...new Set(words)]],
    });
    found.set(stemmer, new Set(rows.map(({ word }) => word)));
  }
  return found;
}

/** Appends a change that invalidates cached suggestions. */
async function appendNameChange(client: PoolClient): Promise<void> {
  await appendToChangeLog(client, { kind: 'INDEXED', nodeType: 'Site', nodeId: 0, keys: [cacheTags.names] });
}
