import type { ChangeConsumer } from '../../changes/change-consumer.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { runWithTimeLimit } from '../../shared/async/time-limit.js';
import type { AppLogger } from '../../shared/logging/logger.js';
import { buildSiteUrl, type SiteAddress } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';

/** Name under which the offset of the hook's consumer is stored. */
export const HOOK_CONSUMER = 'after_publish';
/** Name of the job that runs the hook for an event. */
export const HOOK_TASK = 'after_publish';
/** Name of the job that unlocks the jobs of dead processes. */
export const UNLOCK_TASK = 'unlock_after_publish';
/** Milliseconds that a hook has for an event. */
const TIMEOUT_MS = 60_000;
/** Seconds after which a job's lock is that of a dead process, since no job may run as long. */
const STALLED_AFTER_SECONDS = 120;

const KINDS = ['PUBLISHED', 'UPDATED', 'CORRECTED', 'MOVED'] as const;
type PublishKind = (typeof KINDS)[number];

/** A publication of an article. */
export interface PublishEvent {
  /** PUBLISHED if readers did not see the article before; MOVED if its path changed. */
  kind: PublishKind;
  /** Number of the change, the same at every attempt; higher for later changes. */
  sequence: number;
  at: Date;
  /** Global ID. */
  articleId: string;
  slug: string;
  /** Site-relative URL path. */
  path: string;
  url: string;
}

/** Hook that runs after an article was published. Throws to be called again later. */
export type AfterPublish = (event: PublishEvent, signal: AbortSignal) => Promise<void> | void;

/** Event as stored in its job. */
export type PublishEventPayload = Omit<PublishEvent, 'at'> & { at: string };

/** Creates the consumer that enqueues a job for each publication, in the transaction of its offset. */
export function createPublishEventConsumer(site: SiteAddress): ChangeConsumer {
  return {
    name: HOOK_CONSUMER,
    consume: async (tx, changes) => {
      const events = changes.flatMap((change) => toEvent(change, site) ?? []);
      await tx.$executeRaw`
        SELECT graphile_worker.add_job(${HOOK_TASK}, event, queue_name := ${HOOK_TASK} || ':' || (event ->> 'articleId'),
          job_key := ${HOOK_TASK} || ':' || (event ->> 'sequence'))
        FROM json_array_elements(${JSON.stringify(events)}::json) event`;
    },
  };
}

/** Runs the hook for one event at a time; a failed one is retried by the job queue. */
export class AfterPublishRunner {
  constructor(
    private readonly hook: AfterPublish,
    private readonly log: AppLogger,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  async run({ at, ...event }: PublishEventPayload): Promise<void> {
    try {
      await runWithTimeLimit('afterPublish', this.timeoutMs, (signal) =>
        this.hook({ ...event, at: new Date(at) }, signal),
      );
    } catch (err) {
      const { kind, articleId, sequence } = event;
      this.log.error({ err, part: 'hooks', kind, articleId, sequence }, 'afterPublish failed');
      throw err;
    }
  }
}

/** Unlocks the jobs of processes that died while the hook ran; they would stay locked for four hours. */
export async function unlockStalledHooks(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM graphile_worker.jobs
    WHERE task_identifier = ${HOOK_TASK} AND locked_at < now() - make_interval(secs => ${STALLED_AFTER_SECONDS})
    HAVING count(*) > 0`;
}

function toEvent(change: ContentChangeRow, site: SiteAddress): PublishEvent | null {
  const { nodeType, nodeId, sequence, at, after } = change;
  const kind = KINDS.find((each) => each === change.kind);
  if (nodeType !== 'Article' || !kind || !after) return null;
  const { slug, path } = after;
  return {
    kind,
    sequence: Number(sequence),
    at,
    slug,
    path,
    articleId: toGlobalId('Article', nodeId),
    url: buildSiteUrl(site, path),
  };
}
