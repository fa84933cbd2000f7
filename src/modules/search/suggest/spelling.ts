import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { getBodyTable } from '../../bodies/body.sql.js';
import { buildPassages, findMarked, MAX_SEARCHED_LENGTH } from '../highlights.js';
import { toWebSearch } from '../query/parse-words.js';
import type { QueryPlan } from '../query/query-plan.js';
import { generateSwaps } from './edit-distance.js';
import {
  findNearest,
  type SpellingCandidate,
  type SpellingCorrection,
  selectCorrection,
} from './select-correction.js';

const { sql } = Prisma;

/** Letters of the shortest word that is corrected, and number of words that are. */
const MIN_WORD_LENGTH = 3;
const MAX_WORDS = 8;
/** Number of other words up to which titles are searched for all of them. */
const MAX_TITLE_WORDS = 7;
/** Number of similar words compared for a word. */
const MAX_COMPARED = 50;
/** Number of articles up to which they are counted. */
const MAX_COUNTED = 1_000;
/** Number of articles with a word up to which it may be a slip of theirs. */
const MAX_SLIPS = 2;

interface SimilarWords {
  word: string;
  plain: string;
  lookAlikes: string[];
}

/** A query with misspelled words corrected. */
export interface CorrectedQuery {
  words: string;
  /** True if the corrections are all but certain, so that they may replace the words. */
  isCertain: boolean;
  /** The query with the likely corrections alone, which a relaxed search uses; null if there is none. */
  likelyWords: string | null;
}

/** Corrects words that no article of this perspective has, or hardly any, to published ones (pg_trgm). */
export class SpellingCorrector {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Returns the query with its certain corrections, or with all likely ones if none is certain. Words in quotes and
   * after a minus stay. Returns null if there is nothing to correct.
   */
  async correct({ alternatives, terms, size, match }: QueryPlan): Promise<CorrectedQuery | null> {
    const suspects = terms
      .filter(
        ({ word, isPlain, typedArticles }) => isPlain && typedArticles <= MAX_SLIPS && canBeCorrected(word),
      )
      .slice(0, MAX_WORDS);
    if (suspects.length === 0) return null;
    const similar = await this.findSimilarWords(suspects.map(({ word }) => word));
    const nearest = similar.map((each) => ({ ...each, nearest: findNearest(each.plain, each.lookAlikes) }));
    const [parts = [], ...otherParts] = alternatives;
    const wanted = otherParts.length === 0 ? parts.filter(({ isExcluded }) => !isExcluded) : [];
    // Of two misspelled words, each is judged beside the likeliest correction of the other.
    const likeliest = new Map(nearest.map((each) => [each.word, each.nearest[0] ?? each.word]));
    const contentWords = new Set(terms.map(({ word }) => likeliest.get(word) ?? word));
    const candidates = await this.loadCandidates(
      nearest.flatMap((each) =>
        each.nearest.map((other) => ({
          typed: each.word,
          word: other,
          others: wanted.flatMap(({ text }) => (text === each.word ? [] : (likeliest.get(text) ?? text))),
        })),
      ),
      match.languages.map(({ stemmer }) => stemmer),
      contentWords,
    );
    const corrections = new Map<string, SpellingCorrection>();
    for (const { word, plain } of nearest) {
      const { typedArticles = 0, articles = 0 } = suspects.find((term) => term.word === word) ?? {};
      const found = candidates.filter(({ typed }) => typed === word);
      const correction = selectCorrection(
        { plain, articles: typedArticles, isFound: articles > 0 },
        found,
        size,
      );
      if (correction) corrections.set(word, correction);
    }
    if (corrections.size === 0) return null;
    const spellings = await this.loadSpellings([...corrections.values()].map(({ word }) => word));
    const correctIf = (isWanted: (correction: SpellingCorrection) => boolean) =>
      replaceWords({ alternatives }, (word) => {
        const correction = corrections.get(word);
        return correction && isWanted(correction)
          ? (spellings.get(correction.word) ?? correction.word)
          : null;
      });
    const all = [...corrections.values()];
    const isCertain = all.some((correction) => correction.isCertain);
    return {
      words: correctIf((correction) => correction.isCertain === isCertain),
      isCertain,
      likelyWords: all.some(({ isLikely }) => isLikely) ? correctIf(({ isLikely }) => isLikely) : null,
    };
  }

