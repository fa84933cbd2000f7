import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import { candidates, matches, queryTable } from './matches.sql.js';
import { allSince, type Matching, newest } from './newest.sql.js';
import type { Place, RankedSpan } from './place.js';
import { SCORE } from './score.sql.js';
import type { FoundBy } from './search-query.js';

const { sql, join, raw } = Prisma;

export interface Hit extends RankedSpan {
  id: number;
  score: number;
  at: string | null;
}

/** Reads which articles a query finds. Every statement is the same whatever the query: the values are parameters. */
export class Hits {
  constructor(private readonly reader: Reader) {}

  /** The best of the ranked hits, or those after a place. */
  ranked(found: FoundBy, limit: number, after: Place | null): Promise<Hit[]> {
    const { recent, titled, close } = this.lists(found);
    const lists = after
      ? [
          allSince('recent', after.recentSince, recent),
          allSince('titled', after.titledSince, titled),
          allSince('close', after.closeSince, close),
        ]
      : [
          newest(this.reader, 'recent', recent),
          newest(this.reader, 'titled', titled),
          newest(this.reader, 'close', close),
        ];
    return this.reader.query<Hit>(
      sql`
      WITH RECURSIVE ${queryTable(found)}, ${join(lists)},
      ranked AS MATERIALIZED (
        SELECT s.article_id AS id, ${SCORE} AS score
        FROM (
          SELECT article_id, bool_or(is_hit) AS is_hit
          FROM (
            SELECT unnest(${idsOf('recent')}) AS article_id, true AS is_hit
            UNION ALL SELECT unnest(${idsOf('titled')}), false
            UNION ALL SELECT unnest(${idsOf('close')}), false
          ) listed GROUP BY article_id
        ) c
        CROSS JOIN q JOIN ${this.reader.table('article_search')} s ON s.article_id = c.article_id
        WHERE c.is_hit OR s.document @@ q.stems
      )
      SELECT id, score, NULL AS at, ${iso(sinceOf('recent'))} AS "recentSince",
        ${iso(sinceOf('titled'))} AS "titledSince", ${iso(sinceOf('close'))} AS "closeSince"
      FROM ranked WHERE ${after ? sql`(score, id) < (${after.score}::float8, ${after.id}::int)` : sql`true`}
      ORDER BY score DESC, id DESC LIMIT ${limit}::int`,
      [keys.search],
    );
  }

  /** Those beyond the ranked ones, newest first. */
  async beyond(found: FoundBy, span: RankedSpan, limit: number, after: Place | null): Promise<Hit[]> {
    if (span.recentSince === null) return [];
    const { titled, close } = this.lists(found);
    const within = sql`
      s.listed_at < ${span.recentSince}::timestamptz
      AND s.article_id NOT IN (SELECT unnest(${idsOf('titled')}) UNION ALL SELECT unnest(${idsOf('close')}))
      AND ${after?.at ? sql`(s.listed_at, s.article_id) < (${after.at}::timestamptz, ${after.id}::int)` : sql`true`}`;
    return this.reader.query<Hit>(
      sql`
      WITH ${queryTable(found)},
      ${allSince('titled', span.titledSince, titled)}, ${allSince('close', span.closeSince, close)}
      SELECT article_id AS id, 0 AS score, ${iso(sql`listed_at`)} AS at
      FROM (${matches(this.reader, found, within)}) m
      ORDER BY listed_at DESC, article_id DESC LIMIT ${limit}::int`,
      [keys.search],
    );
  }

  async count(found: FoundBy): Promise<number> {
    const [row] = await this.reader.query<{ articles: number }>(
      sql`WITH ${queryTable(found)} SELECT count(*)::int AS articles FROM (${matches(this.reader, found)}) m`,
      [keys.search],
    );
    return row!.articles;
  }

  /** What is ranked the newest of: all, those whose title has every word, those in which two of the words are neighbours. */
  private lists(found: FoundBy): Record<'recent' | 'titled' | 'close', Matching> {
    const { reader } = this;
    return {
      recent: (within) => matches(reader, found, within),
      titled: (within) => candidates(reader, found, sql`s.title @@ q.words AND ${within}`),
      close: (within) =>
        candidates(
          reader,
          found,
          sql`public.word_pairs(s.document) && public.possible_pairs(q.stems) AND ${within}`,
        ),
    };
  }
}

function idsOf(list: string): Prisma.Sql {
  return sql`(SELECT ids FROM ${raw(list)} ORDER BY size DESC LIMIT 1)`;
}

function sinceOf(list: string): Prisma.Sql {
  return sql`(SELECT since FROM ${raw(list)} ORDER BY size DESC LIMIT 1)`;
}

function iso(time: Prisma.Sql): Prisma.Sql {
  return sql`to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
