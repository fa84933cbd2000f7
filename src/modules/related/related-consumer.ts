import type { ChangeConsumer } from '../../changes/change-consumer.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { Prisma } from '../../database/generated/client.js';
import { IndexStage } from './index/work-queue.js';

/** Name of the job that updates related articles. */
export const RELATED_TASK = 'refresh_related';

/** Enqueues the articles with related lists that are due, and a job for them, in the same transaction. */
export const relatedConsumer: ChangeConsumer = {
  name: 'related',
  consume: async (tx, changes) => {
    const articles = changes.filter(isArticleChange).map(({ nodeId }) => nodeId);
    const refiled = await findRefiled(
      tx,
      parseChangedIds(changes, 'tag'),
      parseChangedIds(changes, 'author'),
      parseChangedIds(changes, 'series'),
    );
    const due = [...new Set([...articles, ...refiled])];
    if (due.length === 0) return;
    await tx.$executeRaw`
      INSERT INTO related_due (article_id, step, is_changed) SELECT id, ${IndexStage.INDEX}::int, true
      FROM unnest(${due}::int[]) id
      ON CONFLICT (article_id) DO UPDATE SET step = excluded.step, is_changed = excluded.is_changed`;
    await enqueueRefresh(tx);
  },
};

/** Excludes the changes that the lists append themselves, which would loop forever. */
function isArticleChange({ nodeType, kind }: ContentChangeRow): boolean {
  return nodeType === 'Article' && kind !== 'RELATED';
}

/**
 * Enqueues one job, however often it is called; articles that arrive while it waits are processed with the
 * rest.
 */
export async function enqueueRefresh(tx: Pick<Prisma.TransactionClient, '$executeRaw'>): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${RELATED_TASK}, job_key := ${RELATED_TASK}, queue_name := ${RELATED_TASK})`;
}

/** Finds the articles of tags or authors that were merged or removed, and of series that were renamed, merged or ordered. */
async function findRefiled(
  tx: Prisma.TransactionClient,
  tags: number[],
  authors: number[],
  series: number[],
): Promise<number[]> {
  if (tags.length === 0 && authors.length === 0 && series.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT t.article_id AS id FROM article_tag t JOIN related_document d USING (article_id)
    WHERE t.tag_id = ANY(${tags}::int[]) AND t.tag_id <> ALL(d.tags)
    UNION SELECT w.article_id FROM article_author w JOIN related_document d USING (article_id)
    WHERE w.author_id = ANY(${authors}::int[]) AND w.author_id <> ALL(d.authors)
    UNION SELECT a.id FROM article a JOIN related_document d ON d.article_id = a.id
    WHERE a.series_id = ANY(${series}::int[])
      AND (a.series, a.series_part) IS DISTINCT FROM (d.series, d.series_part)
    UNION SELECT d.article_id FROM related_document d, unnest(${tags}::int[]) tag
    WHERE d.tags @> ARRAY[tag]
      AND NOT EXISTS (SELECT FROM article_tag t WHERE t.article_id = d.article_id AND t.tag_id = tag)
    UNION SELECT d.article_id FROM related_document d, unnest(${authors}::int[]) author
    WHERE d.authors @> ARRAY[author]
      AND NOT EXISTS (SELECT FROM article_author w WHERE w.article_id = d.article_id AND w.author_id = author)`;
  return rows.map(({ id }) => id);
}

/**
 * Parses the IDs in the cache tags of changes to tags, authors and series; changes to articles name their article.
 */
function parseChangedIds(changes: ContentChangeRow[], type: string): number[] {
  const keys = changes.filter(({ nodeType }) => nodeType !== 'Article').flatMap((change) => change.keys);
  const ids = keys.filter((key) => key.startsWith(`${type}:`)).map((key) => key.slice(type.length + 1));
  return [...new Set(ids.filter((id) => /^\d+$/.test(id)).map(Number))];
}
