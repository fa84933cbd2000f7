import type { PoolClient } from 'pg';
import { computeRarity, type RarityLookup } from './score.js';
import { toAuthorTerm, toTagTerm } from './terms.js';

/** Caches words, tags and authors with their rarity among all articles. */
export class TermDictionary implements RarityLookup {
  private readonly cache = new Map<string, { word: string; rarity: number }>();

  constructor(
    private readonly client: PoolClient,
    private readonly articles: number,
  ) {}

  /** Rarity of a feature that only one article has. */
  get maxRarity(): number {
    return computeRarity(this.articles, 1);
  }

  /** Loads words, and the tags and authors of documents, unless they are cached. */
  async load(words: Iterable<number>, documents: { tags: number[]; authors: number[] }[]): Promise<void> {
    const ids = [...words].filter((id) => !this.cache.has(String(id)));
    const names = documents
      .flatMap(({ tags, authors }) => [...tags.map(toTagTerm), ...authors.map(toAuthorTerm)])
      .filter((name) => !this.cache.has(name));
    if (ids.length === 0 && names.length === 0) return;
    const { rows } = await this.client.query<{ key: string; word: string; articles: number }>({
      name: 'related vocabulary',
      text: `SELECT id::text AS key, word, articles FROM related_term WHERE id = ANY($1::int[])
        UNION ALL SELECT term, word, articles FROM related_term WHERE term = ANY($2::text[])`,
      values: [ids, [...new Set(names)]],
    });
    for (const { key, word, articles } of rows) {
      this.cache.set(key, { word, rarity: computeRarity(this.articles, articles) });
    }
  }

  readonly getWordRarity = (term: number): number => this.getRarity(String(term));

  readonly getTagRarity = (id: number): number => this.getRarity(toTagTerm(id));

  readonly getAuthorRarity = (id: number): number => this.getRarity(toAuthorTerm(id));

  /** Returns the word as an article spells it. */
  readonly getWord = (term: number): string => this.cache.get(String(term))?.word ?? '';

  private getRarity(key: string): number {
    return this.cache.get(key)?.rarity ?? 0;
  }
}
