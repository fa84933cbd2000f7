import { cacheTags } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ReadClient } from '../../../database/read/read-client.js';
import type { JoinedRows } from '../../../database/read/table-rows.js';
import { requireValue } from '../../../shared/require-value.js';
import { formatIsoTime } from '../iso-time.sql.js';
import { isPlanned, type PlannedCriteria, type SearchCriteria } from '../query/criteria.js';
import {
  type DatePosition,
  parseDatePosition,
  type RankedSpan,
  type SearchCursor,
  UNBOUNDED_SPAN,
} from '../search-cursor.js';
import {
  buildDocumentMatch,
  buildFilter,
  buildListedMatches,
  buildMatches,
  buildQueryTable,
  buildTypedMatches,
  IS_OF_LANGUAGE,
} from './matches.sql.js';
import {
  buildNewest,
  countListed,
  estimateShareOfWords,
  MAX_RANKED,
  MAX_SORTED,
  type NewestPlan,
  planNewest,
  selectNewestIds,
} from './newest.sql.js';
import { buildScore } from './score.sql.js';

const { sql, join, raw, empty } = Prisma;

export interface Hit extends RankedSpan {
  id: number;
  score: number;
  at: string | null;
  /** Number of all hits; null if the statement did not read all. */
  total?: number | null;
  /** Of a relaxed search: the largest number of its words that an article has. */
  mostMatched?: number | null;
  /** Unset for hits beyond the ranked ones, which have all words. */
  hasAllWords?: boolean;
  /** IDs of the near copies among the hits, which are none of their own. */
  copies?: number[];
}

/**
 * Finds the articles that match a query. Without a filter, statements differ in their parameters only, never in
 * their text.
 */
export class HitReader {
  constructor(private readonly reader: ReadClient) {}

  /** Returns the best of the ranked hits, or those after a cursor, and loads their articles into the given rows. */
  findRanked(
    criteria: PlannedCriteria,
    limit: number,
    after: SearchCursor | null,
    articles: JoinedRows | null,
  ): Promise<Hit[]> {
    const { tables, ids, since, isTyped, total } = this.buildRanked(criteria, after);
    const { joins, score } = buildScore(criteria, isTyped);
    const isMatch = criteria.relaxation
      ? sql`true`
      : buildDocumentMatch(criteria.plan.match, sql`d.document`);
    const columns = articles ? sql`, ${raw(articles.joinedColumns)}` : empty;
    const joinArticles = articles
      ? sql`LEFT JOIN LATERAL (SELECT * FROM ${this.reader.table('article')} a WHERE a.id = hit.id OFFSET 0) a ON true`
      : empty;
    return this.reader.queryFiltered<Hit & { joined: object | null }>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${join([buildQueryTable(this.reader, criteria), ...tables])},
      ranked AS MATERIALIZED (
        SELECT s.article_id AS id, ${score} AS score
        FROM (${ids}) ids CROSS JOIN q CROSS JOIN LATERAL (${this.selectDocument(sql`ids.article_id`)}) s
          JOIN l ON l.language = s.language ${joins} WHERE ${isMatch}
      ), folded AS (${this.selectFolded(criteria)})
      SELECT hit.id, score, copies, NULL AS at, ${total} AS total, ${since}, ${selectMatched(criteria, sql`hit.id`)}${columns}
      FROM (
        SELECT id, score, copies FROM folded
        WHERE ${after ? sql`(score, id) < (${after.score}::float8, ${after.id}::int)` : sql`true`}
        ORDER BY score DESC, id DESC LIMIT ${limit}::int
      ) hit ${joinArticles} ORDER BY score DESC, hit.id DESC`,
      [cacheTags.search],
      articles ? { columns: RANKED_COLUMNS, joined: articles } : undefined,
    );
  }

  /** Selects the row of an article. OFFSET 0 makes it a lookup: to join many, the planner would read the whole table. */
  private selectDocument(id: Prisma.Sql): Prisma.Sql {
    return sql`SELECT * FROM ${this.reader.table('article_search')} s WHERE s.article_id = ${id} OFFSET 0`;
  }

  /** Selects the best ranked hit of each story, with its near copies. */
  private selectFolded({ foldsCopies }: PlannedCriteria): Prisma.Sql {
    if (!foldsCopies) return sql`SELECT id, score, '{}'::int[] AS copies FROM ranked`;
    return sql`
      SELECT id, score, CASE WHEN story_id IS NULL THEN '{}' ELSE array_remove(ids, id) END AS copies FROM (
        SELECT r.id, r.score, c.story_id, row_number() OVER story AS nth,
          array_agg(r.id) OVER (story ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS ids
        FROM ranked r LEFT JOIN ${this.reader.table('article_copy')} c ON c.article_id = r.id
        WINDOW story AS (PARTITION BY coalesce(c.story_id, -r.id) ORDER BY r.score DESC, r.id DESC)
      ) f WHERE nth = 1`;
  }

  /** Returns the hits beyond the ranked ones, newest first. */
  async findUnranked(
    criteria: PlannedCriteria,
    span: RankedSpan,
    limit: number,
    after: SearchCursor | null,
  ): Promise<Hit[]> {
    if (span.recentSince === null) return [];
    const { typed, titled, close } = this.selectByIndex(criteria, span);
    const within = sql`
      ${buildCursorCondition(parseDatePosition(span.recentSince), raw('<'))} AND s.article_id NOT IN (SELECT article_id FROM (${join([typed, titled, close], ' UNION ALL ')}) ranked)
      AND ${after?.at ? sql`(s.listed_at, s.article_id) < (${after.at}::timestamptz, ${after.id}::int)` : sql`true`}`;
    return this.reader.queryFiltered<Hit>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${buildQueryTable(this.reader, criteria)}
      SELECT article_id AS id, 0 AS score, ${formatIsoTime(sql`listed_at`)} AS at
      FROM (${buildMatches(this.reader, criteria, within)}) m
      ORDER BY listed_at DESC, article_id DESC LIMIT ${limit}::int`,
      [cacheTags.search],
    );
  }

