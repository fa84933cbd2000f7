import type { ListOwner } from '../../cache/cache-tags.js';
import { Prisma } from '../../database/generated/client.js';
import { padToStablePlan } from '../../database/read/pad-parameters.js';

const { sql } = Prisma;

/** Scope of an article list: the site, a section with its descendants, a tag, an author or a series. */
export type ArticleScope = { of: 'site' } | { of: ListOwner; id: number };

/**
 * The condition of the site is always true. With a filter it names the list, so that PostgreSQL starts no parallel
 * workers, which read far beyond the page.
 */
export function buildScopeCondition({ of }: ArticleScope, hasFilter: boolean): Prisma.Sql {
  if (of === 'site') return hasFilter ? sql`a.id <> k.key` : sql`true`;
  // Rows of article_section are of an article's sections and of all their ancestors.
  if (of === 'section') return sql`m.section_id = k.key`;
  if (of === 'series') return sql`a.series_id = k.key`;
  return of === 'tag' ? sql`m.tag_id = k.key` : sql`m.author_id = k.key`;
}

/** Returns the ID of the owner of a list; 0 for the site. */
export function getOwnerId(scope: ArticleScope): number {
  return scope.of === 'site' ? 0 : scope.id;
}

/** Builds the rows `k` of owners, by which statements name them. */
export function buildOwnersTable(owners: number[]): Prisma.Sql {
  return sql`(SELECT DISTINCT key FROM unnest(${padToStablePlan(owners)}::int[]) AS owner(key)) k`;
}
