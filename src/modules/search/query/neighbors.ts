import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import { getBodyTable } from '../../bodies/body.sql.js';
import type { QueryPart } from './parse-words.js';
import { isUnspaced, segmentWords } from './scripts.js';

const { sql } = Prisma;

/** Two Chinese characters or more; words of other scripts are rarely found at the wrong place. */
const IDEOGRAPHS = /^\p{Script=Han}(?: \p{Script=Han})+$/u;
/** Number of articles, newest first, that are read for the letters before a word, and characters of each. */
const MAX_ARTICLES = 50;
const MAX_TEXT_LENGTH = 20_000;

/**
 * Finds the letters that make other words with the beginning of a word: 東 before 京都, which in 東京都 is no word. Searches
 * leave out the word behind these letters.
 */
export class NeighborFinder {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the letters by the text of the part; empty for parts of other scripts, without a statement. */
  async find(parts: QueryPart[]): Promise<Map<string, string[]>> {
    const wanted = parts.filter(
      ({ text, isExcluded }) => !isExcluded && isUnspaced(text) && IDEOGRAPHS.test(text),
    );
    if (wanted.length === 0) return new Map();
    const words = [...new Set(wanted.map(({ text }) => text))];
    const rows = await this.reader.query<{ word: string; letters: string[] }>(
      sql`
      SELECT w.word, ARRAY(
        SELECT DISTINCT found[1] FROM (
          SELECT s.article_id FROM ${this.reader.table('article_search')} s
          WHERE s.document @@ phraseto_tsquery('public.site_words', w.word)
          ORDER BY s.listed_at DESC LIMIT ${MAX_ARTICLES}::int
        ) s JOIN ${this.reader.table('article')} a ON a.id = s.article_id
        LEFT JOIN ${getBodyTable(this.reader)} b ON b.article_id = a.id
        CROSS JOIN LATERAL regexp_matches(
          concat_ws(' ', a.title, a.standfirst, left(b.text, ${MAX_TEXT_LENGTH}::int)), '(\\S)' || replace(w.word, ' ', ''), 'g'
        ) AS found
      ) AS letters
      FROM unnest(${words}::text[]) AS w(word)`,
      [cacheTags.search],
    );
    return new Map(
      rows.map(({ word, letters }) => [
        word,
        letters.filter((letter) => isCut(letter, word.replaceAll(' ', ''))),
      ]),
    );
  }
}

/** Returns true if a word that begins with the letter ends within the other word. */
function isCut(letter: string, word: string): boolean {
  const [first = ''] = segmentWords(letter + word);
  return /^\p{Script=Han}/u.test(letter) && first.length > 1 && first.length <= word.length;
}
