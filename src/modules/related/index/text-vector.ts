import { FIELD_WEIGHTS, type RelatedDocument } from './document.js';

/** The number of a word, or of two in a row. */
export type Term = number[];

/** What two texts share. */
export interface SharedText {
  /** The product of their two vectors. */
  product: number;
  /** The words and phrases that add most to it, most first. */
  getTopTerms: (most: number) => Term[];
}

/** A word that says much about its article. */
export interface LeadingWord {
  term: number;
  /** Its count beside those of the other words, whatever is rare: 0 to 1. */
  share: number;
  rarity: number;
}

/** Counts by field weight: of words by their place in the vector, of phrases by the places of both words. */
interface Counts {
  words: Float64Array;
  phrases: Map<number, number>;
}

/**
 * A text as the others are compared with it: every word and phrase with its weight, (1 + ln count) × rarity. One
 * is compared with hundreds, so words get places, 0, 1, 2..., and the rest is arrays.
 */
export class TextVector {
  private readonly indexByTerm = new Map<number, number>();
  private readonly terms: number[] = [];
  private readonly rarities: number[];
  private readonly counts: Counts;

  constructor(document: RelatedDocument, getWordRarity: (term: number) => number) {
    for (const term of getTerms(document)) this.indexByTerm.set(term, this.terms.push(term) - 1);
    this.rarities = this.terms.map(getWordRarity);
    this.counts = this.countTerms(document);
  }

  /** Its length. Phrases are left out: most are of one text alone, and say only how long it is. */
  get norm(): number {
    return computeLength(
      this.terms.map((_, index) => computeWeight(this.counts.words[index]!, this.rarities[index]!)),
    );
  }

  compare(other: RelatedDocument): SharedText {
    const shared = this.countTerms(other, this.counts);
    let product = 0;
    shared.words.forEach((count, index) => {
      if (count > 0) product += this.getWordProduct(index, count);
    });
    for (const [phrase, count] of shared.phrases) product += this.getPhraseProduct(phrase, count);
    return { product, getTopTerms: (limit) => this.selectTopTerms(shared, limit) };
  }

  getLeadingWords(limit: number): LeadingWord[] {
    const weights = this.terms.map((_, index) => computeWeight(this.counts.words[index]!, 1));
    const length = computeLength(weights);
    return this.terms
      .map((term, index) => ({ term, share: weights[index]! / length, rarity: this.rarities[index]! }))
      .sort((a, b) => b.share * b.rarity - a.share * a.rarity || a.term - b.term)
      .slice(0, limit);
  }

  /** How often a text has the words of this one and, when given, the phrases of `within`, else all. */
  private countTerms(document: RelatedDocument, within?: Counts): Counts {
    const words = new Float64Array(this.terms.length);
    const phrases = new Map<number, number>();
    for (const [field, fieldWeight] of FIELD_WEIGHTS) {
      let before: number | undefined;
      for (const term of document[field]) {
        const index = this.indexByTerm.get(term);
        if (index !== undefined) {
          words[index]! += fieldWeight;
          const phrase = before === undefined ? -1 : before * this.terms.length + index;
          if (phrase >= 0 && (!within || within.phrases.has(phrase))) {
            phrases.set(phrase, (phrases.get(phrase) ?? 0) + fieldWeight);
          }
        }
        before = index;
      }
    }
    return { words, phrases };
  }

  /** What a word adds to the product of the two vectors. */
  private getWordProduct(index: number, count: number): number {
    const rarity = this.rarities[index]!;
    return computeWeight(this.counts.words[index]!, rarity) * computeWeight(count, rarity);
  }

  private getPhraseProduct(phrase: number, count: number): number {
    const rarity = Math.max(...this.splitPhrase(phrase).map((index) => this.rarities[index]!));
    return computeWeight(this.counts.phrases.get(phrase)!, rarity) * computeWeight(count, rarity);
  }

  private splitPhrase(phrase: number): [place: number, next: number] {
    return [Math.floor(phrase / this.terms.length), phrase % this.terms.length];
  }

  private selectTopTerms({ words, phrases }: Counts, limit: number): Term[] {
    const products = [...words.entries()]
      .filter(([, count]) => count > 0)
      .map(([index, count]): [Term, number] => [[this.terms[index]!], this.getWordProduct(index, count)]);
    for (const [phrase, count] of phrases) {
      products.push([
        this.splitPhrase(phrase).map((index) => this.terms[index]!),
        this.getPhraseProduct(phrase, count),
      ]);
    }
    return products
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit)
      .map(([term]) => term);
  }
}

/** Each once. */
export function getTerms(document: RelatedDocument): Set<number> {
  const terms = new Set(FIELD_WEIGHTS.flatMap(([field]) => [...document[field]]));
  terms.delete(BREAK_TERM);
  return terms;
}

/** Stands in a document's words where a phrase is broken. */
const BREAK_TERM = 0;

function computeWeight(count: number, rarity: number): number {
  return (1 + Math.log(count)) * rarity;
}

function computeLength(weights: number[]): number {
  return Math.sqrt(weights.reduce((sum, each) => sum + each * each, 0));
}
