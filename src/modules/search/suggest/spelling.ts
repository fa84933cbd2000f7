import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { toWebSearch } from '../query/parse-words.js';
import type { QueryPlan } from '../query/query-plan.js';
import { computeEditDistance } from './edit-distance.js';

const { sql } = Prisma;

/** Letters of the shortest word, and number of words, that are corrected. */
const MIN_WORD_LENGTH = 4;
const MAX_WORDS = 8;
/** Letters from which two typos are corrected, and a capitalized word at all: shorter ones are taken for names. */
const LONG_WORD_LENGTH = 8;
/** Number of similar words compared for a word, and of those whose articles are counted. */
const MAX_COMPARED = 50;
const MAX_COUNTED_WORDS = 4;
/** Number of articles up to which they are counted. */
const MAX_COUNTED = 1_000;

interface SimilarWords {
  word: string;
  plain: string;
  lookAlikes: string[];
}

/** Corrects words that no article of this perspective has to published ones (pg_trgm). */
export class SpellingCorrector {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Returns the query with unknown words corrected, except in phrases and after a minus; null if there is nothing to
   * correct.
   */
  async correct({ alternatives, terms }: QueryPlan): Promise<string | null> {
    const unknown = terms
      .filter(({ articles, isPlain }) => isPlain && articles === 0)
      .map(({ word }) => word);
    const wanted = unknown.filter((word) => word.length >= MIN_WORD_LENGTH && /^\p{L}+$/u.test(word));
    if (wanted.length === 0) return null;
    const found = await this.findSimilarWords(wanted.slice(0, MAX_WORDS));
    const nearest = found.map(({ plain, lookAlikes }) => findNearest(plain, lookAlikes));
    const known = await this.countArticles(nearest.flat());
    const corrections = new Map<string, string>();
    for (const [i, { word, plain }] of found.entries()) {
      const best = selectBest(word, plain, nearest[i]!, known);
      if (best) corrections.set(word, best);
    }
    if (corrections.size === 0) return null;
    return toWebSearch(
      alternatives.map((parts) =>
        parts.map((part) => {
          const isKept = part.isPhrase || part.isExcluded;
          return isKept ? part : { ...part, text: corrections.get(part.text) ?? part.text };
        }),
      ),
    );
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

  /** Counts the articles with those of the words that articles have. */
  private async countArticles(words: string[]): Promise<Map<string, number>> {
    const rows = await this.reader.query<{ word: string; articles: number }>(
      sql`
      SELECT w.word, (
        SELECT count(*)::int FROM (
          SELECT FROM ${this.reader.table('article_search')} s WHERE s.document @@ w.query LIMIT ${MAX_COUNTED}::int
        ) few
      ) AS articles
      FROM (
        SELECT word, plainto_tsquery('public.site', word) AS query FROM unnest(${words}::text[]) AS word OFFSET 0
      ) w WHERE numnode(w.query) > 0`,
      [cacheTags.search],
    );
    return new Map(rows.filter(({ articles }) => articles > 0).map(({ word, articles }) => [word, articles]));
  }
}

/** Returns the words that one typo lies between, in long words two, the nearest first. */
function findNearest(word: string, lookAlikes: string[]): string[] {
  const maxDistance = word.length < LONG_WORD_LENGTH ? 1 : 2;
  return lookAlikes
    .map((other) => ({ other, distance: computeEditDistance(word, other) }))
    .filter(({ other, distance }) => distance > 0 && distance <= maxDistance && isLongEnough(word, other))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MAX_COUNTED_WORDS)
    .map(({ other }) => other);
}

/** In the shortest words, only an omitted letter or two swapped ones are a typo: another letter makes another word. */
function isLongEnough(word: string, other: string): boolean {
  return (
    word.length > MIN_WORD_LENGTH || other.length > word.length || sortLetters(word) === sortLetters(other)
  );
}

function sortLetters(word: string): string {
  return [...word].sort().join('');
}

/** Selects the correction with the smallest distance, then with the most articles. */
function selectBest(
  word: string,
  plain: string,
  nearest: string[],
  known: Map<string, number>,
): string | null {
  const isCapitalized = word !== word.toLowerCase();
  if (isCapitalized && word.length < LONG_WORD_LENGTH) return null; // taken for a name
  const isAllowed = (other: string) =>
    known.has(other) && (!isCapitalized || computeEditDistance(plain, other) === 1);
  const [best] = nearest
    .filter(isAllowed)
    .sort(
      (one, other) =>
        computeEditDistance(plain, one) - computeEditDistance(plain, other) ||
        known.get(other)! - known.get(one)!,
    );
  return best ?? null;
}
