import type { ChangeConsumer } from '../../changes/change-consumer.js';
import { hashCacheTag, OVERFLOW_TAG } from './cache-tag-headers.js';

/** Name of the job that has a CDN forget what has changed. */
export const PURGE_TASK = 'purge_cdn';
/**
 * Seconds after which it is told again: an answer that was under way, or an instance that heard of the change
 * later than the CDN, can have filled it with the old once more. No statement takes longer (database.ts).
 */
const REPEAT_DELAY_SECONDS = 20;
/** Tags of one job, which is done again as a whole when the CDN does not take some of them. */
const TAGS_PER_JOB = 1_000;

/** Follows the change log and has the tags purged of all that a change names, in the same transaction. */
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