  /**
   * Loads words with the accents that an article has them with, which corrections lack. Omits words beyond the first 20,000
   * characters of the article.
   */
  private async loadSpellings(words: string[]): Promise<Map<string, string>> {
    const { table } = this.reader;
    const passages = buildPassages(
      sql`'public.site_words'::regconfig`,
      sql`concat_ws(' ', a.title, a.standfirst, left(b.text, ${MAX_SEARCHED_LENGTH}::int))`,
      sql`w.form`,
    );
    const rows = await this.reader.query<{ word: string; passages: string }>(
      sql`
      SELECT w.word, ${passages} AS passages
      FROM (SELECT word, plainto_tsquery('public.site_words', word) AS form FROM unnest(${words}::text[]) AS word) w
      CROSS JOIN LATERAL (
        SELECT max(s.article_id) AS id FROM (SELECT article_id FROM ${table('article_search')} s WHERE s.words @@ w.form LIMIT ${MAX_COUNTED}::int) s
      ) found
      JOIN ${table('article')} a ON a.id = found.id LEFT JOIN ${getBodyTable(this.reader)} b ON b.article_id = a.id`,
      [cacheTags.search],
    );
    return new Map(
      rows.flatMap((row) => {
        const spelling = findMarked(row.passages);
        return spelling === undefined ? [] : [[row.word, spelling]];
      }),
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

  /** Counts the articles with each word, and looks for it in titles with the others. Omits words that no article has. */
  private async loadCandidates(
    words: { typed: string; word: string; others: string[] }[],
    stemmers: string[],
    contentWords: Set<string>,
  ): Promise<(SpellingCandidate & { typed: string })[]> {
    if (words.length === 0) return [];
    const search = this.reader.table('article_search');
    // For EXISTS, the planner would read the table until it finds an article.
    const isInTitle = (query: Prisma.Sql) =>
      sql`(SELECT count(*) > 0 FROM ${search} s WHERE s.title @@ (${query}))`;
    const rows = await this.reader.query<SpellingCandidate & { typed: string }>(
      sql`
      SELECT w.typed, w.word, CASE WHEN numnode(w.stem) = 0 THEN ${MAX_COUNTED}::int ELSE (
        SELECT count(*)::int FROM (SELECT FROM ${search} s WHERE s.words @@ w.form LIMIT ${MAX_COUNTED}::int) few
      ) END AS articles,
      numnode(w.most) > 0 AND ${isInTitle(sql`w.form && w.most`)} AS "isTitled",
      numnode(w."any") > 0 AND ${isInTitle(sql`w.form && w."any"`)} AS "isNeighbor",
      EXISTS (
        SELECT FROM unnest(${stemmers}::text[]) AS stemmer
          CROSS JOIN LATERAL (SELECT format('public.%I', 'site_' || stemmer)::regconfig AS configuration) l
        WHERE to_tsvector(configuration, public.reduce_words(stemmer, w.word)) = to_tsvector(configuration, public.reduce_words(stemmer, w.typed))
      ) AS "isForm"
      FROM (
        SELECT typed, word, plainto_tsquery('public.site', word) AS stem, plainto_tsquery('public.site_words', word) AS form,
          websearch_to_tsquery('public.site_words', most) AS most, websearch_to_tsquery('public.site_words', "any") AS "any"
        FROM unnest(${words.map(({ typed }) => typed)}::text[], ${words.map(({ word }) => word)}::text[], ${words.map(({ others }) => writeMost(others))}::text[],
          ${words.map(({ others }) =>
            others
              .filter((text) => contentWords.has(text))
              .map(quote)
              .join(' OR '),
          )}::text[]) AS w(typed, word, most, "any") OFFSET 0
      ) w`,
      [cacheTags.search],
    );
    return rows.filter(({ articles }) => articles > 0);
  }
}

/**
 * Writes words, or of three and more all but one, in the syntax of websearch_to_tsquery. Returns '' for more than a title
 * is compared with.
 */
function writeMost(words: string[]): string {
  if (words.length > MAX_TITLE_WORDS) return '';
  if (words.length < 3) return words.map(quote).join(' ');
  return words.map((_, i) => words.toSpliced(i, 1).map(quote).join(' ')).join(' OR ');
}

function quote(word: string): string {
  return `"${word}"`;
}

function canBeCorrected(word: string): boolean {
  return word.length >= MIN_WORD_LENGTH && /^\p{L}+$/u.test(word);
}

/** Writes a query with single words replaced; null leaves a word as it is. */
function replaceWords(
  { alternatives }: Pick<QueryPlan, 'alternatives'>,
  replace: (word: string) => string | null,
): string {
  return toWebSearch(
    alternatives.map((parts) =>
      parts.map((part) =>
        part.isPhrase || part.isExcluded ? part : { ...part, text: replace(part.text) ?? part.text },
      ),
    ),
  );
}
