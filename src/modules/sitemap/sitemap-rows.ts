import { Prisma } from '../../database/generated/client.js';
import { keys } from '../../database/keys.js';
import type { Reader } from '../../database/reader.js';

const { sql } = Prisma;

export type Kind = 'articles' | 'tags' | 'authors';

/**
 * Numbers that one sitemap covers, far below the protocol's 50,000 addresses and 50 MB: what is asked for anew after
 * every publication is made in a moment.
 */
export const PART = 2_000;

/** Google: articles of the last two days, at most 1,000. */
const NEWS_DAYS = 2;
const MOST_NEWS = 1_000;
const DAY = 24 * 60 * 60 * 1000;

const TABLES: Record<Kind, { table: string; key: string }> = {
  // Whatever of an article changes, its place by last update does.
  articles: { table: 'article', key: keys.articles('site', 'updated') },
  tags: { table: 'tag', key: keys.tags },
  authors: { table: 'author', key: keys.authors },
};

/**
 * The parts that hold anything, and when something in them last changed, where that is known: an article, or where it
 * is, which may be its section's doing.
 */
export function partsOf(reader: Reader): Promise<{ kind: Kind; part: number; updatedAt: Date | null }[]> {
  const part = sql`(t.id - 1) / ${PART}::int + 1 AS part`;
  const of = (kind: 'tags' | 'authors') => sql`
    SELECT ${kind}::text AS kind, ${part}, NULL::timestamptz AS "updatedAt"
    FROM ${reader.table(TABLES[kind].table)} t GROUP BY 2`;
  return reader.query(
    sql`
      SELECT * FROM (
        SELECT 'articles' AS kind, ${part}, greatest(max(t.updated_at), max(d.since)) AS "updatedAt"
        FROM ${reader.table('article')} t LEFT JOIN ${reader.table('address')} d ON d.article_id = t.id GROUP BY 2
        UNION ALL ${of('tags')} UNION ALL ${of('authors')}
      ) parts ORDER BY kind, part`,
    Object.values(TABLES).map(({ key }) => key),
  );
}

/** What a part holds: an article by its path, else by its slug. */
export function pagesOf(
  kind: Kind,
  part: number,
  reader: Reader,
): Promise<{ name: string; updatedAt?: Date; image?: string | null }[]> {
  const { table, key } = TABLES[kind];
  const last = part * PART;
  const within = sql`t.id > ${last - PART}::int AND t.id <= ${last}::int ORDER BY t.id`;
  const rows =
    kind === 'articles'
      ? sql`
        SELECT t.path AS name, t.updated_at AS "updatedAt", i.url AS image FROM ${reader.table(table)} t
        LEFT JOIN ${reader.table('image')} i ON i.id = t.image_id WHERE ${within}`
      : sql`SELECT t.slug AS name FROM ${reader.table(table)} t WHERE ${within}`;
  return reader.query(rows, [key]);
}

export interface NewsRow {
  path: string;
  title: string;
  publishedAt: Date;
}

/** What was published in the last two days, latest first. */
export async function newsOf(reader: Reader): Promise<NewsRow[]> {
  const news = await reader.query<NewsRow>(
    sql`
      SELECT path, title, published_at AS "publishedAt" FROM ${reader.table('article')}
      WHERE listed_at > ${daysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now()
      ORDER BY listed_at DESC, id DESC LIMIT ${MOST_NEWS}::int`,
    [TABLES.articles.key],
  );
  endAfter(news.at(-1)?.publishedAt, reader);
  return news;
}

/** Null when nothing was published in the last two days. */
export async function recentNews(reader: Reader): Promise<{ updatedAt: Date } | null> {
  const [news] = await reader.query<{ updatedAt: Date | null; earliest: Date | null }>(
    sql`
      SELECT max(updated_at) AS "updatedAt", min(listed_at) AS earliest FROM ${reader.table('article')}
      WHERE listed_at > ${daysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now()`,
    [TABLES.articles.key],
  );
  // When the first of them drops out, the last update may be another's.
  endAfter(news?.earliest ?? undefined, reader);
  return news?.updatedAt ? { updatedAt: news.updatedAt } : null;
}

/** Says that the answer is another once what was published at `date` is two days old. */
function endAfter(date: Date | undefined, reader: Reader): void {
  if (date) reader.endIn(date.getTime() + NEWS_DAYS * DAY - Date.now());
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY);
}
