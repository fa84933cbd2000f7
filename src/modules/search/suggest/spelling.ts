import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { toWebSearch } from '../query/parse-words.js';
import type { QueryPlan } from '../query/query-plan.js';
import { generateSwaps } from './edit-distance.js';
import { findNearest, type SpellingCandidate, selectBest } from './select-correction.js';

const { sql } = Prisma;

/** Letters of the shortest word that is corrected, and number of words that are. */
const MIN_WORD_LENGTH = 3;
const MAX_WORDS = 8;
/** Number of similar words compared for a word. */
const MAX_COMPARED = 50;
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
    const candidates = found.map(({ word, plain, lookAlikes }) => ({
      word,
      plain,
      nearest: findNearest(plain, lookAlikes),
    }));
    const [onlyParts = [], ...otherParts] = alternatives;
    const words = otherParts.length === 0 ? onlyParts.filter(({ isExcluded }) => !isExcluded) : [];
    const known = await this.countArticles(
      candidates.flatMap(({ word, nearest }) =>
        nearest.map((other) => ({
          word: other,
          title: words.map(({ text }) => (text === word ? other : text)).join(' '),
        })),
      ),
      words.length > 1,
    );
    const corrections = new Map<string, string>();
    for (const { word, plain, nearest } of candidates) {
      const best = selectBest(
        word,
        plain,
        nearest.flatMap((other) => known.get(other) ?? []),
      );
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

  /** Finds published words by their trigrams; two swapped letters of a short word leave few, so these are tried. */
  private findSimilarWords(words: string[]): Promise<SimilarWords[]> {
    const swaps = words.map((word) => generateSwaps(word.toLowerCase()).join(' '));
    return this.reader.query<SimilarWords>(
      sql`
      SELECT w.word, public.normalize_phrase(w.word) AS plain, ARRAY(
        SELECT public.find_similar_words(public.normalize_phrase(w.word), ${MAX_COMPARED})
        UNION SELECT s.word FROM public.search_word s WHERE s.word = ANY(string_to_array(w.swaps, ' '))
      ) AS "lookAlikes"
      FROM unnest(${words}::text[], ${swaps}::text[]) AS w(word, swaps)`,
      [cacheTags.search],
    );
  }

  /** Counts the articles with each word, and checks if a title has all words. Omits words that no article has. */
  private async countArticles(
    words: { word: string; title: string }[],
    isTitleCompared: boolean,
  ): Promise<Map<string, SpellingCandidate>> {
    const search = this.reader.table('article_search');
    const rows = await this.reader.query<SpellingCandidate>(
      sql`
      SELECT w.word, CASE WHEN numnode(w.query) = 0 THEN ${MAX_COUNTED}::int ELSE (
        SELECT count(*)::int FROM (SELECT FROM ${search} s WHERE s.document @@ w.query LIMIT ${MAX_COUNTED}::int) few
      ) END AS articles,
      ${isTitleCompared}::boolean AND EXISTS (SELECT FROM ${search} s WHERE s.title @@ w.title) AS "isTitled"
      FROM (
        SELECT word, plainto_tsquery('public.site', word) AS query, plainto_tsquery('public.site_words', title) AS title
        FROM unnest(${words.map(({ word }) => word)}::text[], ${words.map(({ title }) => title)}::text[]) AS w(word, title) OFFSET 0
      ) w`,
      [cacheTags.search],
    );
    const known = rows.filter(({ articles }) => articles > 0);
    // A title is evidence for a word whichever of two misspelled words it replaces.
    return new Map(
      known.sort((one, other) => Number(one.isTitled) - Number(other.isTitled)).map((row) => [row.word, row]),
    );
  }
}
