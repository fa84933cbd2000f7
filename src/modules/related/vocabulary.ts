import type { PoolClient } from 'pg';
import { type Rarities, rarity } from './formula.js';
import { authorTerm, tagTerm } from './terms.js';

/** Words, tags and authors as far as they have been read: how rare each is among all articles. */
export class Vocabulary implements Rarities {
  private readonly known = new Map<string, { word: string; rarity: number }>();

  constructor(
    private readonly client: PoolClient,
    private readonly articles: number,
  ) {}

  /** Reads words, and the tags and authors of documents, unless they have been. */
  async read(words: Iterable<number>, documents: { tags: number[]; authors: number[] }[]): Promise<void> {
    const ids = [...words].filter((id) => !this.known.has(String(id)));
    const names = documents
      .flatMap(({ tags, authors }) => [...tags.map(tagTerm), ...authors.map(authorTerm)])
      .filter((name) => !this.known.has(name));
    if (ids.length === 0 && names.length === 0) return;
    const { rows } = await this.client.query<{ key: string; word: string; articles: number }>({
      name: 'related vocabulary',
      text: `SELECT id::text AS key, word, articles FROM related_term WHERE id = ANY($1::int[])
        UNION ALL SELECT term, word, articles FROM related_term WHERE term = ANY($2::text[])`,
      values: [ids, [...new Set(names)]],
    });
    for (const { key, word, articles } of rows) {
      this.known.set(key, { word, rarity: rarity(this.articles, articles) });
    }
  }

  readonly rarityOfWord = (term: number): number => this.rarityOf(String(term));

  readonly rarityOfTag = (id: number): number => this.rarityOf(tagTerm(id));

  readonly rarityOfAuthor = (id: number): number => this.rarityOf(authorTerm(id));

  /** As an article writes it. */
  readonly wordOf = (term: number): string => this.known.get(String(term))?.word ?? '';

  private rarityOf(key: string): number {
    return this.known.get(key)?.rarity ?? 0;
  }
}
