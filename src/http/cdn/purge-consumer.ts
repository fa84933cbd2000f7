import { cacheTags } from '../../cache/cache-tags.js';
import { hashChangedTags } from '../../cache/surrogate-keys.js';
import type { ChangeConsumer } from '../../changes/change-consumer.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import { type CachePurge, type CachePurger, splitIntoPortions } from './cache-purger.js';

/** Name of the job that purges a cache. */
export const PURGE_TASK = 'purge_cdn';
/**
 * Seconds until the second purge: a response in progress, or an instance that lags behind, may refill the CDN
 * with old data. Longer than any statement (database.ts).
 */
const REPEAT_DELAY_SECONDS = 20;
/** Maximum number of tags, and of paths, in a job, which is retried as a whole if the cache refuses some. */
const ENTRIES_PER_JOB = 1_000;

/** Beginning of the cache tag of a path. */
const PATH_TAG = cacheTags.path('');

/** Payload of the job. A job of an earlier release names no purger and no paths. */
interface PurgeJob extends Partial<CachePurge> {
  purger?: string;
}

/**
 * Creates the durable consumer that enqueues the purges of all changes, in the same transaction. Each purger
 * has separate jobs, so that one that fails delays no other.
 */
export function createPurgeConsumer(purgers: Pick<CachePurger, 'name'>[]): ChangeConsumer {
  return {
    name: 'cdn',
    consume: async (tx, changes) => {
      const purges = createPurges(changes);
      const jobs = purgers.flatMap(({ name: purger }) => purges.map((purge) => ({ purger, ...purge })));
      await enqueuePurges(tx, jobs, 0);
      await enqueuePurges(tx, jobs, REPEAT_DELAY_SECONDS);
    },
  };
}

/** Creates the task of the job. It throws if a purger fails or does not exist, and the job is retried. */
export function createPurgeTask(purgers: CachePurger[]): (payload: unknown) => Promise<void> {
  return async (payload) => {
    const { purger: name, tags = [], paths = [] } = payload as PurgeJob;
    const chosen = name === undefined ? purgers : purgers.filter((each) => each.name === name);
    if (chosen.length === 0) throw new Error(`No purger has the name ${name}.`);
    for (const purger of chosen) await purger.purge({ tags, paths });
  };
}

function createPurges(changes: Pick<ContentChangeRow, 'keys'>[]): CachePurge[] {
  const keys = [...new Set(changes.flatMap((change) => change.keys))];
  const tags = hashChangedTags(keys);
  const paths = keys.filter((tag) => tag.startsWith(PATH_TAG)).map((tag) => tag.slice(PATH_TAG.length));
  const [tagPortions, pathPortions] = [tags, paths].map((all) => splitIntoPortions(all, ENTRIES_PER_JOB));
  const count = Math.max(tagPortions!.length, pathPortions!.length);
  return Array.from({ length: count }, (_, i) => ({
    tags: tagPortions![i] ?? [],
    paths: pathPortions![i] ?? [],
  }));
}

type Transaction = Parameters<ChangeConsumer['consume']>[0];

async function enqueuePurges(tx: Transaction, jobs: PurgeJob[], delaySeconds: number): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${PURGE_TASK}, job, run_at := now() + make_interval(secs => ${delaySeconds}))
    FROM json_array_elements(${JSON.stringify(jobs)}::json) job`;
}
