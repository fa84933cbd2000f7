import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { editDistance } from './edit-distance.js';
import type { SuggestionKind } from './search.type.js';

const { sql } = Prisma;

/** As many phrases of a kind as are looked at, the first in the alphabet: a single letter begins half of them. */
const LOOKED_AT = 100;
/** How many look-alikes of a mistyped word are compared. */
const COMPARED = 50;
/** A word of fewer letters is too little to tell a slip from another word. */
const SHORTEST = 4;
const MOST_WORDS = 8;
/** Other beginnings that are tried for a word. */
const TRIED = 16;

export interface Completion {
  kind: SuggestionKind;
  id: number;
}

/** Finds titles and names in which a word, and all that follows it, begins as the reader has typed. */
export class Completions {
  constructor(private readonly reader: Reader) {}

  /** The best of each kind in turn; of words with a slip in them only when nothing begins with them as they are. */
  async of(prefix: string, first: number): Promise<Completion[]> {
    const found = await this.beginningWith([prefix], first);
    if (found.length > 0) return found;
    const corrected = await this.corrected(prefix);
    return corrected.length > 0 ? this.beginningWith(corrected, first) : [];
  }

  private beginningWith(prefixes: string[], first: number): Promise<Completion[]> {
    const ofKind = (kind: string, table: string, rank: Prisma.Sql, isShown = Prisma.empty) => sql`(
      SELECT ${kind}::text AS kind, c.node_id AS id, c.place, row_number() OVER (ORDER BY c.place > 0, ${rank}, c.node_id DESC) AS nth
      FROM (
        SELECT s.node_id, min(s.word) AS place
        -- Lateral, so that the prefix is known where the range of the index is.
        FROM p CROSS JOIN LATERAL (
          SELECT s.node_id, s.word FROM ${this.reader.table('suggestion')} s
          WHERE s.kind = ${kind} AND s.phrase >= p.phrase AND s.phrase < p.phrase || chr(1114111) AND p.phrase <> ''${isShown}
          ORDER BY s.phrase LIMIT ${LOOKED_AT}::int
        ) s GROUP BY s.node_id
      ) c JOIN ${this.reader.table(table)} x ON x.id = c.node_id
      ORDER BY nth LIMIT ${first}::int
    )`;
    // Of many tags that only drafts name none is shown: they must not take the places of those that are.
    const ifShown = (table: string) =>
      sql` AND EXISTS (SELECT FROM ${this.reader.table(table)} x WHERE x.id = s.node_id)`;
    return this.reader.query<Completion>(
      sql`
      WITH p AS MATERIALIZED (SELECT DISTINCT public.plain_text(p) COLLATE "C" AS phrase FROM unnest(${prefixes}::text[]) AS p)
      SELECT kind, id FROM (
        ${ofKind('TAG', 'tag', sql`length(x.name)`, ifShown('tag'))}
        UNION ALL ${ofKind('SECTION', 'section', sql`length(x.name)`)}
        UNION ALL ${ofKind('AUTHOR', 'author', sql`length(x.name)`, ifShown('author'))}
        UNION ALL ${ofKind('ARTICLE', 'article', sql`x.listed_at DESC`)}
      ) found ORDER BY nth, place > 0, kind DESC LIMIT ${first}::int`,
      [keys.names],
    );
  }

  /** The prefix with one of its words changed by one slip, the last being the beginning of a word. */
  private async corrected(prefix: string): Promise<string[]> {
    const rows = await this.reader.query<{ word: string; lookAlikes: string[] }>(
      sql`
      SELECT word, ARRAY(SELECT public.similar_beginnings(word, ${COMPARED})) AS "lookAlikes"
      FROM unnest(string_to_array(public.plain_text(${prefix}), ' ')) WITH ORDINALITY AS w(word, place)
      WHERE place <= ${MOST_WORDS} ORDER BY place`,
      [keys.search],
    );
    const words = rows.map(({ word }) => word);
    return rows.flatMap(({ word, lookAlikes }, i) => {
      if (word.length < SHORTEST) return [];
      const meant = [
        ...swaps(word),
        ...lookAlikes.flatMap((other) => oneSlip(word, other, i === words.length - 1)),
      ];
      return [...new Set(meant)].slice(0, TRIED).map((other) => words.with(i, other).join(' '));
    });
  }
}

function swaps(word: string): string[] {
  return Array.from({ length: word.length - 1 }, (_, i) => {
    return word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
  });
}

/** The word that was meant, or its beginning, when it is one slip away; else nothing. */
function oneSlip(word: string, other: string, isBeginning: boolean): string[] {
  const lengths = isBeginning ? [word.length, word.length + 1, word.length - 1] : [other.length];
  const meant = lengths
    .map((length) => other.slice(0, length))
    .find((start) => editDistance(word, start) === 1);
  return meant === undefined ? [] : [meant];
}
