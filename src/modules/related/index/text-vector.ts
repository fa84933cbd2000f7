import { FIELD_WEIGHTS, type RelatedDocument } from './document.js';

/** The ID of a word, or the IDs of two words in a row. */
export type WordTerm = number[];

/** The words and phrases that two texts share. */
export interface SharedText {
  /** Product of the two vectors. */
  product: number;
  /** How much of the other article's title this text has, and of this one's title the other text. */
  mentions: { other: TitleMention; own: TitleMention };
  /** Returns the words and phrases that contribute most to the product, largest first. */
  getTopTerms: (most: number) => WordTerm[];
}

/** How much of a title another text has. */
export interface TitleMention {
  /** Share of its words, weighted by the squares of their rarities. */
  words: number;
  /** Share of its phrases. */
  phrases: number;
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

  private readonly title: Int32Array;
  /** Least sum of the squares of rarities that a title counts for. */
  private readonly minTitleRarity: number;

  /** `maxRarity` is that of a word of one article. */
  constructor(
    document: RelatedDocument,
    private readonly getWordRarity: (term: number) => number,
    maxRarity: number,
  ) {
    this.title = document.title;
    this.minTitleRarity = maxRarity ** 2 / 2 || 1;
    for (const term of getTerms(document)) this.indexByTerm.set(term, this.terms.push(term) - 1);
    this.rarities = this.terms.map(getWordRarity);
    this.counts = this.countTerms(document);
  }

  /** Length of the vector without phrases: most occur in one text only and say little but its length. */
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
    const isShared = (term: number) => (shared.words[this.indexByTerm.get(term) ?? -1] ?? 0) > 0;
    const hasPhrase = (term: number, next: number) => shared.phrases.has(this.getPhrase(term, next));
    const mentions = {
      other: this.computeMention(other.title, (term) => this.indexByTerm.has(term), hasPhrase),
      own: this.computeMention(this.title, isShared, hasPhrase),
    };
    return { product, mentions, getTopTerms: (limit) => this.selectTopTerms(shared, limit) };
  }

  private computeMention(
    title: Int32Array,
    hasWord: (term: number) => boolean,
    hasPhrase: (term: number, next: number) => boolean,
  ): TitleMention {
    const words = [...new Set(title)].filter((term) => term !== BREAK_TERM);
    const sum = (terms: number[]) => terms.reduce((total, term) => total + this.getWordRarity(term) ** 2, 0);
    const phrases = [...title.keys()].filter(
      (i) => i > 0 && title[i - 1] !== BREAK_TERM && title[i] !== BREAK_TERM,
    );
    const found = phrases.filter((i) => hasPhrase(title[i - 1]!, title[i]!));
    return {
      // A title of common words only is not mentioned by every text.
      words: sum(words.filter(hasWord)) / Math.max(sum(words), this.minTitleRarity),
      phrases: phrases.length > 0 ? found.length / phrases.length : 0,
    };
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
          const phrase = before === undefined ? -1 : this.joinPhrase(before, index);
          if (phrase >= 0 && (!within || within.phrases.has(phrase))) {
            phrases.set(phrase, (phrases.get(phrase) ?? 0) + fieldWeight);
          }
        }
        before = index;
      }
    }
    return { words, phrases };
  }

  /** Computes the contribution of a word to the product of the two vectors. */
  private getWordProduct(index: number, count: number): number {
    const rarity = this.rarities[index]!;
    return computeWeight(this.counts.words[index]!, rarity) * computeWeight(count, rarity);
  }

  private getPhraseProduct(phrase: number, count: number): number {
    const rarity = Math.max(...this.splitPhrase(phrase).map((index) => this.rarities[index]!));
    return computeWeight(this.counts.phrases.get(phrase)!, rarity) * computeWeight(count, rarity);
  }

  /** Returns the number of a phrase of two terms; -1 if this text lacks one of them. */
  private getPhrase(term: number, next: number): number {
    const [place, nextPlace] = [this.indexByTerm.get(term), this.indexByTerm.get(next)];
    return place === undefined || nextPlace === undefined ? -1 : this.joinPhrase(place, nextPlace);
  }

  private joinPhrase(place: number, next: number): number {
    return place * this.terms.length + next;
  }

  private splitPhrase(phrase: number): [place: number, next: number] {
    return [Math.floor(phrase / this.terms.length), phrase % this.terms.length];
  }

  private selectTopTerms({ words, phrases }: Counts, limit: number): WordTerm[] {
    const products = [...words.entries()]
      .filter(([, count]) => count > 0)
      .map(([index, count]): [WordTerm, number] => [[this.terms[index]!], this.getWordProduct(index, count)]);
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
