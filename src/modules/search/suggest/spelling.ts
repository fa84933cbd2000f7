import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { computeEditDistance } from './edit-distance.js';

const { sql } = Prisma;

/** Letters of the shortest word, and number of words, that are corrected. */
const MIN_WORD_LENGTH = 3;
const MAX_WORDS = 8;
/** Number of similar words compared for a word, and of those whose articles are counted. */
const MAX_COMPARED = 50;
const MAX_COUNTED = 4;
/**
 * A word in at most MAX_RARE articles is taken for a misspelling of one in more than MIN_RATIO times as many.
 */
const MAX_RARE = 2;
const MIN_RATIO = 20;

interface SimilarWords {
  word: string;
  plain: string;
  lookAlikes: string[];
}

/** Corrects words to published ones (pg_trgm) that occur in articles of this perspective. */
export class SpellingCorrector {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the query with misspelt words corrected; null if there is nothing to correct. */
  async correct(query: string): Promise<string | null> {
    const words = [...query.matchAll(/(?<![-\p{L}\p{N}])\p{L}+(?!\p{N})/gu)].map(([word]) => word);
    const wanted = [...new Set(words)].filter(({ length }) => length >= MIN_WORD_LENGTH).slice(0, MAX_WORDS);
    const found = await this.findSimilarWords(wanted);
    const nearest = found.map(({ plain, lookAlikes }) => findNearest(plain, lookAlikes));
    const articles = await this.countArticlesByWord([...found.map(({ plain }) => plain), ...nearest.flat()]);
    const corrections = new Map<string, string>();
    for (const [i, { word, plain }] of found.entries()) {
      const best = selectBest(plain, nearest[i]!, articles);
      if (best) corrections.set(word, best);
    }
    if (corrections.size === 0) return null;
    return query.replace(/\p{L}+/gu, (word) => corrections.get(word) ?? word);
  }

  private findSimilarWords(words: string[]): Promise<SimilarWords[]> {
    return this.reader.query<SimilarWords>(
      sql`
      SELECT word, public.plain_text(word) AS plain,
        ARRAY(SELECT public.similar_words(public.plain_text(word), ${MAX_COMPARED})) AS "lookAlikes"
      FROM unnest(${words}::text[]) AS word`,
      [cacheTags.search],
    );
  }

  private async countArticlesByWord(words: string[]): Promise<Map<string, number>> {
    const rows = await this.reader.query<{ word: string; articles: number }>(
      sql`
      SELECT w.word, (
        SELECT count(*)::int FROM ${this.reader.table('article_search')} s WHERE s.document @@ w.query
      ) AS articles
      FROM (
        SELECT word, plainto_tsquery('public.site', word) AS query FROM unnest(${words}::text[]) AS word OFFSET 0
      ) w WHERE numnode(w.query) > 0`,
      [cacheTags.search],
    );
    return new Map(rows.map(({ word, articles }) => [word, articles]));
  }
}

function findNearest(word: string, lookAlikes: string[]): string[] {
  const maxDistance = word.length < 8 ? 1 : 2;
  return lookAlikes
    .map((other) => ({ other, distance: computeEditDistance(word, other) }))
    .filter(({ distance }) => distance > 0 && distance <= maxDistance)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MAX_COUNTED)
    .map(({ other }) => other);
}

/** Selects the correction with the smallest distance, then with the most articles. */
function selectBest(word: string, nearest: string[], articles: Map<string, number>): string | null {
  const own = articles.get(word);
  if (own === undefined || own > MAX_RARE) return null; // a stop word, or a word known in many articles
  const isBetter = (other: string) => (articles.get(other) ?? 0) > own * MIN_RATIO;
  const [best] = nearest
    .filter(isBetter)
    .sort(
      (one, other) =>
        computeEditDistance(word, one) - computeEditDistance(word, other) ||
        articles.get(other)! - articles.get(one)!,
    );
  return best ?? null;
}
