import type { ChangeObserver } from '../../changes/change-listener.js';
import { CoalescedRunner } from '../../shared/async/coalesced-runner.js';
import type { AppLogger } from '../../shared/logging/logger.js';

/** Reads the settings of the site for jobs after every change. One row costs less than knowing what changed. */
export class SiteObserver implements ChangeObserver {
  private readonly runner = new CoalescedRunner(() => this.refresh());

  constructor(
    private readonly site: { refresh(): Promise<void> },
    private readonly log: AppLogger,
  ) {}

  pollChanges(): void {
    this.runner.trigger();
  }

  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async refresh(): Promise<void> {
    // The next poll reads them, once the database is back.
    await this.site
      .refresh()
      .catch((err) => this.log.debug({ err, part: 'site' }, 'settings cannot be read'));
  }
}
