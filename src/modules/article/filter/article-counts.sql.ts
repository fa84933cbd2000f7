import type { ListOwner } from '../../../cache/cache-tags.js';
import { Prisma } from '../../../database/generated/client.js';
import type { ListSource } from '../../../shared/lists/list.js';
import { buildUnlistedIds } from './listed.sql.js';

const { sql, raw } = Prisma;

/** Lists of articles with a stored number. */
export type CountedList = 'site' | Exclude<ListOwner, 'series'>;

/** Builds the condition on a row `c` of stored numbers. The kind is a literal, by which PostgreSQL finds the index. */
export function buildCountCondition(kind: CountedList, id: Prisma.Sql): Prisma.Sql {
  return sql`c.kind = ${raw(`'${kind}'`)} AND c.id = ${id}`;
}

/** Builds a JOIN of tags or authors with `c.articles`, their number of articles: the stored one, or counted. */
export function joinArticleCounts(
  kind: 'tag' | 'author',
  id: Prisma.Sql,
  { table, counts }: Pick<ListSource, 'table' | 'counts'>,
): Prisma.Sql {
  if (counts) return sql`JOIN ${counts} c ON ${buildCountCondition(kind, id)}`;
  const column = raw(`${kind}_id`);
  return sql`JOIN (
      SELECT t.id, coalesce(n.articles, 0) AS articles FROM ${table(kind)} t LEFT JOIN (
        SELECT a.${column}, count(*)::int AS articles FROM ${table(`article_${kind}`)} a
        WHERE a.article_id NOT IN ${buildUnlistedIds(table('article'))} GROUP BY 1
      ) n ON n.${column} = t.id
    ) c ON c.id = ${id}`;
}
