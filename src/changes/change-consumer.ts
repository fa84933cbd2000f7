import type { Pool } from 'pg';
import type { Prisma, PrismaClient } from '../database/generated/client.js';
import { CoalescedRunner } from '../shared/async/coalesced-runner.js';
import type { AppLogger } from '../shared/logging/logger.js';
import type { ContentChangeRow } from './change-log.js';
import type { EditorChangeRow } from './editor-log.js';

/** Maximum number of changes passed to a consumer per call. */
const BATCH_SIZE = 500;
/** Milliseconds that a consumer may take for a batch, and wait for a connection. */
const TRANSACTION_TIMEOUTS = { maxWait: 10_000, timeout: 60_000 };
/** Milliseconds before a failed consumer retries, doubled each time up to the maximum. */
const FIRST_RETRY_DELAY_MS = 1_000;
const MAX_RETRY_DELAY_MS = 300_000;

/** Properties of the consumers of both logs. */
interface ConsumerOptions {
  /** Name under which its offset is stored, in the table change_follower. */
  name: string;
  /** Milliseconds to wait after a notification, so that later changes are in the same batch; 0 by default. */
  batchDelayMs?: number;
}

/** Durable consumer of the change log: processes every change once, on whichever instance. */
export interface ChangeConsumer extends ConsumerOptions {
  log?: 'change';
  /**
   * Processes up to 500 changes, in order. Writes through `tx`, jobs included, are committed together with
   * the new offset; effects outside the database belong in a job.
   */
  consume(tx: Prisma.TransactionClient, changes: ContentChangeRow[]): Promise<void>;
}

/** Durable consumer of the editors' log. */
export interface EditorChangeConsumer extends ConsumerOptions {
  log: 'edit';
  /** Processes up to 500 changes, as `ChangeConsumer.consume` does. */
  consume(tx: Prisma.TransactionClient, changes: EditorChangeRow[]): Promise<void>;
}

export type LogConsumer = ChangeConsumer | EditorChangeConsumer;

/**
 * Runs a consumer on its log, on one instance at a time: its row is locked meanwhile, and released
 * with the connection. A failed consumer retries from its offset and delays no other.
 */
export class ChangeConsumerRunner {
  private readonly runner = new CoalescedRunner(() => this.catchUp());
  private failures = 0;
  private retryTimer: NodeJS.Timeout | null = null;
  private batchTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: { prisma: PrismaClient; writes: Pick<Pool, 'query'> },
    private readonly consumer: LogConsumer,
    private readonly log: AppLogger,
    private readonly firstRetryDelayMs = FIRST_RETRY_DELAY_MS,
  ) {}

  pollChanges(): void {
    if (this.retryTimer || this.batchTimer) return;
    const { batchDelayMs = 0 } = this.consumer;
    if (batchDelayMs === 0) this.runner.trigger();
    else
      this.batchTimer = setTimeout(() => {
        this.batchTimer = null;
        this.runner.trigger();
      }, batchDelayMs).unref();
  }

  onWrite(): void {
    if (this.consumer.log === 'edit') this.pollChanges();
  }

  stop(): Promise<void> {
    if (this.retryTimer) clearTimeout(this.retryTimer);
    if (this.batchTimer) clearTimeout(this.batchTimer);
    return this.runner.stop();
  }

  private async catchUp(): Promise<void> {
    try {
      while (!this.runner.isStopped && (await this.hasChanges()) && (await this.consumeBatch()));
      this.failures = 0;
    } catch (err) {
      const delay = Math.min(this.firstRetryDelayMs * 2 ** this.failures, MAX_RETRY_DELAY_MS);
      this.failures += 1;
      this.retryTimer = setTimeout(() => this.retry(), delay).unref();
      this.log.error({ err, part: 'changes', follower: this.consumer.name, delay }, 'change consumer failed');
    }
  }

  private retry(): void {
    this.retryTimer = null;
    this.pollChanges();
  }

  /**
   * Returns true if there are changes after the offset. Registers a consumer without one. A statement outside Prisma,
   * because most starts have no changes, and the first use of Prisma takes 0.3 s of CPU.
   */
  private async hasChanges(): Promise<boolean> {
    const { name, log } = this.consumer;
    const table = log === 'edit' ? 'editor_change' : 'content_change';
    const sql = `
      SELECT EXISTS (SELECT FROM ${table} c WHERE c.sequence > f.sequence) AS "hasChanges"
      FROM change_follower f WHERE name = $1`;
    const { rows } = await this.database.writes.query<{ hasChanges: boolean }>(sql, [name]);
    if (rows[0]) return rows[0].hasChanges;
    await registerConsumer(this.database.prisma, this.consumer);
    return true;
  }

  /** Processes one batch. Returns true if there may be another. */
  private consumeBatch(): Promise<boolean> {
    const { name } = this.consumer;
    return this.database.prisma.$transaction(async (tx) => {
      const [position] = await tx.$queryRaw<{ sequence: bigint }[]>`
        SELECT sequence FROM change_follower WHERE name = ${name} FOR UPDATE SKIP LOCKED`;
      if (!position) return false; // another instance runs the consumer
      const sequence = await consumeChanges(tx, this.consumer, position.sequence);
      if (sequence === null) return false;
      await tx.changeFollower.update({ where: { name }, data: { sequence } });
      return true;
    }, TRANSACTION_TIMEOUTS);
  }
}

/** Processes up to 500 changes after a sequence. Returns the sequence of the last one; null if there was none. */
async function consumeChanges(
  tx: Prisma.TransactionClient,
  consumer: LogConsumer,
  after: bigint,
): Promise<bigint | null> {
  const page = {
    where: { sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: BATCH_SIZE,
  } as const;
  if (consumer.log === 'edit') {
    const changes = await tx.editorChange.findMany(page);
    if (changes.length > 0) await consumer.consume(tx, changes as unknown as EditorChangeRow[]);
    return changes.at(-1)?.sequence ?? null;
  }
  const changes = await tx.contentChange.findMany(page);
  if (changes.length > 0) await consumer.consume(tx, changes as unknown as ContentChangeRow[]);
  return changes.at(-1)?.sequence ?? null;
}

/**
 * Registers a consumer, unless it has an offset already. A new one starts at the earliest change not pruned.
 */
export async function registerConsumer(
  prisma: PrismaClient,
  { name, log = 'change' }: Pick<LogConsumer, 'name' | 'log'>,
): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO change_follower (name, log, sequence)
    SELECT ${name}, ${log}, CASE ${log} WHEN 'edit' THEN editor_trimmed_to ELSE trimmed_to END FROM change_log FOR SHARE
    ON CONFLICT DO NOTHING`;
}

/** Registers a consumer, unless it has an offset already. A new one starts after the latest change. */
export async function registerConsumerAtEnd(prisma: PrismaClient, name: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO change_follower (name, sequence)
    SELECT ${name}, greatest(trimmed_to, (SELECT max(sequence) FROM content_change)) FROM change_log FOR SHARE
    ON CONFLICT DO NOTHING`;
}
