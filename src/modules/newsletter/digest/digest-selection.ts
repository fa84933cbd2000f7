import { Prisma } from '../../../database/generated/client.js';
import { IS_LISTED } from '../../../fields/article-filter/listed.sql.js';
import { UNLISTED_KIND } from '../../../fields/content-model.js';
import type { Transaction } from '../../../mutations/write-lock.js';

/** Maximum number of most-read articles in a digest, and of articles in total. */
const MAX_MOST_READ = 5;
const MAX_ARTICLES = 12;

/** Article selected for an issue; selections are in order. */
export interface SelectedArticle {
  articleId: number;
  /** True if the article was selected because it is among the most read. */
  isMostRead: boolean;
}

/** Returns those of the articles chosen by an editor that are public. */
export async function selectEditorPicks(tx: Transaction, articleIds: number[]): Promise<SelectedArticle[]> {
  const found = await tx.article.findMany({ where: { id: { in: articleIds } }, select: { id: true } });
  const visible = new Set(found.map(({ id }) => id));
  return articleIds.filter((id) => visible.has(id)).map((articleId) => ({ articleId, isMostRead: false }));
}

/**
 * Selects the articles most read since a time, then those published since, newest first, without pages. Empty
 * if nothing was published since, so that no reader gets the same digest twice.
 */
export async function selectPublishedSince(tx: Transaction, since: Date): Promise<SelectedArticle[]> {
  const newest = await tx.article.findMany({
    where: { publishedAt: { gt: since }, kind: { not: UNLISTED_KIND } },
    orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    take: MAX_ARTICLES,
    select: { id: true },
  });
  if (newest.length === 0) return [];
  const mostRead = await findMostRead(tx, since);
  const others = newest.map(({ id }) => id).filter((id) => !mostRead.includes(id));
  return [
    ...mostRead.map((articleId) => ({ articleId, isMostRead: true })),
    ...others.slice(0, MAX_ARTICLES - mostRead.length).map((articleId) => ({ articleId, isMostRead: false })),
  ];
}

/**
 * Finds the most read articles since a time. Views are stored as running totals by clock hour, so a count is
 * the difference of two rows.
 */
async function findMostRead(tx: Transaction, since: Date): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>(Prisma.sql`
    SELECT a.id FROM article a
    JOIN LATERAL (SELECT max(v.total) AS total FROM article_views v WHERE v.article_id = a.id) now ON true
    LEFT JOIN LATERAL (
      SELECT v.total FROM article_views v
      WHERE v.article_id = a.id AND v.hour < ${since} ORDER BY v.hour DESC LIMIT 1
    ) before ON true
    WHERE a.${Prisma.raw(IS_LISTED)} AND now.total > coalesce(before.total, 0)
    ORDER BY now.total - coalesce(before.total, 0) DESC, a.id DESC LIMIT ${MAX_MOST_READ}`);
  return rows.map(({ id }) => id);
}
