import { Prisma } from '../../../database/generated/client.js';
import { getSchemaName } from '../../../database/read/schema-name.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { IS_LISTED } from '../../article/filter/listed.sql.js';
import { IS_OF_NEWSROOM } from '../../article/filter/sponsored.sql.js';
import { buildDigestCondition } from './digest-articles.js';
import { type Candidate, DigestReason, type SelectedArticle } from './digest-candidate.js';
import { selectArticles } from './select-articles.js';

/** Candidates that are examined: the most read ones, and the newest ones. */
const MOST_READ_CANDIDATES = 60;
const NEW_CANDIDATES = 200;
/**
 * Minutes before the last issue in which published articles still count as new, since they may have appeared
 * while it was sent.
 */
const OVERLAP_MINUTES = 10;

/** The previous issue; views and articles count from the start of its sending. */
export interface LastIssue {
  newsletterId: number;
  /** Null before the first issue. */
  issueId: number | null;
  sentAt: Date;
}

/** Returns those of the articles chosen by an editor that are public, in a language of the site, or null for all. */
export async function selectEditorPicks(
  tx: Transaction,
  articleIds: number[],
  language: string | null = null,
): Promise<SelectedArticle[]> {
  const found = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM ${getArticles(language)} WHERE id = ANY(${articleIds}::int[])`;
  const visible = new Set(found.map(({ id }) => id));
  return articleIds
    .filter((id) => visible.has(id))
    .map((articleId) => ({ articleId, isMostRead: false, reason: DigestReason.EDITOR_PICK, views: 0 }));
}

/**
 * Selects articles read and published since the last issue that were in no issue of the newsletter, without pages and
 * sponsored articles, which only an editor plans for an issue.
 * `language` is one of the site; null selects those of all. Empty if nothing was published since, so that no reader gets
 * the same digest twice.
 */
export async function selectSinceLastIssue(
  tx: Transaction,
  last: LastIssue,
  now: Date,
  language: string | null = null,
): Promise<SelectedArticle[]> {
  const candidates = await findCandidates(tx, last, now, language);
  if (!candidates.some(({ isNew }) => isNew)) return [];
  const scores = await loadSimilarities(tx, candidates);
  return selectArticles(candidates, (a, b) => scores.get(`${a} ${b}`) ?? 0);
}

/**
 * Finds candidates, newest first. Their views are the running total now less that at the last issue, which
 * newsletter_issue_views has for the articles viewed earlier in its hour.
 */
async function findCandidates(
  tx: Transaction,
  { newsletterId, issueId, sentAt }: LastIssue,
  now: Date,
  language: string | null,
): Promise<Candidate[]> {
  const newSince = new Date(sentAt.getTime() - OVERLAP_MINUTES * 60_000);
  const rows = await tx.$queryRaw<Candidate[]>(Prisma.sql`
    WITH candidate AS (
      SELECT a.id, a.section_id AS "sectionId", a.series, a.published_at AS "publishedAt",
        a.published_at > ${newSince} AS "isNew",
        coalesce(seen.total, 0) - coalesce(snapshot.total, before.total, 0) AS views
      FROM ${getArticles(language)} a
      LEFT JOIN LATERAL (
        SELECT v.total FROM article_views v WHERE v.article_id = a.id ORDER BY v.hour DESC LIMIT 1
      ) seen ON true
      LEFT JOIN newsletter_issue_views snapshot ON snapshot.issue_id = ${issueId}::int AND snapshot.article_id = a.id
      LEFT JOIN LATERAL (
        SELECT v.total FROM article_views v
        WHERE v.article_id = a.id AND v.hour < date_trunc('hour', ${sentAt}::timestamptz, 'UTC')
        ORDER BY v.hour DESC LIMIT 1
      ) before ON true
      WHERE a.${Prisma.raw(IS_LISTED)} AND ${IS_OF_NEWSROOM} AND a.published_at <= ${now} AND NOT EXISTS (
        SELECT FROM newsletter_issue_article e JOIN newsletter_issue i ON i.id = e.issue_id
        WHERE e.article_id = a.id AND i.newsletter_id = ${newsletterId} AND ${buildDigestCondition(language)}
      )
    )
    (SELECT * FROM candidate WHERE views > 0 ORDER BY views DESC, id DESC LIMIT ${MOST_READ_CANDIDATES})
    UNION (SELECT * FROM candidate WHERE "isNew" ORDER BY "publishedAt" DESC, id DESC LIMIT ${NEW_CANDIDATES})
    ORDER BY "publishedAt" DESC, id DESC`);
  const tops = await loadTopSections(tx);
  return rows.map((row) => ({
    ...row,
    views: Math.max(0, row.views),
    sectionId: row.sectionId === null ? null : (tops.get(row.sectionId) ?? row.sectionId),
  }));
}

/** Returns the view of the published articles in a language, or their table for null. */
function getArticles(language: string | null): Prisma.Sql {
  return Prisma.raw(language === null ? 'article' : `"${getSchemaName('published', language)}".article`);
}

/** Loads the section at the top of each section's branch of the tree, by ID. */
async function loadTopSections(tx: Transaction): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ id: number; topId: number }[]>(Prisma.sql`
    WITH RECURSIVE branch AS (
      SELECT id, id AS top FROM section WHERE parent_id IS NULL
      UNION ALL SELECT s.id, b.top FROM section s JOIN branch b ON b.id = s.parent_id
    )
    SELECT id, top AS "topId" FROM branch`);
  return new Map(rows.map(({ id, topId }) => [id, topId]));
}

/** Loads the scores of related articles among the candidates, for both orders of a pair: 0 to 1. */
async function loadSimilarities(tx: Transaction, candidates: Candidate[]): Promise<Map<string, number>> {
  const ids = candidates.map(({ id }) => id);
  const pairs = await tx.relatedArticle.findMany({
    where: { articleId: { in: ids }, relatedId: { in: ids } },
    select: { articleId: true, relatedId: true, score: true },
  });
  const scores = new Map<string, number>();
  for (const { articleId, relatedId, score } of pairs) {
    for (const key of [`${articleId} ${relatedId}`, `${relatedId} ${articleId}`])
      scores.set(key, Math.min(1, Math.max(score, scores.get(key) ?? 0)));
  }
  return scores;
}

/**
 * Stores the running totals of the articles viewed so far in the hour of an issue, so that the next issue
 * counts each view after it once. Earlier ones of the newsletter are deleted.
 */
export async function storeViewTotals(
  tx: Transaction,
  newsletterId: number,
  issueId: number,
  sentAt: Date,
): Promise<void> {
  await tx.newsletterIssueViews.deleteMany({ where: { issue: { newsletterId } } });
  await tx.$executeRaw`
    INSERT INTO newsletter_issue_views (issue_id, article_id, total)
    SELECT ${issueId}, v.article_id, v.total
    FROM article_popularity p JOIN article_views v ON v.article_id = p.article_id
      AND v.hour = date_trunc('hour', ${sentAt}::timestamptz, 'UTC')
    WHERE p.span = 'DAY'`;
}
