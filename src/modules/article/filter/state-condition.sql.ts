import { Prisma } from '../../../database/generated/client.js';
import { ArticleStatus } from '../../../shared/article/article-status.js';
import { parseReferenceArgument } from '../../../shared/references/reference.js';
import type { ReferenceReader } from './condition.js';

const { sql, join } = Prisma;

/** Name of the view with schedules, which only the preview perspective has: clients need a scope for its columns. */
export const STATES = 'article_state';

/** Reads views of the preview perspective. */
type StateReader = Pick<ReferenceReader, 'previewTable'>;

/** Conditions on the state `s` of an article, as getArticleStatus reads it. */
const STATUS_CONDITIONS: Record<ArticleStatus, Prisma.Sql> = {
  [ArticleStatus.SCHEDULED]: sql`s.scheduled_for IS NOT NULL`,
  [ArticleStatus.PUBLISHED]: sql`(s.scheduled_for IS NULL AND s.is_published)`,
  [ArticleStatus.UNPUBLISHED]: sql`(s.scheduled_for IS NULL AND NOT s.is_published AND s.unpublished_at IS NOT NULL)`,
  [ArticleStatus.DRAFT]: sql`(s.scheduled_for IS NULL AND NOT s.is_published AND s.unpublished_at IS NULL)`,
};

/** Builds the condition that the article `a` has one of the statuses. */
export function buildStatusCondition(reader: StateReader, statuses: ArticleStatus[]): Prisma.Sql {
  const known = [...new Set(statuses)].map((status) => STATUS_CONDITIONS[status]);
  return known.length === 0 ? sql`false` : buildStateCondition(reader, sql`(${join(known, ' OR ')})`);
}

/** Builds the condition that the article `a` has a scheduled time `s.scheduled_for` within bounds. */
export function buildScheduleCondition(reader: StateReader, bounds: Prisma.Sql[]): Prisma.Sql {
  return buildStateCondition(reader, join(bounds, ' AND '));
}

/**
 * Builds the condition that the published article `a` has a later revision, or that it has none. Drafts that differ from
 * what is published have an index, whose array PostgreSQL takes for short.
 */
export function buildChangesCondition(reader: StateReader, isTrue: boolean): Prisma.Sql {
  const hasChanges = buildStateCondition(reader, sql`s.has_unpublished_changes`);
  if (!isTrue) return sql`NOT ${hasChanges}`;
  const changed = sql`SELECT d.id FROM public.draft d WHERE d.published_revision IS DISTINCT FROM d.revision`;
  return sql`(a.id = ANY (ARRAY(${changed})) AND ${hasChanges})`;
}

/** Builds the condition that the column of the state `s` names one of the API keys, given by ID or prefix. */
export function buildActorCondition(
  column: Prisma.Sql,
  keys: string[],
  { reader, name }: { reader: StateReader; name: string },
): Prisma.Sql {
  const references = keys.map((key) => parseReferenceArgument('ApiKey', key, name));
  const ids = references.flatMap((reference) => ('id' in reference ? reference.id : []));
  const prefixes = references.flatMap((reference) => ('slug' in reference ? reference.slug : []));
  return buildStateCondition(
    reader,
    sql`${column} = ANY(ARRAY(SELECT id FROM ${reader.previewTable('actor')} WHERE id = ANY(${ids}::int[]) OR prefix = ANY(${prefixes}::text[])))`,
  );
}

/** Builds the condition that the state `s` of the article `a` meets another one. */
export function buildStateCondition(reader: StateReader, condition: Prisma.Sql): Prisma.Sql {
  return sql`EXISTS (SELECT FROM ${reader.previewTable(STATES)} s WHERE s.id = a.id AND ${condition})`;
}