  /** Returns the newest hits, or those after a cursor, at most MAX_PAGE_SIZE and one, with their scores. */
  findNewest(criteria: PlannedCriteria, limit: number, after: DatePosition | null): Promise<Hit[]> {
    const older = buildCursorCondition(after, raw('<'));
    const newestPlan = planNewest(criteria, after ? null : estimateShareOfWords(criteria));
    const newest = buildNewest(this.reader, 'newest', newestPlan, (within) =>
      buildMatches(this.reader, criteria, sql`${within} AND ${older}`),
    );
    const page = sql`
      SELECT s.article_id, s.listed_at
      FROM unnest(${selectNewestIds('newest')}) AS id JOIN ${this.reader.table('article_search')} s ON s.article_id = id
      ORDER BY s.listed_at DESC, s.article_id DESC LIMIT ${limit}::int`;
    const total = after ? UNKNOWN : selectTotal(criteria, 'newest', newestPlan);
    return this.loadPage(criteria, [newest], page, raw('DESC'), total);
  }

  /** Returns the oldest hits, or those after a cursor, with their scores. All hits are read and sorted. */
  findOldest(criteria: PlannedCriteria, limit: number, after: DatePosition | null): Promise<Hit[]> {
    const page = sql`
      SELECT article_id, listed_at
      FROM (${buildMatches(this.reader, criteria, buildCursorCondition(after, raw('>')))}) m
      ORDER BY listed_at, article_id LIMIT ${limit}::int`;
    return this.loadPage(criteria, [], page, raw('ASC'));
  }

  /** Loads the hits that `page` selects, in the order of their dates. */
  private loadPage(
    criteria: PlannedCriteria,
    lists: Prisma.Sql[],
    page: Prisma.Sql,
    order: Prisma.Sql,
    total = UNKNOWN,
  ): Promise<Hit[]> {
    const { joins, score } = buildScore(
      criteria,
      criteria.relaxation ? IS_TYPED_OF_RELAXED : sql`coalesce(s.words @@ q.typed, false)`,
    );
    return this.reader.queryFiltered<Hit>(
      criteria.condition,
      sql`
      WITH RECURSIVE ${join([buildQueryTable(this.reader, criteria), ...lists, sql`page AS MATERIALIZED (${page})`])}
      SELECT page.article_id AS id, ${score} AS score, ${formatIsoTime(sql`page.listed_at`)} AS at, ${total} AS total,
        ${selectSpan(UNBOUNDED_SPAN)}, ${selectMatched(criteria, sql`page.article_id`)}
      FROM page CROSS JOIN q CROSS JOIN LATERAL (${this.selectDocument(sql`page.article_id`)}) s
        JOIN l ON l.language = s.language ${joins}
      ORDER BY page.listed_at ${order}, page.article_id ${order}`,
      [cacheTags.search],
    );
  }

  async count(criteria: SearchCriteria): Promise<number> {
    if (criteria.total != null) return criteria.total;
    const ids = await criteria.listIds?.();
    if (!ids && (!isPlanned(criteria) || !criteria.plan.isSearchable)) return 0;
    const matches =
      ids || !isPlanned(criteria)
        ? sql`SELECT count(*)::int AS articles FROM (${buildListedMatches(this.reader, criteria, ids ?? [])}) m`
        : sql`WITH RECURSIVE ${buildQueryTable(this.reader, criteria)} SELECT count(*)::int AS articles FROM (${buildMatches(this.reader, criteria, criteria.relaxation ? sql`NOT s.has_all_words` : sql`true`)}) m`;
    const [row] = await this.reader.queryFiltered<{ articles: number }>(criteria.condition, matches, [
      cacheTags.search,
    ]);
    return requireValue(row, 'count returns a row.').articles;
  }

