import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { buildCandidates, buildListedMatches, buildMatches, buildQueryTable } from './matches.sql.js';
import { type BuildMatchQuery, buildAllSince, buildNewest } from './newest.sql.js';
import { SCORE } from './score.sql.js';
import type { DatePosition, RankedSpan, SearchCursor } from './search-cursor.js';
import type { SearchCriteria } from './search-query.js';

const { sql, join, raw } = Prisma;

export interface Hit extends RankedSpan {
  id: number;
  score: number;
  at: string | null;
}

/**
 * Finds the articles that match a query. Without a filter, statements differ in their parameters only, never in
 * their text.
 */
export class HitReader {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the best of the ranked hits, or those after a cursor. */
  findRanked(criteria: SearchCriteria, limit: number, after: SearchCursor | null): Promise<Hit[]> {
    const { recent, titled, close } = this.getRankedQueries(criteria);
    const lists = after
      ? [
          buildAllSince('recent', after.recentSince, recent),
          buildAllSince('titled', after.titledSince, titled),
          buildAllSince('close', after.closeSince, close),
        ]
      : [
          buildNewest(this.reader, 'recent', recent),
          buildNewest(this.reader, 'titled', titled),
          buildNewest(this.reader, 'close', close),
        ];
    return this.reader.queryFiltered<Hit>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${buildQueryTable(this.reader, criteria)}, ${join(lists)},
      ranked AS MATERIALIZED (
        SELECT s.article_id AS id, ${SCORE} AS score
        FROM (
          SELECT article_id, bool_or(is_hit) AS is_hit
          FROM (
            SELECT unnest(${selectIds('recent')}) AS article_id, true AS is_hit
            UNION ALL SELECT unnest(${selectIds('titled')}), false
            UNION ALL SELECT unnest(${selectIds('close')}), false
          ) listed GROUP BY article_id
        ) c
        CROSS JOIN q JOIN ${this.reader.table('article_search')} s ON s.article_id = c.article_id
        WHERE c.is_hit OR s.document @@ q.stems
      )
      SELECT id, score, NULL AS at, ${formatIsoTime(selectSince('recent'))} AS "recentSince",
        ${formatIsoTime(selectSince('titled'))} AS "titledSince", ${formatIsoTime(selectSince('close'))} AS "closeSince"
      FROM ranked WHERE ${after ? sql`(score, id) < (${after.score}::float8, ${after.id}::int)` : sql`true`}
      ORDER BY score DESC, id DESC LIMIT ${limit}::int`,
      [cacheTags.search],
    );
  }

  /** Returns the hits beyond the ranked ones, newest first. */
  async findUnranked(
    criteria: SearchCriteria,
    span: RankedSpan,
    limit: number,
    after: SearchCursor | null,
  ): Promise<Hit[]> {
    if (span.recentSince === null) return [];
    const { titled, close } = this.getRankedQueries(criteria);
    const within = sql`
      s.listed_at < ${span.recentSince}::timestamptz
      AND s.article_id NOT IN (SELECT unnest(${selectIds('titled')}) UNION ALL SELECT unnest(${selectIds('close')}))
      AND ${after?.at ? sql`(s.listed_at, s.article_id) < (${after.at}::timestamptz, ${after.id}::int)` : sql`true`}`;
    return this.reader.queryFiltered<Hit>(
      criteria.condition,
      sql`
      WITH ${buildQueryTable(this.reader, criteria)},
      ${buildAllSince('titled', span.titledSince, titled)}, ${buildAllSince('close', span.closeSince, close)}
      SELECT article_id AS id, 0 AS score, ${formatIsoTime(sql`listed_at`)} AS at
      FROM (${buildMatches(this.reader, criteria, within)}) m
      ORDER BY listed_at DESC, article_id DESC LIMIT ${limit}::int`,
      [cacheTags.search],
    );
  }

  /** Returns the newest hits, or those after a cursor, at most MAX_PAGE_SIZE and one, with their scores. */
  findNewest(criteria: SearchCriteria, limit: number, after: DatePosition | null): Promise<Hit[]> {
    const older = buildCursorCondition(after, raw('<'));
    const matching: BuildMatchQuery = (within) =>
      buildMatches(this.reader, criteria, sql`${within} AND ${older}`);
    const page = sql`
      SELECT s.article_id, s.listed_at
      FROM unnest(${selectIds('newest')}) AS id JOIN ${this.reader.table('article_search')} s ON s.article_id = id
      ORDER BY s.listed_at DESC, s.article_id DESC LIMIT ${limit}::int`;
    return this.loadPage(criteria, [buildNewest(this.reader, 'newest', matching)], page, raw('DESC'));
  }

  /** Returns the oldest hits, or those after a cursor, with their scores. All hits are read and sorted. */
  findOldest(criteria: SearchCriteria, limit: number, after: DatePosition | null): Promise<Hit[]> {
    const page = sql`
      SELECT article_id, listed_at
      FROM (${buildMatches(this.reader, criteria, buildCursorCondition(after, raw('>')))}) m
      ORDER BY listed_at, article_id LIMIT ${limit}::int`;
    return this.loadPage(criteria, [], page, raw('ASC'));
  }

  /** Loads the hits that `page` selects, in the order of their dates. */
  private loadPage(
    criteria: SearchCriteria,
    lists: Prisma.Sql[],
    page: Prisma.Sql,
    order: Prisma.Sql,
  ): Promise<Hit[]> {
    return this.reader.queryFiltered<Hit>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${join([buildQueryTable(this.reader, criteria), ...lists, sql`page AS MATERIALIZED (${page})`])}
      SELECT page.article_id AS id, ${SCORE} AS score, ${formatIsoTime(sql`page.listed_at`)} AS at,
        NULL AS "recentSince", NULL AS "titledSince", NULL AS "closeSince"
      FROM page CROSS JOIN q JOIN ${this.reader.table('article_search')} s ON s.article_id = page.article_id
      ORDER BY page.listed_at ${order}, page.article_id ${order}`,
      [cacheTags.search],
    );
  }

  async count(criteria: SearchCriteria): Promise<number> {
    const ids = await criteria.listIds?.();
    const matches = ids
      ? sql`SELECT count(*)::int AS articles FROM (${buildListedMatches(this.reader, criteria, ids)}) m`
      : sql`WITH ${buildQueryTable(this.reader, criteria)} SELECT count(*)::int AS articles FROM (${buildMatches(this.reader, criteria)}) m`;
    const [row] = await this.reader.queryFiltered<{ articles: number }>(criteria.condition, matches, [
      cacheTags.search,
    ]);
    return row!.articles;
  }

  /**
   * Returns the queries whose newest hits are ranked: all hits, hits with every word in the title, hits with
   * two words as neighbours.
   */
  private getRankedQueries(criteria: SearchCriteria): Record<'recent' | 'titled' | 'close', BuildMatchQuery> {
    const { reader } = this;
    return {
      recent: (within) => buildMatches(reader, criteria, within),
      titled: (within) => buildCandidates(reader, criteria, sql`s.title @@ q.words AND ${within}`),
      close: (within) =>
        buildCandidates(
          reader,
          criteria,
          sql`public.word_pairs(s.document) && public.possible_pairs(q.stems) AND ${within}`,
        ),
    };
  }
}

function buildCursorCondition(after: DatePosition | null, operator: Prisma.Sql): Prisma.Sql {
  if (!after) return sql`true`;
  return sql`(s.listed_at, s.article_id) ${operator} (${after.at}::timestamptz, ${after.id}::int)`;
}

function selectIds(list: string): Prisma.Sql {
  return sql`(SELECT ids FROM ${raw(list)} ORDER BY size DESC LIMIT 1)`;
}

function selectSince(list: string): Prisma.Sql {
  return sql`(SELECT since FROM ${raw(list)} ORDER BY size DESC LIMIT 1)`;
}

export function formatIsoTime(time: Prisma.Sql): Prisma.Sql {
  return sql`to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
