import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { SuggestionKind } from '../search.type.js';
import { computeEditDistance, generateSwaps } from './edit-distance.js';

const { sql } = Prisma;

/** Number of phrases of a kind that are scanned, in alphabetical order: a single letter begins very many. */
const MAX_SCANNED = 100;
/** Number of similar words compared with a mistyped word. */
const MAX_COMPARED = 50;
/** Letters below which a word is too short to be corrected. */
const MIN_WORD_LENGTH = 4;
const MAX_WORDS = 8;
/** Number of corrected variants tried for a word. */
const MAX_VARIANTS = 16;

export interface Completion {
  kind: SuggestionKind;
  id: number;
}

/** Finds titles and names in which any word, with all that follows it, begins as typed. */
export class CompletionFinder {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Returns the best of each kind in turn. Prefixes with one typo corrected are tried only if nothing matches
   * as typed.
   */
  async find(prefix: string, first: number): Promise<Completion[]> {
    const found = await this.findByPrefix([prefix], first);
    if (found.length > 0) return found;
    const corrected = await this.correctPrefix(prefix);
    return corrected.length > 0 ? this.findByPrefix(corrected, first) : [];
  }

  private findByPrefix(prefixes: string[], first: number): Promise<Completion[]> {
    const selectKind = (kind: string, table: string, rank: Prisma.Sql, isShown = Prisma.empty) => sql`(
      SELECT ${kind}::text AS kind, c.node_id AS id, c.place, row_number() OVER (ORDER BY c.place > 0, ${rank}, c.node_id DESC) AS nth
      FROM (
        SELECT s.node_id, min(s.word) AS place
        -- Lateral, so that the index range can use the prefix.
        FROM p CROSS JOIN LATERAL (
          SELECT s.node_id, s.word FROM ${this.reader.table('suggestion')} s
          WHERE s.kind = ${kind} AND s.phrase >= p.phrase AND s.phrase < p.phrase || chr(1114111) AND p.phrase <> ''${isShown}
          ORDER BY s.phrase LIMIT ${MAX_SCANNED}::int
        ) s GROUP BY s.node_id
      ) c JOIN ${this.reader.table(table)} x ON x.id = c.node_id
      ORDER BY nth LIMIT ${first}::int
    )`;
    // Tags, authors and series of drafts only are skipped here, so that they do not use up the scan limit.
    const buildShownCondition = (table: string) =>
      sql` AND EXISTS (SELECT FROM ${this.reader.table(table)} x WHERE x.id = s.node_id)`;
    return this.reader.query<Completion>(
      sql`
      WITH p AS MATERIALIZED (SELECT DISTINCT public.normalize_phrase(p) COLLATE "C" AS phrase FROM unnest(${prefixes}::text[]) AS p)
      SELECT kind, id FROM (
        ${selectKind('TAG', 'tag', sql`length(x.name)`, buildShownCondition('tag'))}
        UNION ALL ${selectKind('SECTION', 'section', sql`length(x.name)`)}
        UNION ALL ${selectKind('AUTHOR', 'author', sql`length(x.name)`, buildShownCondition('author'))}
        UNION ALL ${selectKind('SERIES', 'series', sql`length(x.name)`, buildShownCondition('series'))}
        UNION ALL ${selectKind('ARTICLE', 'article', sql`x.listed_at DESC`)}
      ) found ORDER BY nth, place > 0, kind DESC LIMIT ${first}::int`,
      [cacheTags.names],
    );
  }

  /** Returns variants of the prefix with one typo in one word corrected; the last word may be incomplete. */
  private async correctPrefix(prefix: string): Promise<string[]> {
    const rows = await this.reader.query<{ word: string; lookAlikes: string[] }>(
      sql`
      SELECT word, ARRAY(SELECT public.find_similar_prefixes(word, ${MAX_COMPARED})) AS "lookAlikes"
      FROM unnest(string_to_array(public.normalize_phrase(${prefix}), ' ')) WITH ORDINALITY AS w(word, place)
      WHERE place <= ${MAX_WORDS} ORDER BY place`,
      [cacheTags.search],
    );
    const words = rows.map(({ word }) => word);
    return rows.flatMap(({ word, lookAlikes }, i) => {
      if (word.length < MIN_WORD_LENGTH) return [];
      const variants = [
        ...generateSwaps(word),
        ...lookAlikes.flatMap((other) => findSingleEdit(word, other, i === words.length - 1)),
      ];
      return [...new Set(variants)].slice(0, MAX_VARIANTS).map((other) => words.with(i, other).join(' '));
    });
  }
}

/** Returns the intended word, or its beginning, if it is one edit away; else an empty list. */
function findSingleEdit(word: string, other: string, isBeginning: boolean): string[] {
  const lengths = isBeginning ? [word.length, word.length + 1, word.length - 1] : [other.length];
  const meant = lengths
    .map((length) => other.slice(0, length))
    .find((start) => computeEditDistance(word, start) === 1);
  return meant === undefined ? [] : [meant];
}
