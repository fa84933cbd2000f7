import type { ContentChangeRow } from './changes.js';
import type { Prisma, PrismaClient } from './generated/client.js';
import type { Log } from './log.js';
import { OnDemand } from './on-demand.js';

/** As many changes as a follower is given at once. */
const BATCH = 500;
/** Milliseconds that a follower may take over a batch, and wait for a connection. */
const PATIENCE = { maxWait: 10_000, timeout: 60_000 };
/** Milliseconds before a follower that failed tries again: twice as long each time, up to the longest. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 300_000;

/** Something that has to follow every change once, whichever instance does it. */
export interface Follower {
  /** Its position is kept under this name, in the table change_follower. */
  name: string;
  /**
   * Given the changes since its last time, in order, at most 500. What it writes through `tx`, jobs included, is
   * committed together with its new position: all of it or nothing. Effects outside the database belong in a job.
   */
  follow(tx: Prisma.TransactionClient, changes: ContentChangeRow[]): Promise<void>;
}

/**
 * Leads a follower through the change log. Every instance may: the follower's row is locked while one is at it,
 * and the lock goes with the connection, so that one that dies is followed by another. A follower that fails
 * tries again later from where it stood, and holds up no other.
 */
export class ChangeFollower {
  private readonly following = new OnDemand(() => this.catchUp());
  private hasJoined = false;
  private failures = 0;
  private rest: NodeJS.Timeout | null = null;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly follower: Follower,
    private readonly log: Log,
    private readonly firstDelay = FIRST_DELAY,
  ) {}

  look(): void {
    if (!this.rest) this.following.ask();
  }

  stop(): Promise<void> {
    if (this.rest) clearTimeout(this.rest);
    return this.following.stop();
  }

  private async catchUp(): Promise<void> {
    try {
      if (!this.hasJoined) await joinChangeLog(this.prisma, this.follower.name);
      this.hasJoined = true;
      while (!this.following.isStopped && (await this.step()));
      this.failures = 0;
    } catch (err) {
      const delay = Math.min(this.firstDelay * 2 ** this.failures, LONGEST_DELAY);
      this.failures += 1;
      this.rest = setTimeout(() => this.wake(), delay).unref();
      this.log.error({ err, part: 'changes', follower: this.follower.name, delay }, 'a follower failed');
    }
  }

  private wake(): void {
    this.rest = null;
    this.look();
  }

  /** Takes one batch; answers whether there may be another. */
  private step(): Promise<boolean> {
    const { name } = this.follower;
    return this.prisma.$transaction(async (tx) => {
      const [position] = await tx.$queryRaw<{ sequence: bigint }[]>`
        SELECT sequence FROM change_follower WHERE name = ${name} FOR UPDATE SKIP LOCKED`;
      if (!position) return false; // another instance is at it
      const changes = await tx.contentChange.findMany({
        where: { sequence: { gt: position.sequence } },
        orderBy: { sequence: 'asc' },
        take: BATCH,
      });
      const last = changes.at(-1);
      if (!last) return false;
      await this.follower.follow(tx, changes as unknown as ContentChangeRow[]);
      await tx.changeFollower.update({ where: { name }, data: { sequence: last.sequence } });
      return true;
    }, PATIENCE);
  }
}

/** A follower of this name has a position from now on: it begins with the earliest change that is kept. */
export async function joinChangeLog(prisma: PrismaClient, name: string): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO change_follower (name, sequence) SELECT ${name}, trimmed_to FROM change_log FOR SHARE
    ON CONFLICT DO NOTHING`;
}