  /**
   * Builds the selection of the IDs to rank, with the tables that it reads, the columns of a span: of the newest hits, of
   * those with every word as it is written, of those with every word in the title, and of those in which two words are
   * neighbors; the condition that `s` has all words as they are written; and the number of all hits.
   */
  private buildRanked(
    criteria: PlannedCriteria,
    after: SearchCursor | null,
  ): { tables: Prisma.Sql[]; ids: Prisma.Sql; since: Prisma.Sql; isTyped: Prisma.Sql; total: Prisma.Sql } {
    const { reader } = this;
    if (criteria.relaxation) {
      const since = selectSpan(UNBOUNDED_SPAN);
      const total = after ? UNKNOWN : selectRelaxedTotal();
      const ids = sql`SELECT article_id FROM relaxed`;
      return { tables: [], ids, since, isTyped: IS_TYPED_OF_RELAXED, total };
    }
    // Older ones than the list has are known by their titles.
    const isTyped = sql`s.article_id IN (SELECT article_id FROM typed) OR s.title @@ q.words`;
    if (after) {
      const tables = [
        sql`typed AS MATERIALIZED (${this.selectByIndex(criteria, after).typed} LIMIT ${MAX_SORTED}::int)`,
      ];
      const ids = this.selectRankedSince(criteria, after);
      return { tables, ids, since: selectSpan(after), isTyped, total: UNKNOWN };
    }
    const { titled, close } = this.selectByIndex(criteria, UNBOUNDED_SPAN);
    const newestPlan = planNewest(criteria, estimateShareOfWords(criteria));
    const isMany = sql`(${newestPlan.hasWindow} OR ${countListed('recent')} >= ${MAX_RANKED}::int)`;
    const buildNewestOf = (name: string, matching: Prisma.Sql) => sql`${raw(name)} AS MATERIALIZED (
      SELECT article_id, listed_at FROM (${matching}) m WHERE ${isMany}
      ORDER BY listed_at DESC, article_id DESC LIMIT ${MAX_RANKED}::int
    )`;
    const selectSinceOf = (name: string) => sql`(
      SELECT ${formatPosition(sql`listed_at`, sql`article_id`)} FROM ${raw(name)}
      ORDER BY listed_at DESC, article_id DESC OFFSET ${MAX_RANKED}::int - 1 LIMIT 1
    )`;
    return {
      tables: [
        buildNewest(reader, 'recent', newestPlan, (within) => buildMatches(reader, criteria, within)),
        buildNewest(reader, 'typed_newest', newestPlan, (within) =>
          buildTypedMatches(reader, criteria, within),
        ),
        sql`typed AS MATERIALIZED (SELECT unnest(${selectNewestIds('typed_newest')}) AS article_id)`,
        buildNewestOf('titled', titled),
        buildNewestOf('close', close),
      ],
      ids: sql`
        SELECT unnest(${selectNewestIds('recent')}) AS article_id
        UNION SELECT article_id FROM typed UNION SELECT article_id FROM titled UNION SELECT article_id FROM close`,
      since: sql`${selectLastOf('recent')} AS "recentSince", ${selectLastOf('typed_newest')} AS "typedSince",
        ${selectSinceOf('titled')} AS "titledSince", ${selectSinceOf('close')} AS "closeSince"`,
      isTyped,
      total: selectTotal(criteria, 'recent', newestPlan),
    };
  }

  /** Selects the IDs that an earlier page ranked. More than MAX_SORTED are possible only with a forged cursor. */
  private selectRankedSince(criteria: PlannedCriteria, span: RankedSpan): Prisma.Sql {
    const recent = buildMatches(this.reader, criteria, buildSince(span.recentSince));
    const { titled, close } = this.selectByIndex(criteria, span);
    const typed = sql`SELECT s.article_id, s.listed_at FROM typed JOIN ${this.reader.table('article_search')} s USING (article_id)`;
    const lists = span.recentSince === null ? [recent] : [recent, typed, titled, close];
    return sql`SELECT article_id FROM (${join(lists, ' UNION ')}) ids LIMIT ${MAX_SORTED}::int`;
  }

