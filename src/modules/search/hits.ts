import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';
import type { Place, RankedSpan } from './place.js';
import type { FoundBy } from './search-query.js';

const { sql, empty } = Prisma;

/** So many hits are ranked, the newest, and so many of those with every word in the title. */
export const RANKED = 500;
/** Something ten years newer counts twice as much. Relative to a fixed day, so that scores do not change from page to page. */
const HALF_LIFE = sql`interval '3652.5 days'`;
const DAY_ZERO = sql`timestamptz '2020-01-01Z'`;

export interface Hit extends RankedSpan {
  id: number;
  score: number;
  at: string | null;
}

/** Reads which articles a query finds. Every statement is the same whatever the query: the values are parameters. */
export class Hits {
  constructor(private readonly reader: Reader) {}

  /** The best of the ranked hits, or those after a place. */
  async ranked(found: FoundBy, limit: number, after: Place | null): Promise<Hit[]> {
    const most = after ? null : RANKED;
    return this.reader.query<Hit>(
      sql`
      WITH ${this.query(found)},
      recent AS MATERIALIZED (
        SELECT s.article_id, s.listed_at FROM ${this.matches(found, sql`s.document @@ q.stems`)}
          AND s.listed_at >= ${from(after?.since)}
        ORDER BY s.listed_at DESC, s.article_id DESC LIMIT ${most}::int
      ),
      titled AS MATERIALIZED (
        SELECT s.article_id, s.listed_at FROM ${this.matches(found, sql`s.title @@ q.words`)}
          AND s.listed_at >= ${from(after?.titledSince)}
        ORDER BY s.listed_at DESC, s.article_id DESC LIMIT ${most}::int
      ),
      ranked AS MATERIALIZED (
        SELECT s.article_id AS id, ${SCORE} AS score
        FROM (
          SELECT article_id, true AS is_hit FROM recent
          UNION ALL
          SELECT article_id, false FROM titled WHERE article_id NOT IN (SELECT article_id FROM recent)
        ) c
        CROSS JOIN q JOIN ${this.reader.table('article_search')} s ON s.article_id = c.article_id
        WHERE c.is_hit OR s.document @@ q.stems
      )
      SELECT id, score, NULL AS at, ${since(sql`recent`)} AS since, ${since(sql`titled`)} AS "titledSince"
      FROM ranked WHERE ${after ? sql`(score, id) < (${after.score}::float8, ${after.id}::int)` : sql`true`}
      ORDER BY score DESC, id DESC LIMIT ${limit}::int`,
      [keys.search],
    );
  }

  /** Those beyond the ranked ones, newest first. */
  async beyond(found: FoundBy, span: RankedSpan, limit: number, after: Place | null): Promise<Hit[]> {
    if (span.since === null) return [];
    return this.reader.query<Hit>(
      sql`
      WITH ${this.query(found)}
      SELECT s.article_id AS id, 0 AS score, ${iso(sql`s.listed_at`)} AS at
      FROM ${this.matches(found, sql`s.document @@ q.stems`)}
        AND s.listed_at < ${from(span.since)}
        AND NOT (s.title @@ q.words AND s.listed_at >= ${from(span.titledSince)})
        AND ${after?.at ? sql`(s.listed_at, s.article_id) < (${after.at}::timestamptz, ${after.id}::int)` : sql`true`}
      ORDER BY s.listed_at DESC, s.article_id DESC LIMIT ${limit}::int`,
      [keys.search],
    );
  }

  async count(found: FoundBy): Promise<number> {
    const [row] = await this.reader.query<{ articles: number }>(
      sql`
      WITH ${this.query(found)}
      SELECT count(*)::int AS articles FROM ${this.matches(found, sql`s.document @@ q.stems`)}`,
      [keys.search],
    );
    return row!.articles;
  }

  /** The tables of all that a query finds, for who counts something of them. */
  all(found: FoundBy): Prisma.Sql {
    return sql`
      ${this.query(found)},
      hit AS MATERIALIZED (SELECT s.article_id AS id FROM ${this.matches(found, sql`s.document @@ q.stems`)})`;
  }

  /** Materialised, so that it is a value of which nothing is known to the planner: it then always takes the index. */
  private query({ words }: FoundBy): Prisma.Sql {
    return sql`q AS MATERIALIZED (
      SELECT * FROM (
        SELECT websearch_to_tsquery('public.site', ${words}) AS stems,
          websearch_to_tsquery('public.site_words', ${words}) AS words
      ) q
      -- Only a query that names something to be found can be answered by an index.
      WHERE querytree(stems) NOT IN ('', 'T')
    )`;
  }

  private matches({ condition }: FoundBy, match: Prisma.Sql): Prisma.Sql {
    const { table } = this.reader;
    const article = condition ? sql`JOIN ${table('article')} a ON a.id = s.article_id` : empty;
    return sql`q CROSS JOIN ${table('article_search')} s ${article} WHERE ${match} AND ${condition ?? sql`true`}`;
  }
}

/**
 * Cover density (Clarke, Cormack and Tudhope 2000, "Relevance ranking for one to three term queries") over the
 * stems of the whole document, plus the same over the words of the title as they stand; each brought between 0
 * and 1 by x/(x+1), so that no long text outdoes a title by repetition. Times the freshness.
 */
export const SCORE = sql`(
  ts_rank_cd('{0.1, 0.2, 0.4, 1}', s.document, q.stems, 32) + ts_rank_cd('{1, 1, 1, 1}', s.title, q.words, 32)
)::float8 * power(2::float8, (extract(epoch FROM s.listed_at - ${DAY_ZERO}) / extract(epoch FROM ${HALF_LIFE}))::float8)`;

/** The oldest of as many as are ranked; null when there were not so many. */
function since(hits: Prisma.Sql): Prisma.Sql {
  return sql`(SELECT CASE WHEN count(*) >= ${RANKED} THEN ${iso(sql`min(listed_at)`)} END FROM ${hits})`;
}

function from(time: string | null | undefined): Prisma.Sql {
  return sql`coalesce(${time ?? null}::timestamptz, '-infinity')`;
}

function iso(time: Prisma.Sql): Prisma.Sql {
  return sql`to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
