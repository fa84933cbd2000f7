import type pg from 'pg';
import type { PrismaClient } from '../database/generated/client.js';
import { CoalescedRunner } from '../shared/async/coalesced-runner.js';
import type { AppLogger } from '../shared/logging/logger.js';
import { registerConsumerAtEnd } from './change-consumer.js';
import type { ChangeObserver } from './change-listener.js';
import { ChangeLogGapError, type ContentChangeRow, readChanges } from './change-log.js';

/** Seconds until changes are sent: their receiver fetches at once, and must not get what a CDN had before. */
const DELAY_SECONDS = 2;

export interface ChangeSenderOptions {
  /** Name of the job, and of the offset in the change log. It is permanent. */
  name: string;
  /** Sends up to 500 changes. Throws an Error if they were not accepted. */
  send(changes: ContentChangeRow[]): Promise<void>;
}

/**
 * Tells another server of all changes, in order: one job for all instances reads the change log, and moves the offset when
 * changes were accepted. What fails is sent again, after longer and longer delays and at the next change. Changes may be
 * sent twice if the process dies, and are not sent once they were pruned.
 */
export class ChangeSender implements ChangeObserver {
  private readonly runner = new CoalescedRunner(() => this.enqueue());
  private isRegistered = false;

  constructor(
    private readonly database: { prisma: PrismaClient; pool: pg.Pool },
    private readonly options: ChangeSenderOptions,
    private readonly log: AppLogger,
  ) {}

  /** The job for the queue of outbound jobs. */
  get job() {
    return { name: this.options.name, isOutbound: true, run: () => this.sendAll() };
  }

  pollChanges(): void {
    this.runner.trigger();
  }

  stop(): Promise<void> {
    return this.runner.stop();
  }

  private async enqueue(): Promise<void> {
    const { name } = this.options;
    try {
      if (!this.isRegistered) await registerConsumerAtEnd(this.database.prisma, name);
      this.isRegistered = true;
      await this.database.prisma.$executeRaw`
        SELECT graphile_worker.add_job(${name}, job_key := ${name}, job_key_mode := 'preserve_run_at',
          run_at := now() + make_interval(secs => ${DELAY_SECONDS}))
        WHERE EXISTS (SELECT FROM content_change
          WHERE sequence > (SELECT sequence FROM change_follower WHERE name = ${name}))`;
    } catch (err) {
      // The next change enqueues the job for this one too.
      this.log.debug({ err, part: 'changes', follower: name }, 'changes were not enqueued');
    }
  }

  private async sendAll(): Promise<void> {
    const { name, send } = this.options;
    const { changeFollower } = this.database.prisma;
    for (;;) {
      const follower = await changeFollower.findUnique({ where: { name } });
      if (!follower) return;
      const { sequence } = follower;
      const changes = await this.readAfter(sequence);
      const last = changes.at(-1);
      if (!last) return;
      await send(changes);
      // Another process may have sent the same meanwhile, if this one was taken for dead.
      await changeFollower.updateMany({ where: { name, sequence }, data: { sequence: last.sequence } });
    }
  }

  private async readAfter(sequence: bigint): Promise<ContentChangeRow[]> {
    try {
      return await readChanges(this.database.pool, sequence);
    } catch (err) {
      if (!(err instanceof ChangeLogGapError)) throw err;
      const { name } = this.options;
      this.log.error({ err, part: 'changes', follower: name }, 'pruned changes are not sent');
      return readChanges(this.database.pool, err.trimmedTo);
    }
  }
}