  /**
   * Selects articles with every word as it is written, articles with every word in the title, and articles with all words
   * of which two are neighbors. Reads the indexes alone, never a document, so phrases and excluded words are not heeded;
   * some are no matches.
   */
  private selectByIndex(
    criteria: PlannedCriteria,
    { typedSince, titledSince, closeSince }: RankedSpan,
  ): Record<'typed' | 'titled' | 'close', Prisma.Sql> {
    const filter = buildFilter(criteria, sql`s.article_id`);
    const isSince = (since: string | null) => (since === null ? sql`true` : buildSince(since));
    const hasPairs = criteria.plan.match.languages.some(({ stems }) => /[&<]/.test(stems));
    const isClose = hasPairs
      ? sql`public.word_pairs(s.document) && public.possible_pairs(l.stems)`
      : sql`false`;
    // Of two words, neighbors are all.
    const hasAll = criteria.plan.terms.length === 2 ? sql`true` : sql`s.document @@ l.stems`;
    const search = this.reader.table('article_search');
    // OFFSET 0: in the order of dates, the planner would read all titles, and compute the pairs of each newer article.
    return {
      typed: buildTypedMatches(this.reader, criteria, isSince(typedSince)),
      titled: sql`
        SELECT s.article_id, s.listed_at FROM q CROSS JOIN LATERAL (
          SELECT * FROM ${search} s WHERE s.title @@ q.words OFFSET 0
        ) s WHERE ${isSince(titledSince)} AND ${filter}`,
      close: sql`
        SELECT s.article_id, s.listed_at FROM l CROSS JOIN LATERAL (
          SELECT * FROM ${search} s WHERE ${isClose} AND ${IS_OF_LANGUAGE} OFFSET 0
        ) s WHERE ${hasAll} AND ${isSince(closeSince)} AND ${filter}`,
    };
  }
}

/** Columns of a ranked hit, in the order of the statement. */
const RANKED_COLUMNS = [
  'id',
  'score',
  'copies',
  'at',
  'total',
  'recentSince',
  'typedSince',
  'titledSince',
  'closeSince',
  'mostMatched',
  'hasAllWords',
] as const;

/** Condition that an article of a relaxed search has the only word as it is written. */
const IS_TYPED_OF_RELAXED = sql`(SELECT r.is_typed FROM relaxed r WHERE r.article_id = s.article_id)`;

/** Number of hits that a statement does not count. */
const UNKNOWN = sql`NULL::int`;

/** Selects the number of all hits of a relaxed search. */
function selectRelaxedTotal(): Prisma.Sql {
  return sql`(SELECT count(*)::int FROM relaxed WHERE NOT has_all_words)`;
}

/** Selects the number of all hits, if the table `name` of buildNewest() lists them all. */
function selectTotal(
  criteria: PlannedCriteria,
  name: string,
  { hasWindow, maxListed }: NewestPlan,
): Prisma.Sql {
  if (criteria.relaxation) return selectRelaxedTotal();
  return sql`(
    SELECT CASE WHEN listed <= ${maxListed}::int THEN listed END FROM ${countListed(name)} n WHERE NOT ${hasWindow}
  )`;
}

/** Selects the position of the oldest article of a list; null if the list has all. */
function selectLastOf(list: string): Prisma.Sql {
  return sql`(SELECT ${formatPosition(sql`since`, sql`ids[cardinality(ids)]`)} FROM ${raw(list)} ORDER BY size DESC LIMIT 1)`;
}

function selectSpan({ recentSince, typedSince, titledSince, closeSince }: RankedSpan): Prisma.Sql {
  return sql`${recentSince}::text AS "recentSince", ${typedSince}::text AS "typedSince", ${titledSince}::text AS "titledSince", ${closeSince}::text AS "closeSince"`;
}

function selectMatched({ relaxation }: PlannedCriteria, id: Prisma.Sql): Prisma.Sql {
  if (!relaxation) return sql`NULL AS "mostMatched", true AS "hasAllWords"`;
  return sql`(SELECT most FROM relaxed LIMIT 1) AS "mostMatched",
    (SELECT r.has_all_words FROM relaxed r WHERE r.article_id = ${id}) AS "hasAllWords"`;
}

/**
 * Builds the condition on articles listed since another. The range has two ends: the planner takes it for
 * narrow, and combines its index with that of the words.
 */
function buildSince(position: string | null): Prisma.Sql {
  const since = position === null ? null : parseDatePosition(position);
  const range = sql`s.listed_at BETWEEN coalesce(${since?.at ?? null}::timestamptz, '-infinity') AND 'infinity'`;
  return since ? sql`${range} AND ${buildCursorCondition(since, raw('>='))}` : range;
}

function buildCursorCondition(after: DatePosition | null, operator: Prisma.Sql): Prisma.Sql {
  if (!after) return sql`true`;
  return sql`(s.listed_at, s.article_id) ${operator} (${after.at}::timestamptz, ${after.id}::int)`;
}

/** Writes a position in an order by date as parseDatePosition reads it; null without a time. */
function formatPosition(time: Prisma.Sql, id: Prisma.Sql): Prisma.Sql {
  return sql`${formatIsoTime(time)} || ' ' || ${id}`;
}
