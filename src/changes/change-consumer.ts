import type { Prisma, PrismaClient } from '../database/generated/client.js';
import type { AppLogger } from '../observability/logger.js';
import { CoalescedRunner } from '../shared/async/coalesced-runner.js';
import type { ContentChangeRow } from './change-log.js';

/** As many changes as a follower is given at once. */
const BATCH_SIZE = 500;
/** Milliseconds that a follower may take over a batch, and wait for a connection. */
const TRANSACTION_TIMEOUTS = { maxWait: 10_000, timeout: 60_000 };
/** Milliseconds before a follower that failed tries again: twice as long each time, up to the longest. */
const FIRST_RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 300_000;

/** Something that has to follow every change once, whichever instance does it. */
export interface ChangeConsumer {
  /** Its position is kept under this name, in the table change_follower. */
  name: string;
  /**
   * Given the changes since its last time, in order, at most 500. What it writes through `tx`, jobs included, is
   * committed together with its new position: all of it or nothing. Effects outside the database belong in a job.
   */
  consume(tx: Prisma.TransactionClient, changes: ContentChangeRow[]): Promise<void>;
}

/**
 * Leads a follower through the change log. Every instance may: the follower's row is locked while one is at it,
 * and the lock goes with the connection, so that one that dies is followed by another. A follower that fails
 * tries again later from where it stood, and holds up no other.
 */
export class ChangeConsumerRunner {
  private readonly runner = new CoalescedRunner(() => this.catchUp());
  private isRegistered = false;
  private failures = 0;
  private retryTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly consumer: ChangeConsumer,
    private readonly log: AppLogger,
    private readonly firstRetryDelayMs = FIRST_RETRY_DELAY_MS,
  ) {}

  pollChanges(): void {
    if (!this.retryTimer) this.runner.trigger();
  }

  stop(): Promise<void> {
    if (this.retryTimer) clearTimeout(this.retryTimer);
    return this.runner.stop();
  }

  private async catchUp(): Promise<void> {
    try {
      if (!this.isRegistered) await registerConsumer(this.prisma, this.consumer.name);
      this.isRegistered = true;
      while (!this.runner.isStopped && (await this.consumeBatch()));
      this.failures = 0;
    } catch (err) {
      const delay = Math.min(this.firstRetryDelayMs * 2 ** this.failures, MAX_RETRY_DELAY_MS);
      this.failures += 1;
      this.retryTimer = setTimeout(() => this.retry(), delay).unref();
      this.log.error({ err, part: 'changes', follower: this.consumer.name, delay }, 'a follower failed');
    }
  }

  private retry(): void {
    this.retryTimer = null;
    this.pollChanges();
  }

  /** Takes one batch; answers whether there may be another. */
  private consumeBatch(): Promise<boolean> {
    const { name } = this.consumer;
    return this.prisma.$transaction(async (tx) => {
      const [position] = await tx.$queryRaw<{ sequence: bigint }[]>`
        SELECT sequence FROM change_follower WHERE name = ${name} FOR UPDATE SKIP LOCKED`;
      if (!position) return false; // another instance is at it
      const changes = await tx.contentChange.findMany({
        where: { sequence: { gt: position.sequence } },
        orderBy: { sequence: 'asc' },
        take: BATCH_SIZE,
      });
      const last = changes.at(-1);
      if (!last) return false;
      await this.consumer.consume(tx, changes as unknown as ContentChangeRow[]);
      await tx.changeFollower.update({ where: { name }, data: { sequence: last.sequence } });
      return true;
    }, TRANSACTION_TIMEOUTS);
  }
}

/** A follower of this name has a position from now on: it begins with the earliest change that is kept. */
export async function registerConsumer(prisma: PrismaClient, name: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO change_follower (name, sequence) SELECT ${name}, trimmed_to FROM change_log FOR SHARE
    ON CONFLICT DO NOTHING`;
}
