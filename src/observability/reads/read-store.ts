import type pg from 'pg';

/** In place of the ID of an article, for requests that were refused before their article was known. */
export const NO_ARTICLE = 0;

/** Reads of an article by a crawler on a day. */
export interface ReadCount {
  /** Day (UTC) as YYYY-MM-DD. */
  day: string;
  /** Product token, or the host that signed. */
  crawler: string;
  /** True if the signatures of the requests were valid. */
  isVerified: boolean;
  /** ID of the article, or NO_ARTICLE. */
  articleId: number;
  reads: number;
  refused: number;
}

/** Days (UTC) and crawler to sum reads of. */
export interface ReadSelection {
  /** First and last day, as YYYY-MM-DD. */
  since: string;
  until: string;
  /** Name of the crawler, in any case; null for all. */
  crawler: string | null;
}

/** Reads of all articles by a crawler. */
export interface CrawlerSum extends Pick<ReadCount, 'crawler' | 'isVerified' | 'reads' | 'refused'> {
  /** Number of different articles that were read. */
  articleCount: number;
}

/** Reads of an article by a crawler over several days. `articleId` is null if it was not known. */
export interface ArticleSum extends Omit<ReadCount, 'day' | 'articleId'> {
  articleId: number | null;
}

/** Stores how often crawlers read articles. */
export class ReadStore {
  constructor(private readonly pool: Pick<pg.Pool, 'query'>) {}

  /** Adds counts in one statement. */
  async add(counts: readonly ReadCount[]): Promise<void> {
    await this.pool.query(ADD_READS, [
      counts.map(({ day }) => day),
      counts.map(({ crawler }) => crawler),
      counts.map(({ isVerified }) => isVerified),
      counts.map(({ articleId }) => articleId),
      counts.map(({ reads }) => reads),
      counts.map(({ refused }) => refused),
    ]);
  }

  /** Sums by crawler, those with the most reads first. */
  async sumByCrawler({ since, until, crawler }: ReadSelection): Promise<CrawlerSum[]> {
    const { rows } = await this.pool.query(SUM_BY_CRAWLER, [since, until, crawler]);
    return rows;
  }

  /** Sums by crawler and article, those with the most reads first. */
  async sumByArticle({ since, until, crawler }: ReadSelection, limit: number): Promise<ArticleSum[]> {
    const { rows } = await this.pool.query(SUM_BY_ARTICLE, [since, until, crawler, limit]);
    return rows;
  }
}

/** Deletes the counts of days before the last `days` (UTC), those of today among them. */
export async function pruneReads(pool: Pick<pg.Pool, 'query'>, days: number): Promise<void> {
  await pool.query(`DELETE FROM machine_read WHERE day <= (now() AT TIME ZONE 'UTC')::date - $1::int`, [
    days,
  ]);
}

/** Adds reads in one order, so that instances do not wait for each other in a circle. */
const ADD_READS = `
  INSERT INTO machine_read (day, crawler, is_verified, article_id, reads, refused)
  SELECT * FROM unnest($1::date[], $2::text[], $3::boolean[], $4::int[], $5::bigint[], $6::bigint[])
    AS counted (day, crawler, is_verified, article_id, reads, refused)
  ORDER BY day, crawler, is_verified, article_id
  ON CONFLICT (day, crawler, is_verified, article_id) DO UPDATE
    SET reads = machine_read.reads + excluded.reads, refused = machine_read.refused + excluded.refused`;

const SELECTED = `
  FROM machine_read
  WHERE day BETWEEN $1::date AND $2::date AND ($3::text IS NULL OR lower(crawler) = lower($3))`;

const SUM_BY_CRAWLER = `
  SELECT crawler, is_verified AS "isVerified", sum(reads)::float8 AS reads, sum(refused)::float8 AS refused,
    count(DISTINCT article_id) FILTER (WHERE reads > 0)::int AS "articleCount"
  ${SELECTED}
  GROUP BY crawler, is_verified
  ORDER BY sum(reads) DESC, sum(refused) DESC, crawler, is_verified`;

const SUM_BY_ARTICLE = `
  SELECT nullif(article_id, ${NO_ARTICLE}) AS "articleId", crawler, is_verified AS "isVerified",
    sum(reads)::float8 AS reads, sum(refused)::float8 AS refused
  ${SELECTED}
  GROUP BY article_id, crawler, is_verified
  ORDER BY sum(reads) DESC, sum(refused) DESC, article_id, crawler, is_verified
  LIMIT $4`;
