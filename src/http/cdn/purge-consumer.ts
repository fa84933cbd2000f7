import type { ChangeConsumer } from '../../changes/change-consumer.js';
import { hashCacheTag, OVERFLOW_TAG } from './cache-tag-headers.js';

/** Name of the job that purges tags from a CDN. */
export const PURGE_TASK = 'purge_cdn';
/**
 * Seconds until the second purge: a response in progress, or an instance that lags behind, may refill the CDN
 * with old data. Longer than any statement (database.ts).
 */
const REPEAT_DELAY_SECONDS = 20;
/** Maximum number of tags in a job, which is retried as a whole if the CDN refuses some. */
const TAGS_PER_JOB = 1_000;

/** Durable consumer that enqueues purges of the tags of all changes, in the same transaction. */
export const purgeConsumer: ChangeConsumer = {
  name: 'cdn',
  consume: async (tx, changes) => {
    const tags = [...new Set(changes.flatMap(({ keys }) => keys).map(hashCacheTag)), OVERFLOW_TAG];
    await enqueuePurge(tx, tags, 0);
    await enqueuePurge(tx, tags, REPEAT_DELAY_SECONDS);
  },
};

type Transaction = Parameters<ChangeConsumer['consume']>[0];

async function enqueuePurge(tx: Transaction, tags: string[], delaySeconds: number): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PURGE_TASK}, json_build_object('tags', portion),
      run_at := now() + make_interval(secs => ${delaySeconds}))
    FROM (
      SELECT array_agg(tag) AS portion FROM unnest(${tags}::text[]) WITH ORDINALITY AS named(tag, place)
      GROUP BY (place - 1) / ${TAGS_PER_JOB}
    ) portions`;
}
