import { Prisma } from '../../../database/generated/client.js';

const { sql } = Prisma;

/**
 * Marks the search documents of drafts as stale. Triggers do not, if a draft gets another body by having none of its
 * own.
 */
export function markDraftsStale(ids: number[]): Prisma.Sql {
  return sql`UPDATE draft_search SET stale = 'TEXT' WHERE article_id = ANY(${ids}::int[]) AND stale IS DISTINCT FROM 'TEXT'`;
}

/**
 * Marks the search documents that drafts share with their articles as stale, if the article is restricted: its document
 * has the words of the free preview alone.
 */
export function markRestrictedDraftsStale(ids: number[]): Prisma.Sql {
  return sql`
    UPDATE draft_search s SET stale = 'TEXT' FROM draft d
    WHERE s.article_id = ANY(${ids}::int[]) AND s.is_shared AND d.id = s.article_id AND d.access <> 'PUBLIC'`;
}
