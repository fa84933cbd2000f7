import { FIELD_WEIGHTS, type RelatedDocument } from './document.js';

/** The ID of a word, or the IDs of two words in a row. */
export type Term = number[];

/** The words and phrases that two texts share. */
export interface SharedText {
  /** Product of the two vectors. */
  product: number;
  /** Returns the words and phrases that contribute most to the product, largest first. */
  getTopTerms: (most: number) => Term[];
}

/** A word that says much about its article. */
export interface LeadingWord {
  term: number;
  /** Share of the word's count in the text, regardless of rarity: 0 to 1. */
  share: number;
  rarity: number;
}

/** Weighted counts: of words by index in the vector, of phrases by the indexes of both words. */
interface Counts {
  words: Float64Array;
  phrases: Map<number, number>;
}

/**
 * A text's vector for comparisons: every word and phrase with its weight, (1 + ln count) × rarity. Words are
 * numbered 0, 1, 2… and stored in arrays, since each text is compared with hundreds.
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

  /**
   * Length of the vector. Phrases are left out: most occur in one text only and say little but its length.
   */
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

  /**
   * Counts how often a text has the words of this one, and the phrases of `within` if given, else all
   * phrases.
   */
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

  /** Computes what a word contributes to the product of the two vectors. */
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

/** Returns the distinct words of a document. */
export function getTerms(document: RelatedDocument): Set<number> {
  const terms = new Set(FIELD_WEIGHTS.flatMap(([field]) => [...document[field]]));
  terms.delete(BREAK_TERM);
  return terms;
}

/** Marks in a document's words the end of a phrase. */
const BREAK_TERM = 0;

function computeWeight(count: number, rarity: number): number {
  return (1 + Math.log(count)) * rarity;
}

function computeLength(weights: number[]): number {
  return Math.sqrt(weights.reduce((sum, each) => sum + each * each, 0));
}
