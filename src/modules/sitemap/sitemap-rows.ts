import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';
import { IS_LISTED } from '../article/filter/listed.sql.js';
import { getImageUrl } from '../image/image.type.js';
import { canShow, MEDIA_JSON, SOURCE_URL, type StoredMediaRow, withEnd } from '../image/media-row.type.js';
import type { SearchRights } from '../machine-rights/machine-rights.type.js';

const { sql, raw } = Prisma;

/** Condition on an article, tag, author or series `t` that search engines may index. */
const IS_INDEXED = sql`t.noindex IS NOT TRUE`;

/**
 * Condition on an article `t` of the news sitemap. Google News has no label for sponsored articles, and takes those without
 * one for deception (https://support.google.com/news/publisher-center/answer/6204050).
 */
const IS_NEWS = sql`${raw(IS_LISTED)} AND ${IS_INDEXED} AND t.sponsor_name IS NULL`;

/** Builds the condition on an article `t` that search engines may show it. Its own statement begins with that on search. */
function mayShowArticle({ isAllowedBySite, forbiddenSections }: SearchRights): Prisma.Sql {
  return sql`(${IS_INDEXED} AND CASE WHEN t.machine_rights LIKE 'search=%' THEN t.machine_rights NOT LIKE 'search=forbidden%'
    ELSE coalesce(t.section_id <> ALL (${forbiddenSections}::int[]), ${isAllowedBySite}::boolean) END)`;
}

/** Builds the condition on a tag, author or series `t` that search engines may show it. */
function mayShowTerm({ isAllowedBySite }: SearchRights): Prisma.Sql {
  return sql`(${IS_INDEXED} AND ${isAllowedBySite}::boolean)`;
}

export type SitemapKind = 'articles' | 'tags' | 'authors' | 'series';

/**
 * Size of the ID range that one sitemap covers. Far below the protocol's limits of 50,000 URLs and 50 MB,
 * since crawlers request sitemaps again after every publication.
 */
export const IDS_PER_SITEMAP = 2_000;
/** As a constant of the statement, since indexes are on an expression with it. */
const PART_SIZE = raw(String(IDS_PER_SITEMAP));

/** Google's limits for news sitemaps: articles of the last two days, at most 1,000. */
const NEWS_DAYS = 2;
const MAX_NEWS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const TABLES: Record<SitemapKind, { table: string; key: string }> = {
  // Every change to an article changes its position by last update.
  articles: { table: 'article', key: cacheTags.articles('site', 'updated') },
  tags: { table: 'tag', key: cacheTags.tags },
  authors: { table: 'author', key: cacheTags.authors },
  series: { table: 'series', key: cacheTags.seriesList },
};

/**
 * Lists the non-empty sitemap parts with the time of their last change, null for tags, authors and series. An
 * article's change of path counts, also if its section caused it, and so do articles that sitemaps leave out. Reads a few
 * rows of each part, by the indexes article_sitemap_part and address_sitemap_part.
 */
export function loadSitemapParts({
  reader,
  condition,
  rights,
}: SitemapScope): Promise<{ kind: SitemapKind; part: number; updatedAt: Date | null }[]> {
  const article = reader.table('article');
  const selectKind = (kind: Exclude<SitemapKind, 'articles'>) => sql`
    SELECT ${kind}::text AS kind, part, NULL::timestamptz AS "updatedAt"
    FROM ${buildParts(kind, reader, mayShowTerm(rights))}`;
  return reader.query(
    sql`
      WITH live AS MATERIALIZED (
        SELECT (l.article_id - 1) / ${PART_SIZE} AS part, max(l.updated_at) AS updated_at
        FROM public.live_blog l ${joinRow(article, sql`l.article_id`, sql`t.kind = 'LIVE_BLOG' AND ${condition}`)} GROUP BY 1
      )
      SELECT * FROM (
        SELECT 'articles' AS kind, part, greatest(
          (SELECT k.updated_at FROM public.article k ${joinRow(article, sql`k.id`, condition)}
            WHERE (k.id - 1) / ${PART_SIZE} = part - 1 ORDER BY k.updated_at DESC LIMIT 1),
          (SELECT d.since FROM ${reader.table('address')} d ${joinRow(article, sql`d.article_id`, condition)}
            WHERE (d.article_id - 1) / ${PART_SIZE} = part - 1 ORDER BY d.since DESC LIMIT 1),
          (SELECT l.updated_at FROM live l WHERE l.part = p.part - 1)
        ) AS "updatedAt"
        FROM ${buildParts('articles', reader, sql`${mayShowArticle(rights)} AND ${condition}`)}
        UNION ALL ${selectKind('tags')} UNION ALL ${selectKind('authors')} UNION ALL ${selectKind('series')}
      ) parts ORDER BY kind, part`,
    [...Object.values(TABLES).map(({ key }) => key), cacheTags.liveBlogs],
  );
}

/**
 * Builds the numbers `p.part` of the parts with a row `t` that fulfils a condition, by looking for one row of each part. The
 * highest ID is that of the table: the view of a perspective would read all of its rows for it.
 */
