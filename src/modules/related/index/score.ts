/**
 * How related one article is to another. The whole formula:
 *
 *   score = (text + 0.05 tags + 0.05 authors + series) × closeness × order
 *
 * text       Cosine of the two vectors of words. A word weighs (1 + ln count) × rarity; it counts 3 in the title, 2
 *            in the standfirst and 1 in the body. To the product come the phrases, two words in a row, that both
 *            have: each weighs as a word as rare as the rarer of its two.
 * rarity     ln(1 + articles / articles with it); of words, tags and authors alike.
 * tags       Cosine of the two sets of tags, weighted by rarity; authors likewise.
 * series     0.3 for the same series, 0.5 for the part before or after.
 * closeness  0.7 + 0.3 × ½^(days between the two / 365).
 * order      0.9 when the other is the later one, else 1: editors lead readers to what came before.
 */
import type { RelatedDocument } from './document.js';
import type { SharedText, TextVector } from './text-vector.js';

const TAG_WEIGHT = 0.05;
const AUTHOR_WEIGHT = 0.05;
const SAME_SERIES_SCORE = 0.3;
const ADJACENT_PART_SCORE = 0.5;
const CLOSENESS_WEIGHT = 0.3;
const HALF_LIFE_MS = 365 * 86_400_000;
const LATER_FACTOR = 0.9;

/** How rare each word, tag and author is. */
export interface RarityLookup {
  getWordRarity: (term: number) => number;
  getTagRarity: (id: number) => number;
  getAuthorRarity: (id: number) => number;
}

export function computeRarity(articles: number, matching: number): number {
  return Math.log(1 + articles / matching);
}

/** What two articles have in common, and what that makes of them. */
export interface Similarity {
  /** Of the other in the first one's list. */
  score: number;
  /** Of the first in the other one's list. */
  inverse: number;
  text: SharedText;
  /** Rarest first. */
  tags: number[];
  authors: number[];
  sameSeries: boolean;
}

/** Compares two articles; null when they have nothing in common. `vector` and `norm` are the first one's. */
export function computeSimilarity(
  { document: one, vector, norm }: { document: RelatedDocument; vector: TextVector; norm: number },
  other: RelatedDocument,
  { getTagRarity, getAuthorRarity }: RarityLookup,
): Similarity | null {
  const text = vector.compare(other);
  const tags = one.tags.filter((tag) => other.tags.includes(tag));
  const authors = one.authors.filter((author) => other.authors.includes(author));
  const sameSeries = one.series !== null && one.series === other.series;
  const base =
    (text.product && text.product / (norm * other.norm)) +
    TAG_WEIGHT * computeCosine(tags, one.tags, other.tags, getTagRarity) +
    AUTHOR_WEIGHT * computeCosine(authors, one.authors, other.authors, getAuthorRarity) +
    (sameSeries ? getSeriesScore(one, other) : 0);
  if (base === 0) return null;
  const distanceMs = other.publishedAt.getTime() - one.publishedAt.getTime();
  const weighted =
    base * (1 - CLOSENESS_WEIGHT + CLOSENESS_WEIGHT * 0.5 ** (Math.abs(distanceMs) / HALF_LIFE_MS));
  return {
    score: distanceMs > 0 ? weighted * LATER_FACTOR : weighted,
    inverse: distanceMs < 0 ? weighted * LATER_FACTOR : weighted,
    text,
    tags: tags.sort((a, b) => getTagRarity(b) - getTagRarity(a)),
    authors,
    sameSeries,
  };
}

function computeCosine(
  both: number[],
  one: number[],
  other: number[],
  getRarity: (id: number) => number,
): number {
  if (both.length === 0) return 0;
  const sumSquares = (ids: number[]) => ids.reduce((sum, id) => sum + getRarity(id) ** 2, 0);
  return sumSquares(both) / Math.sqrt(sumSquares(one) * sumSquares(other));
}

function getSeriesScore({ seriesPart: a }: RelatedDocument, { seriesPart: b }: RelatedDocument): number {
  return a !== null && b !== null && Math.abs(a - b) === 1 ? ADJACENT_PART_SCORE : SAME_SERIES_SCORE;
}
