import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Milliseconds that the database has to let someone in and answer the shortest question. */
const PATIENCE = 1_000;
/** Milliseconds between two looks while it is away. */
const INTERVAL = 250;
/** One look that was in vain can be a pause of our own. */
const LOOKS = 2;
/** PostgreSQL is there, and starts or stops: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NOT_NOW = /^57P0/;
/** The system says at once that there is nothing. */
const NOBODY = /^(ECONNREFUSED|ENOENT)$/;

/**
 * Whether the database answers at all. Nothing is asked while all is well: the first who waits in vain says so, and
 * from then on, over a new connection each time, it is looked for until it answers. So that nobody else has to wait.
 */
export class Pulse {
  isAway = false;
  /** Told when it has gone, so that whoever waits for it need not wait on. */
  readonly gone = new Set<() => void>();
  /** Told when it answers again. */
  readonly back = new Set<() => void>();
  private isLooking = false;
  private isStopped = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** Something went wrong with a connection. What PostgreSQL itself has to say against a statement is no sign. */
  suspect(error: unknown): void {
    const isAnswer = error instanceof pg.DatabaseError && !NOT_NOW.test(error.code ?? '');
    if (isAnswer || this.isLooking || this.isStopped) return;
    this.isLooking = true;
    void this.look().finally(() => {
      this.isLooking = false;
    });
  }

  stop(): void {
    this.isStopped = true;
  }

  private async look(): Promise<void> {
    for (let misses = 0; !this.isStopped; ) {
      const answer = await ask(this.connection);
      if (answer === 'here') break;
      misses += answer === 'nobody' ? LOOKS : 1;
      if (misses >= LOOKS && !this.isAway) {
        this.isAway = true;
        for (const tell of this.gone) tell();
      }
      await sleep(INTERVAL, undefined, { ref: false });
    }
    if (!this.isAway) return;
    this.isAway = false;
    for (const tell of this.back) tell();
  }
}

async function ask(connection: pg.PoolConfig): Promise<'here' | 'silent' | 'nobody'> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: PATIENCE,
    query_timeout: PATIENCE,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'here';
  } catch (error) {
    if (error instanceof pg.DatabaseError) return NOT_NOW.test(error.code ?? '') ? 'nobody' : 'here';
    return NOBODY.test((error as NodeJS.ErrnoException).code ?? '') ? 'nobody' : 'silent';
  } finally {
    client.end().catch(() => undefined); // not waited for: one that is silent says no farewell
  }
}