function buildParts(kind: SitemapKind, reader: ReadClient, condition: Prisma.Sql): Prisma.Sql {
  const { table } = TABLES[kind];
  return sql`generate_series(1, (SELECT (max(id) - 1) / ${PART_SIZE} + 1 FROM ${raw(`public.${table}`)})) AS p(part)
    CROSS JOIN LATERAL (
      SELECT FROM ${raw(`public.${table}`)} k ${joinRow(reader.table(table), sql`k.id`, condition)}
      WHERE k.id > (p.part - 1) * ${PART_SIZE} AND k.id <= p.part * ${PART_SIZE} AND k.noindex IS NOT TRUE LIMIT 1
    ) shown`;
}

/**
 * Joins the row `t` of a view by its ID, if it fulfils a condition. OFFSET 0 makes it a lookup: the planner would read the
 * index of a language for each part, all of it, since it expects few articles of a language with fallbacks.
 */
function joinRow(view: Prisma.Sql, id: Prisma.Sql, condition: Prisma.Sql): Prisma.Sql {
  return sql`CROSS JOIN LATERAL (SELECT FROM ${view} t WHERE t.id = ${id} AND ${condition} OFFSET 0) t`;
}

interface SitemapRow {
  id: number;
  name: string;
  /** BCP 47 tag of the article; undefined for other pages. */
  language?: string | null;
  canonicalUrl?: string | null;
  updatedAt?: Date;
  /** Stored URL of the lead picture. */
  image?: string | null;
}

/** The articles of a language, and what search engines may show. */
interface SitemapScope {
  reader: ReadClient;
  condition: Prisma.Sql;
  rights: SearchRights;
}

/** Loads a part's rows, named by path for articles and by slug for the others. */
export async function loadSitemapRows(
  kind: SitemapKind,
  part: number,
  { reader, condition, rights }: SitemapScope,
): Promise<SitemapRow[]> {
  const { table, key } = TABLES[kind];
  const last = part * IDS_PER_SITEMAP;
  const within = sql`t.id > ${last - IDS_PER_SITEMAP}::int AND t.id <= ${last}::int`;
  const rows =
    kind === 'articles'
      ? sql`
        SELECT t.id, t.path AS name, t.language, t.canonical_url AS "canonicalUrl",
          coalesce(l.updated_at, t.updated_at) AS "updatedAt",
          i.url AS image, ${MEDIA_JSON} AS media
        FROM ${reader.table(table)} t
        LEFT JOIN ${reader.table('live_blog')} l ON l.article_id = t.id
        LEFT JOIN ${reader.table('image')} i ON i.id = t.image_id
        LEFT JOIN ${reader.table('media_source')} s ON s.url = ${SOURCE_URL}
        LEFT JOIN ${reader.table('media_file')} f ON f.id = s.file_id
        WHERE ${within} AND ${mayShowArticle(rights)} AND ${condition} ORDER BY t.id`
      : sql`SELECT t.id, t.slug AS name FROM ${reader.table(table)} t WHERE ${within} AND ${mayShowTerm(rights)} ORDER BY t.id`;
  const askedAt = performance.now();
  const tags = kind === 'articles' ? [key, cacheTags.liveBlogs] : [key];
  const found = await reader.query<SitemapRow & { media?: StoredMediaRow | null }>(rows, tags);
  return found.map(({ media: stored = null, image, ...row }) => {
    const media = withEnd(stored, askedAt);
    return { ...row, image: image && canShow(media, reader) ? getImageUrl({ url: image }, media) : null };
  });
}

export interface NewsRow {
  path: string;
  title: string;
  publishedAt: Date;
  /** Language tag; null for the language of the site. */
  language: string | null;
}

/** Loads the articles published in the last two days, latest first, without pages and sponsored articles. */
export async function loadNews({ reader, condition, rights }: SitemapScope): Promise<NewsRow[]> {
  const news = await reader.query<NewsRow>(
    sql`
      SELECT path, title, language, published_at AS "publishedAt" FROM ${reader.table('article')} t
      WHERE ${IS_NEWS} AND ${mayShowArticle(rights)} AND listed_at > ${getDaysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now() AND ${condition}
      ORDER BY listed_at DESC, id DESC LIMIT ${MAX_NEWS}::int`,
    [TABLES.articles.key],
  );
  expireWithNews(news.at(-1)?.publishedAt, reader);
  return news;
}

/** Returns null if nothing was published in the last two days. */
export async function findLatestNewsUpdate({
  reader,
  condition,
  rights,
}: SitemapScope): Promise<{ updatedAt: Date } | null> {
  const [news] = await reader.query<{ updatedAt: Date | null; earliest: Date | null }>(
    sql`
      SELECT greatest(max(t.updated_at), max(l.updated_at)) AS "updatedAt", min(listed_at) AS earliest
      FROM ${reader.table('article')} t LEFT JOIN ${reader.table('live_blog')} l ON l.article_id = t.id
      WHERE ${IS_NEWS} AND ${mayShowArticle(rights)} AND listed_at > ${getDaysAgo(NEWS_DAYS)}::timestamptz AND listed_at <= now() AND ${condition}`,
    [TABLES.articles.key, cacheTags.liveBlogs],
  );
  // Once the earliest one drops out, the last update may differ.
  expireWithNews(news?.earliest ?? undefined, reader);
  return news?.updatedAt ? { updatedAt: news.updatedAt } : null;
}

/** Expires the response when the article published at `date` is two days old. */
function expireWithNews(date: Date | undefined, reader: ReadClient): void {
  if (date) reader.limitTtl(date.getTime() + NEWS_DAYS * DAY_MS - Date.now());
}

function getDaysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
