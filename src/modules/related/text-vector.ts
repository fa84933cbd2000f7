import { type Document, FIELDS } from './document.js';

/** The number of a word, or of two in a row. */
export type Term = number[];

/** What two texts share. */
export interface SharedText {
  /** The product of their two vectors. */
  product: number;
  /** The words and phrases that add most to it, most first. */
  terms: (most: number) => Term[];
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
  private readonly places = new Map<number, number>();
  private readonly terms: number[] = [];
  private readonly rarities: number[];
  private readonly counts: Counts;

  constructor(document: Document, rarityOfWord: (term: number) => number) {
    for (const term of termsOf(document)) this.places.set(term, this.terms.push(term) - 1);
    this.rarities = this.terms.map(rarityOfWord);
    this.counts = this.countIn(document);
  }

  /** Its length. Phrases are left out: most are of one text alone, and say only how long it is. */
  get norm(): number {
    return lengthOf(this.terms.map((_, place) => weight(this.counts.words[place]!, this.rarities[place]!)));
  }

  compare(other: Document): SharedText {
    const shared = this.countIn(other, this.counts);
    let product = 0;
    shared.words.forEach((count, place) => {
      if (count > 0) product += this.part(place, count);
    });
    for (const [phrase, count] of shared.phrases) product += this.phrasePart(phrase, count);
    return { product, terms: (most) => this.termsThatAddMost(shared, most) };
  }

  leadingWords(most: number): LeadingWord[] {
    const weights = this.terms.map((_, place) => weight(this.counts.words[place]!, 1));
    const length = lengthOf(weights);
    return this.terms
      .map((term, place) => ({ term, share: weights[place]! / length, rarity: this.rarities[place]! }))
      .sort((a, b) => b.share * b.rarity - a.share * a.rarity || a.term - b.term)
      .slice(0, most);
  }

  /** How often a text has the words of this one and, when given, the phrases of `within`, else all. */
  private countIn(document: Document, within?: Counts): Counts {
    const words = new Float64Array(this.terms.length);
    const phrases = new Map<number, number>();
    for (const [field, fieldWeight] of FIELDS) {
      let before: number | undefined;
      for (const term of document[field]) {
        const place = this.places.get(term);
        if (place !== undefined) {
          words[place]! += fieldWeight;
          const phrase = before === undefined ? -1 : before * this.terms.length + place;
          if (phrase >= 0 && (!within || within.phrases.has(phrase))) {
            phrases.set(phrase, (phrases.get(phrase) ?? 0) + fieldWeight);
          }
        }
        before = place;
      }
    }
    return { words, phrases };
  }

  /** What a word adds to the product of the two vectors. */
  private part(place: number, count: number): number {
    const rarity = this.rarities[place]!;
    return weight(this.counts.words[place]!, rarity) * weight(count, rarity);
  }

  private phrasePart(phrase: number, count: number): number {
    const rarity = Math.max(...this.wordsOf(phrase).map((place) => this.rarities[place]!));
    return weight(this.counts.phrases.get(phrase)!, rarity) * weight(count, rarity);
  }

  private wordsOf(phrase: number): [place: number, next: number] {
    return [Math.floor(phrase / this.terms.length), phrase % this.terms.length];
  }

  private termsThatAddMost({ words, phrases }: Counts, most: number): Term[] {
    const parts = [...words.entries()]
      .filter(([, count]) => count > 0)
      .map(([place, count]): [Term, number] => [[this.terms[place]!], this.part(place, count)]);
    for (const [phrase, count] of phrases) {
      parts.push([this.wordsOf(phrase).map((place) => this.terms[place]!), this.phrasePart(phrase, count)]);
    }
    return parts
      .sort((a, b) => b[1] - a[1])
      .slice(0, most)
      .map(([term]) => term);
  }
}

/** Each once. */
export function termsOf(document: Document): Set<number> {
  const terms = new Set(FIELDS.flatMap(([field]) => [...document[field]]));
  terms.delete(BREAK_TERM);
  return terms;
}

/** Stands in a document's words where a phrase is broken. */
const BREAK_TERM = 0;

function weight(count: number, rarity: number): number {
  return (1 + Math.log(count)) * rarity;
}

function lengthOf(weights: number[]): number {
  return Math.sqrt(weights.reduce((sum, each) => sum + each * each, 0));
}
