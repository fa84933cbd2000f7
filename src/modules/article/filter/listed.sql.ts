import { Prisma } from '../../../database/generated/client.js';
import { UNLISTED_KIND } from '../../../fields/content-model.js';

const { sql, raw } = Prisma;

/**
 * SQL text of the condition on an article that lists contain it by default: every kind but PAGE. A literal,
 * since pages are few: PostgreSQL then reads an index by date and skips them.
 */
export const IS_LISTED = `kind <> '${UNLISTED_KIND}'`;

/** Builds the SQL set of the IDs that lists leave out, for tables of articles that have no kind. */
export function buildUnlistedIds(articleTable: Prisma.Sql): Prisma.Sql {
  return sql`(SELECT id FROM ${articleTable} WHERE kind = ${raw(`'${UNLISTED_KIND}'`)})`;
}
