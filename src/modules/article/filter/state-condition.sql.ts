import { Prisma } from '../../../database/generated/client.js';
import { ArticleStatus } from '../../../shared/article/article-status.js';
import { parseReferenceArgument } from '../../../shared/references/reference.js';

const { sql, join } = Prisma;

/** The view with schedules, which only the preview perspective has: clients need a scope for its columns. */
export const STATES = Prisma.raw('"preview"."article_state"');

/** The view with API keys, which only the preview perspective has. */
const ACTORS = Prisma.raw('"preview"."actor"');

/** Conditions on the state `s` of an article, as getArticleStatus reads it. */
const STATUS_CONDITIONS: Record<ArticleStatus, Prisma.Sql> = {
  [ArticleStatus.SCHEDULED]: sql`s.scheduled_for IS NOT NULL`,
  [ArticleStatus.PUBLISHED]: sql`(s.scheduled_for IS NULL AND s.is_published)`,
  [ArticleStatus.UNPUBLISHED]: sql`(s.scheduled_for IS NULL AND NOT s.is_published AND s.unpublished_at IS NOT NULL)`,
  [ArticleStatus.DRAFT]: sql`(s.scheduled_for IS NULL AND NOT s.is_published AND s.unpublished_at IS NULL)`,
};

/** Builds the condition that the article `a` has one of the statuses. */
export function buildStatusCondition(statuses: ArticleStatus[]): Prisma.Sql {
  const known = [...new Set(statuses)].map((status) => STATUS_CONDITIONS[status]);
  return known.length === 0 ? sql`false` : buildStateCondition(sql`(${join(known, ' OR ')})`);
}

/** Builds the condition that the article `a` has a scheduled time `s.scheduled_for` within bounds. */
export function buildScheduleCondition(bounds: Prisma.Sql[]): Prisma.Sql {
  return buildStateCondition(join(bounds, ' AND '));
}

/** Builds the condition that the column of the state `s` names one of the API keys, given by ID or prefix. */
export function buildActorCondition(column: Prisma.Sql, keys: string[], name: string): Prisma.Sql {
  const references = keys.map((key) => parseReferenceArgument('ApiKey', key, name));
  const ids = references.flatMap((reference) => ('id' in reference ? reference.id : []));
  const prefixes = references.flatMap((reference) => ('slug' in reference ? reference.slug : []));
  return buildStateCondition(
    sql`${column} = ANY(ARRAY(SELECT id FROM ${ACTORS} WHERE id = ANY(${ids}::int[]) OR prefix = ANY(${prefixes}::text[])))`,
  );
}

/** Builds the condition that the state `s` of the article `a` meets another one. */
export function buildStateCondition(condition: Prisma.Sql): Prisma.Sql {
  return sql`EXISTS (SELECT FROM ${STATES} s WHERE s.id = a.id AND ${condition})`;
}
