import type { PrismaClient } from '../../../database/generated/client.js';

/** Name of the job that thins out the views of old hours. */
export const ROLLUP_TASK = 'thin_out_views';
/** Articles that one statement looks at, so that none takes long. */
const BATCH_SIZE = 2_000;

/**
 * Keeps, of the rows of views older than 61 days, the last of each day (UTC): no window of hours reaches beyond.
 * Their sums are running sums, so that what is deleted is no view but the hour at which it was. Can be done again,
 * or broken off, at any time.
 */
export async function rollUpViews(prisma: PrismaClient, now: Date): Promise<void> {
  const { _max: last } = await prisma.draft.aggregate({ _max: { id: true } });
  for (let first = 0; first <= (last.id ?? 0); first += BATCH_SIZE) {
    await prisma.$executeRaw`
      DELETE FROM article_views v USING (
        SELECT article_id, hour, lead(hour) OVER (PARTITION BY article_id ORDER BY hour) AS next
        FROM article_views
        WHERE article_id >= ${first} AND article_id < ${first + BATCH_SIZE}
          AND hour < ${now}::timestamptz - interval '61 days'
      ) old
      WHERE v.article_id = old.article_id AND v.hour = old.hour
        AND date_trunc('day', old.next, 'UTC') = date_trunc('day', old.hour, 'UTC')`;
  }
}
