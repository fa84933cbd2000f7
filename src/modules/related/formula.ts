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
import type { Document } from './document.js';
import type { SharedText, TextVector } from './text-vector.js';

const TAGS = 0.05;
const AUTHORS = 0.05;
const SAME_SERIES = 0.3;
const NEXT_PART = 0.5;
const CLOSENESS = 0.3;
const HALF_LIFE = 365 * 86_400_000;
const LATER = 0.9;

/** How rare each word, tag and author is. */
export interface Rarities {
  rarityOfWord: (term: number) => number;
  rarityOfTag: (id: number) => number;
  rarityOfAuthor: (id: number) => number;
}

export function rarity(articles: number, withIt: number): number {
  return Math.log(1 + articles / withIt);
}

/** What two articles have in common, and what that makes of them. */
export interface Resemblance {
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
export function resemblance(
  { document: one, vector, norm }: { document: Document; vector: TextVector; norm: number },
  other: Document,
  { rarityOfTag, rarityOfAuthor }: Rarities,
): Resemblance | null {
  const text = vector.compare(other);
  const tags = one.tags.filter((tag) => other.tags.includes(tag));
  const authors = one.authors.filter((author) => other.authors.includes(author));
  const sameSeries = one.series !== null && one.series === other.series;
  const alike =
    (text.product && text.product / (norm * other.norm)) +
    TAGS * cosine(tags, one.tags, other.tags, rarityOfTag) +
    AUTHORS * cosine(authors, one.authors, other.authors, rarityOfAuthor) +
    (sameSeries ? ofSeries(one, other) : 0);
  if (alike === 0) return null;
  const apart = other.publishedAt.getTime() - one.publishedAt.getTime();
  const near = alike * (1 - CLOSENESS + CLOSENESS * 0.5 ** (Math.abs(apart) / HALF_LIFE));
  return {
    score: apart > 0 ? near * LATER : near,
    inverse: apart < 0 ? near * LATER : near,
    text,
    tags: tags.sort((a, b) => rarityOfTag(b) - rarityOfTag(a)),
    authors,
    sameSeries,
  };
}

function cosine(both: number[], one: number[], other: number[], rarityOf: (id: number) => number): number {
  if (both.length === 0) return 0;
  const squares = (ids: number[]) => ids.reduce((sum, id) => sum + rarityOf(id) ** 2, 0);
  return squares(both) / Math.sqrt(squares(one) * squares(other));
}

function ofSeries({ seriesPart: a }: Document, { seriesPart: b }: Document): number {
  return a !== null && b !== null && Math.abs(a - b) === 1 ? NEXT_PART : SAME_SERIES;
}
