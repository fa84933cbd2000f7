import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { SuggestionKind } from '../search.type.js';
import { computeEditDistance, generateSwaps } from './edit-distance.js';

const { sql } = Prisma;

/** Number of phrases of a kind that are scanned, in alphabetical order: a single letter begins very many. */
const MAX_SCANNED = 100;
/** Number of phrases with most articles, among those that begin as typed, that are compared with each other. */
const MAX_PHRASES = 50;
/** Number of articles with a phrase that are counted, and that it must have in the perspective. */
const MAX_COUNTED = 1_000;
const MIN_ARTICLES = 3;
/** Share of the articles with a phrase that have a longer one with it, from which only the longer one is suggested. */
const COVERED_SHARE = 0.8;
/** Number of similar words compared with a mistyped word. */
const MAX_COMPARED = 50;
/** Letters below which a word is too short to be corrected. */
const MIN_WORD_LENGTH = 4;
const MAX_WORDS = 8;
/** Number of corrected variants tried for a word. */
const MAX_VARIANTS = 16;

/** The kinds of suggestions that have content of their own. */
type ContentKind = Exclude<`${SuggestionKind}`, 'NAME' | 'PHRASE'>;

/**
 * The article of Arabic before the beginning of a last word, with a conjunction or preposition. Before three letters and more,
 * normalize_phrase() removes it.
 */
const ARABIC_ARTICLE = /(^|\s)[وبكف]?ال(\p{L}{0,2})$/u;

/** A title, name or phrase by the ID of its content; that of a phrase is the newest article that has it. */
export interface Completion {
  kind: SuggestionKind;
  id: number;
  /** The phrase, and the number of articles that have it. Null unless the content is named otherwise. */
  text: string | null;
  articleCount: number | null;
}

/** The beginning of a text, as typed. */
export interface CompletionRequest {
  prefix: string;
  first: number;
  /** IDs of the sections, the content of which comes first. */
  sectionIds: number[];
}

/** Finds titles, names and phrases in which any word, with all that follows it, begins as typed. */
export class CompletionFinder {
  constructor(private readonly reader: ReadClient) {}

  /**
   * Returns the best of each kind in turn. Prefixes with one typo corrected are tried only if nothing matches
   * as typed.
   */
  async find(request: CompletionRequest): Promise<Completion[]> {
    const prefixes = [...new Set([request.prefix, request.prefix.replace(ARABIC_ARTICLE, '$1$2')])];
    const found = await this.findByPrefix(prefixes, request);
    if (found.length > 0) return found;
    const corrected = await this.correctPrefix(request.prefix);
    return corrected.length > 0 ? this.findByPrefix(corrected, request) : [];
  }

