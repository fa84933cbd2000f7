import { Prisma } from '../../database/generated/client.js';
import type { ReadClient } from '../../database/read/read-client.js';

/** Returns the table with the bodies that a perspective shows, by `article_id`. */
export function getBodyTable({ table }: Pick<ReadClient, 'table'>): Prisma.Sql {
  return table('article_body');
}

/** Returns the table with the bodies of entries of live blogs that a perspective shows, by `entry_id`. */
export function getEntryBodyTable({ table }: Pick<ReadClient, 'table'>): Prisma.Sql {
  return table('live_blog_entry_body');
}

/**
 * SQL text that joins the body `b` of a published article `a`: that of the free preview unless the article is public.
 * The columns are null for an article without a body.
 */
export const JOIN_PUBLISHED_BODY = 'LEFT JOIN public.article_body b ON b.article_id = a.id';

/** View of the HTML of every stored body by `article_id`: of drafts, of articles, and the whole ones of paid articles. */
export const STORED_BODIES = 'public.stored_body';
