import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';

const { sql } = Prisma;

export type SitemapKind = 'articles' | 'tags' | 'authors';

/**
 * Numbers that one sitemap covers, far below the protocol's 50,000 addresses and 50 MB: what is asked for anew after
 * every publication is made in a moment.
 */
export const IDS_PER_SITEMAP = 2_000;

/** Google: articles of the last two days, at most 1,000. */
const NEWS_DAYS = 2;
const MAX_NEWS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const TABLES: Record<SitemapKind, { table: string; key: string }> = {
  // Whatever of an article changes, its place by last update does.
  articles: { table: 'article', key: cacheTags.articles('site', 'updated') },
  tags: { table: 'tag', key: cacheTags.tags },
  authors: { table: 'author', key: cacheTags.authors },
};

/**
 * The parts that hold anything, and when something in them last changed, where that is known: an article, or where it
 * is, which may be its section's doing.
 */
export function loadSitemapParts(
  reader: ReadClient,
): Promise<{ kind: SitemapKind; part: number; updatedAt: Date | null }[]> {
  const part = sql`(t.id - 1) / ${IDS_PER_SITEMAP}::int + 1 AS part`;
  const selectKind = (kind: 'tags' | 'authors') => sql`
    SELECT ${kind}::text AS kind, ${part}, NULL::timestamptz AS "updatedAt"
    FROM ${reader.table(TABLES[kind].table)} t GROUP BY 2`;
  return reader.query(
    sql`
      SELECT * FROM (
        SELECT 'articles' AS kind, ${part}, greatest(max(t.updated_at), max(d.since)) AS "updatedAt"
        FROM ${reader.table('article')} t LEFT JOIN ${reader.table('address')} d ON d.article_id = t.id GROUP BY 2
        UNION ALL ${selectKind('tags')} UNION ALL ${selectKind('authors')}
      ) parts ORDER BY kind, part`,
    Object.values(TABLES).map(({ key }) => key),
  );
}

/** What a part holds: an article by its path, else by its slug. */
export function loadSitemapRows(
  kind: SitemapKind,
  part: number,
  reader: ReadClient,
): Promise<{ name: string; updatedAt?: Date; image?: string | null }[]> {
  const { table, key } = TABLES[kind];
  const last = part * IDS_PER_SITEMAP;
  const within = sql`t.id > ${last - IDS_PER_SITEMAP}::int AND t.id <= ${last}::int ORDER BY t.id`;
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
export async function loadNews(reader: ReadClient): Promise<NewsRow[]> {
  const news = await reader.query<NewsRow>(
    sql`
      SELECT path, title, published_at AS "publishedAt" FROM ${reader.table('article')}
      WHERE listed_at > ${getDaysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now()
      ORDER BY listed_at DESC, id DESC LIMIT ${MAX_NEWS}::int`,
    [TABLES.articles.key],
  );
  expireWithNews(news.at(-1)?.publishedAt, reader);
  return news;
}

/** Null when nothing was published in the last two days. */
export async function findLatestNewsUpdate(reader: ReadClient): Promise<{ updatedAt: Date } | null> {
  const [news] = await reader.query<{ updatedAt: Date | null; earliest: Date | null }>(
    sql`
      SELECT max(updated_at) AS "updatedAt", min(listed_at) AS earliest FROM ${reader.table('article')}
      WHERE listed_at > ${getDaysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now()`,
    [TABLES.articles.key],
  );
  // When the first of them drops out, the last update may be another's.
  expireWithNews(news?.earliest ?? undefined, reader);
  return news?.updatedAt ? { updatedAt: news.updatedAt } : null;
}

/** Says that the answer is another once what was published at `date` is two days old. */
function expireWithNews(date: Date | undefined, reader: ReadClient): void {
  if (date) reader.limitTtl(date.getTime() + NEWS_DAYS * DAY_MS - Date.now());
}

function getDaysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
