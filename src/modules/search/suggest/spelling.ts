import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { computeEditDistance } from './edit-distance.js';

const { sql } = Prisma;

/** Words of which so much is known that a spelling can be told from another, and no more at once. */
const MIN_WORD_LENGTH = 3;
const MAX_WORDS = 8;
/** How many look-alikes of a word are compared, and of how many the articles are counted. */
const MAX_COMPARED = 50;
const MAX_COUNTED = 4;
/** A word in so few articles is taken for a misspelling of one that is in so many times more. */
const MAX_RARE = 2;
const MIN_RATIO = 20;

interface SimilarWords {
  word: string;
  plain: string;
  lookAlikes: string[];
}

/** Corrects words by those that were published (pg_trgm), and only to what this perspective's articles have. */
export class SpellingCorrector {
  constructor(private readonly reader: ReadClient) {}

  /** The query with its misspelt words corrected; null when there is nothing to correct. */
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

/** By distance first, then by how many articles have it. */
function selectBest(word: string, nearest: string[], articles: Map<string, number>): string | null {
  const own = articles.get(word);
  if (own === undefined || own > MAX_RARE) return null; // a stop word, or one that the archive knows well
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
