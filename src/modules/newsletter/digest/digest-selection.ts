import { Prisma } from '../../../database/generated/client.js';
import type { Transaction } from '../../../mutations/write-lock.js';

/** As many articles as a digest has of what was read most, and in all. */
const MAX_MOST_READ = 5;
const MAX_ARTICLES = 12;

/** Which articles an issue has, first to last. */
export interface SelectedArticle {
  articleId: number;
  /** Whether it is there because it was read much. */
  isMostRead: boolean;
}

/** Of what an editor has set, what readers may see. */
export async function selectEditorPicks(tx: Transaction, articleIds: number[]): Promise<SelectedArticle[]> {
  const found = await tx.article.findMany({ where: { id: { in: articleIds } }, select: { id: true } });
  const visible = new Set(found.map(({ id }) => id));
  return articleIds.filter((id) => visible.has(id)).map((articleId) => ({ articleId, isMostRead: false }));
}

/**
 * What was read most since a moment, then what was published since, newest first. Empty when nothing was
 * published: readers are not sent what they have had.
 */
export async function selectPublishedSince(tx: Transaction, since: Date): Promise<SelectedArticle[]> {
  const newest = await tx.article.findMany({
    where: { publishedAt: { gt: since } },
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

/** Views are kept as sums up to the end of each clock hour: those since a moment are the last less the one before it. */
async function findMostRead(tx: Transaction, since: Date): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>(Prisma.sql`
    SELECT a.id FROM article a
    JOIN LATERAL (SELECT max(v.total) AS total FROM article_views v WHERE v.article_id = a.id) now ON true
    LEFT JOIN LATERAL (
      SELECT v.total FROM article_views v
      WHERE v.article_id = a.id AND v.hour < ${since} ORDER BY v.hour DESC LIMIT 1
    ) before ON true
    WHERE now.total > coalesce(before.total, 0)
    ORDER BY now.total - coalesce(before.total, 0) DESC, a.id DESC LIMIT ${MAX_MOST_READ}`);
  return rows.map(({ id }) => id);
}
