import { computeTypoCost } from './typo-cost.js';

/** Letters of the shortest word that is corrected without a title that has all words. */
const MIN_WORD_LENGTH = 4;
/** Number of similar words for which articles are counted. */
const MAX_COUNTED_WORDS = 12;
/** Letters of a word whose typos neither speak for nor against a correction, and how much one more or less does. */
const USUAL_LENGTH = 6;
const MAX_LENGTH_EVIDENCE = 3;
/** Evidence of the other words of the query: a title has all of them with the correction, or one of them. */
const TITLE_EVIDENCE = 7;
const NEIGHBOR_EVIDENCE = 2;
/** Number of articles of an archive below which the share of articles with a word counts. */
const SMALL_ARCHIVE = 1_000;
/** Number of articles of an archive in which a word that only one has may be a slip. */
const SLIP_ARCHIVE = 5_000;
/** Evidence from which a correction is certain, and how much more it has than any other. */
const CERTAIN = 3;
const MIN_LEAD = 1.5;
/** Evidence from which a correction is likely. */
const LIKELY = 0.5;
/** Number of times as many articles as have the word itself that must have a correction of a word that some have. */
const MIN_RATIO = 20;

/** A word that may be meant. */
export interface SpellingCandidate {
  word: string;
  /** Number of articles that have it, counted up to 1,000; a stop word has as many. */
  articles: number;
  /** True if a title has all words of the query with this one, of which one other may be missing if there are three. */
  isTitled: boolean;
  /** True if a title has this one and another word of the query. */
  isNeighbor: boolean;
  /** True if it is another form of the word in a language of the archive. */
  isForm: boolean;
}

/** A word of a query that may be misspelled. */
export interface SuspectWord {
  /** In lower case, without accents. */
  plain: string;
  /** Number of articles that have it as it is written. */
  articles: number;
  /** True if articles have it in another form. */
  isFound: boolean;
}

export interface SpellingCorrection {
  word: string;
  /** True if the word is all but certainly misspelled, so that the correction may replace it. */
  isCertain: boolean;
  /** True if it is likely enough to be searched for beside the other words of the query. */
  isLikely: boolean;
}

/** Returns the words that likely typos lie between, the likeliest first. */
export function findNearest(word: string, lookAlikes: string[]): string[] {
  return lookAlikes
    .flatMap((other) => {
      const cost = other === word ? null : computeTypoCost(word, other);
      return cost === null ? [] : [{ other, cost }];
    })
    .sort((one, other) => one.cost - other.cost)
    .slice(0, MAX_COUNTED_WORDS)
    .map(({ other }) => other);
}

/**
 * Selects the likeliest correction by the kinds of typos, the articles that have it, and the other words of the query.
 * Returns null if there is none, or if articles have the word itself or another form of it, and the correction is not
 * certain.
 */
export function selectCorrection(
  { plain, articles, isFound }: SuspectWord,
  candidates: SpellingCandidate[],
  size: number,
): SpellingCorrection | null {
  const [best, second] = candidates
    .filter(({ isTitled }) => isTitled || plain.length >= MIN_WORD_LENGTH)
    .filter(({ isForm }) => !isForm || !isFound)
    .map((candidate) => ({ ...candidate, evidence: computeEvidence(plain, candidate, size) }))
    .sort((one, other) => other.evidence - one.evidence);
  if (!best) return null;
  const isCertain = best.evidence >= CERTAIN && best.evidence - (second?.evidence ?? -Infinity) >= MIN_LEAD;
  const isRare = best.articles < MIN_RATIO * Math.max(articles, 1);
  if ((articles > 0 || isFound) && (!isCertain || isRare)) return null;
  return { word: best.word, isCertain, isLikely: best.evidence >= LIKELY };
}

/** Computes the evidence for a correction, in units of the logarithm of the articles that have it. */
function computeEvidence(plain: string, candidate: SpellingCandidate, size: number): number {
  const { word, articles, isTitled, isNeighbor } = candidate;
  const length = Math.max(-MAX_LENGTH_EVIDENCE, Math.min(plain.length - USUAL_LENGTH, MAX_LENGTH_EVIDENCE));
  const others = isTitled ? TITLE_EVIDENCE : isNeighbor ? NEIGHBOR_EVIDENCE : 0;
  const cost = computeTypoCost(plain, word) ?? Infinity;
  const frequency = articles * Math.max(1, SMALL_ARCHIVE / size);
  return Math.log1p(frequency) - Math.log1p(size / SLIP_ARCHIVE) + others + length - cost;
}
