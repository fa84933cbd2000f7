import { cacheTags } from '../../cache/cache-tags.js';
import type { ChangeObserver } from '../../changes/change-listener.js';
import type { PrismaClient } from '../../database/generated/client.js';
import { CoalescedRunner } from '../../shared/async/coalesced-runner.js';
import { type AppLogger, noopLogger } from '../../shared/logging/logger.js';
import { announceTags } from './webhook-events.js';

/** Name of the job that announces the tag of the popular lists. */
export const ANNOUNCE_POPULAR_TASK = 'announce_popular';
/** Seconds between two announcements, since each view may change a list. */
const INTERVAL_SECONDS = 60;

/** Enqueues the job when views have changed popular lists, and a webhook receives cache tags. */
export class PopularTagObserver implements ChangeObserver {
  private readonly runner = new CoalescedRunner(() => this.enqueue());

  constructor(
    private readonly prisma: PrismaClient,
    private readonly log: AppLogger = noopLogger,
  ) {}

  onPopularityChange(): void {
    this.runner.trigger();
  }

  pollChanges(): void {}

  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async enqueue(): Promise<void> {
    try {
      await this.prisma.$executeRaw`
        SELECT graphile_worker.add_job(${ANNOUNCE_POPULAR_TASK}, job_key := ${ANNOUNCE_POPULAR_TASK},
          run_at := now() + make_interval(secs => ${INTERVAL_SECONDS}), job_key_mode := 'preserve_run_at')
        WHERE EXISTS (SELECT FROM webhook WHERE disabled_at IS NULL AND 'TAGS_CHANGED' = ANY(kinds))`;
    } catch (err) {
      this.log.debug({ err, part: 'webhooks' }, 'popular lists were not announced'); // the next views are
    }
  }
}

/** Announces the tag of the popular lists to the webhooks that receive cache tags. */
export function announcePopular(prisma: PrismaClient): Promise<void> {
  return announceTags(prisma, [cacheTags.popular]);
}