  private findByPrefix(
    prefixes: string[],
    { first, sectionIds }: Omit<CompletionRequest, 'prefix'>,
  ): Promise<Completion[]> {
    const table = (name: string) => this.reader.table(name);
    // Lateral, so that the index range can use the prefix.
    const selectMatches = (kind: string, limit: Prisma.Sql, isShown = Prisma.empty) => sql`
      SELECT s.node_id, min(s.word) AS place
      FROM p CROSS JOIN LATERAL (
        SELECT s.node_id, s.word FROM ${table('suggestion')} s
        WHERE s.kind = ${kind} AND s.phrase >= p.phrase AND s.phrase < p.phrase || chr(1114111) AND p.phrase <> ''${isShown}
        ORDER BY s.phrase ${limit}
      ) s GROUP BY s.node_id`;
    const selectKind = (kind: ContentKind, rank: Prisma.Sql) => {
      const name = kind.toLowerCase();
      // Tags, authors and series of drafts only are skipped here, so that they do not use up the scan limit.
      const isShown = ['TAG', 'AUTHOR', 'SERIES'].includes(kind)
        ? sql` AND EXISTS (SELECT FROM ${table(name)} x WHERE x.id = s.node_id)`
        : Prisma.empty;
      return sql`
        SELECT ${kind}::text AS kind, c.node_id AS id, c.place, NULL::text AS text, NULL::int AS articles, is_own,
          row_number() OVER (ORDER BY is_own DESC, c.place > 0, ${rank}, c.node_id DESC) AS nth
        FROM (${selectMatches(kind, sql`LIMIT ${MAX_SCANNED}::int`, isShown)}) c JOIN ${table(name)} x ON x.id = c.node_id
          CROSS JOIN LATERAL (SELECT ${this.buildOwnCondition(kind, sectionIds)} AS is_own) own
        ORDER BY nth LIMIT ${first}::int`;
    };
    const isInSection = this.buildOwnCondition('ARTICLE', sectionIds);
    return this.reader.query<Completion>(
      sql`
      WITH p AS MATERIALIZED (SELECT DISTINCT public.normalize_phrase(p) COLLATE "C" AS phrase FROM unnest(${prefixes}::text[]) AS p),
      content AS MATERIALIZED (
        (${selectKind('TAG', sql`length(x.name)`)})
        UNION ALL (${selectKind('SECTION', sql`length(x.name)`)})
        UNION ALL (${selectKind('AUTHOR', sql`length(x.name)`)})
        UNION ALL (${selectKind('SERIES', sql`length(x.name)`)})
        UNION ALL (${selectKind('ARTICLE', sql`x.listed_at DESC`)})
      ), candidates AS MATERIALIZED (
        SELECT n.id, n.phrase, n.text, n.is_name, n.articles, s.place FROM (${selectMatches('PHRASE', Prisma.empty)}) s
        JOIN ${table('phrase')} n ON n.id = s.node_id ORDER BY n.articles DESC, n.id LIMIT ${MAX_PHRASES}::int
      ), phrases AS MATERIALIZED (
        SELECT c.*, v.* FROM candidates c CROSS JOIN LATERAL (
          SELECT count(*)::int AS shown, (array_agg(id ORDER BY listed_at DESC, id DESC))[1] AS newest, bool_or(is_own) AS is_own
          FROM (
            SELECT x.id, x.listed_at, ${isInSection} AS is_own FROM ${table('article_phrase')} o
            JOIN ${table('article')} x ON x.id = o.article_id WHERE o.phrase_id = c.id LIMIT ${MAX_COUNTED}::int
          ) each
        ) v
        WHERE v.shown >= ${MIN_ARTICLES}::int AND NOT EXISTS (
          SELECT FROM candidates o WHERE o.id <> c.id AND strpos(' ' || o.phrase || ' ', ' ' || c.phrase || ' ') > 0
            AND o.articles >= c.articles * ${COVERED_SHARE}::float8
        ) AND NOT EXISTS (
          SELECT FROM content JOIN ${table('suggestion')} t ON t.kind = content.kind AND t.node_id = content.id
          WHERE content.kind <> 'ARTICLE' AND t.word = 0 AND t.phrase = c.phrase
        )
        ORDER BY v.is_own DESC, c.articles DESC, c.id LIMIT ${first}::int
      )
      SELECT kind, id, text, articles AS "articleCount" FROM (
        SELECT kind, id, place, text, articles, is_own, nth FROM content
        UNION ALL SELECT CASE WHEN is_name THEN 'NAME' ELSE 'PHRASE' END, newest, place, text, shown, is_own,
          row_number() OVER (ORDER BY is_own DESC, articles DESC, id) FROM phrases
      ) found ORDER BY is_own DESC, nth, kind = 'ARTICLE', place > 0, kind DESC LIMIT ${first}::int`,
      [cacheTags.names],
    );
  }

  /** Builds the condition that a row `x` is one of the sections or has articles in them: false without sections. */
  private buildOwnCondition(kind: ContentKind, sectionIds: number[]): Prisma.Sql {
    if (sectionIds.length === 0) return sql`false`;
    const inSection = sql`${this.reader.table('article_section')} i WHERE i.section_id = ANY(${sectionIds}::int[]) AND i.article_id`;
    switch (kind) {
      case 'SECTION':
        return sql`x.id = ANY(${sectionIds}::int[])`;
      case 'ARTICLE':
        return sql`EXISTS (SELECT FROM ${inSection} = x.id)`;
      case 'SERIES':
        return sql`EXISTS (SELECT FROM ${this.reader.table('article')} a WHERE a.series_id = x.id
          AND EXISTS (SELECT FROM ${inSection} = a.id))`;
      default: {
        const key = Prisma.raw(`${kind.toLowerCase()}_id`);
        return sql`EXISTS (SELECT FROM ${this.reader.table(`article_${kind.toLowerCase()}`)} b WHERE b.${key} = x.id
          AND EXISTS (SELECT FROM ${inSection} = b.article_id))`;
      }
    }
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
