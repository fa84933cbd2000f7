/**
 * Scores how related one article is to another:
 *
 *   score = (text + meaning + mention + 0.05 tags + 0.05 authors + series) × closeness × order
 *
 * text       Cosine of the two word vectors. A word weighs (1 + ln count) × rarity; it counts 3 in the title, 2 in
 *            the standfirst and 1 in the body. Phrases (two words in a row) that both texts have are added to the
 *            product; each has the rarity of the rarer of its two words.
 * meaning    Cosine of the vectors that the site's service for embeddings made of the two texts, times
 *            EMBEDDINGS_WEIGHT; 0 without a service, and until both have one.
 * mention    0.1 × the share of the other title's words that this text has, weighted by the squares of their rarities,
 *            + 0.05 × the share of its phrases. The rarities of a title count for half of ln(1 + articles)² at least.
 * rarity     ln(1 + articles / articles with it), for words, tags and authors.
 * tags       Cosine of the two sets of tags, weighted by rarity; the same for authors.
 * series     0.3 for the same series, 0.5 for the previous or next part.
 * closeness  0.7 + 0.3 × ½^(days between the two / 365).
 * order      0.9 if the other article is later, else 1: earlier articles are preferred.
 */
import { compareVectors } from '../embeddings/embedding-service.js';
import type { RelatedDocument } from './document.js';
import type { SharedText, TextVector, TitleMention } from './text-vector.js';

const MENTION_WEIGHT = 0.1;
const MENTIONED_PHRASE_WEIGHT = 0.05;
const TAG_WEIGHT = 0.05;
const AUTHOR_WEIGHT = 0.05;
const SAME_SERIES_SCORE = 0.3;
const ADJACENT_PART_SCORE = 0.5;
const CLOSENESS_WEIGHT = 0.3;
const HALF_LIFE_MS = 365 * 86_400_000;
const LATER_FACTOR = 0.9;

/** Rarity of each word, tag and author among all articles. */
export interface RarityLookup {
  getWordRarity: (term: number) => number;
  getTagRarity: (id: number) => number;
  getAuthorRarity: (id: number) => number;
}

export function computeRarity(articles: number, matching: number): number {
  return Math.log(1 + articles / matching);
}

/** The features that two articles share, and the scores computed from them. */
export interface Similarity {
  /** Cosine of the two texts. */
  cosine: number;
  /** Score of the second article in the first one's list. */
  score: number;
  /** Score of the first article in the second one's list. */
  inverse: number;
  text: SharedText;
  /** Rarest first. */
  tags: number[];
  authors: number[];
  sameSeries: boolean;
}

/**
 * Compares two articles; `vector` and `norm` belong to the first, `embeddingWeight` is that of vectors by the site's model.
 * Returns null if they share nothing.
 */
export function computeSimilarity(
  { document: one, vector, norm }: { document: RelatedDocument; vector: TextVector; norm: number },
  other: RelatedDocument,
  { getTagRarity, getAuthorRarity }: RarityLookup,
  embeddingWeight = 0,
): Similarity | null {
  const text = vector.compare(other);
  const tags = one.tags.filter((tag) => other.tags.includes(tag));
  const authors = one.authors.filter((author) => other.authors.includes(author));
  const sameSeries = one.series !== null && one.series === other.series;
  const cosine = text.product && text.product / (norm * other.norm);
  const base =
    cosine +
    TAG_WEIGHT * computeCosine(tags, one.tags, other.tags, getTagRarity) +
    AUTHOR_WEIGHT * computeCosine(authors, one.authors, other.authors, getAuthorRarity) +
    (sameSeries ? getSeriesScore(one, other) : 0);
  if (base === 0) return null;
  const meaning = embeddingWeight && embeddingWeight * compareVectors(one.embedding, other.embedding);
  const { mentions } = text;
  const distanceMs = other.publishedAt.getTime() - one.publishedAt.getTime();
  const closeness = 1 - CLOSENESS_WEIGHT + CLOSENESS_WEIGHT * 0.5 ** (Math.abs(distanceMs) / HALF_LIFE_MS);
  const compute = (mention: TitleMention, isLater: boolean) =>
    (base + meaning + computeMention(mention)) * closeness * (isLater ? LATER_FACTOR : 1);
  return {
    cosine,
    score: compute(mentions.other, distanceMs > 0),
    inverse: compute(mentions.own, distanceMs < 0),
    text,
    tags: tags.sort((a, b) => getTagRarity(b) - getTagRarity(a)),
    authors,
    sameSeries,
  };
}

function computeMention({ words, phrases }: TitleMention): number {
  return MENTION_WEIGHT * words + MENTIONED_PHRASE_WEIGHT * phrases;
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
