import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Milliseconds that the database has to let someone in and answer the shortest question. */
const PROBE_TIMEOUT_MS = 1_000;
/** Milliseconds between two looks while it is away. */
const PROBE_INTERVAL_MS = 250;
/** One look that was in vain can be a pause of our own. */
const FAILURE_THRESHOLD = 2;
/** PostgreSQL is there, and starts or stops: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STARTING_OR_STOPPING = /^57P0/;
/** The system says at once that there is nothing. */
const NO_SERVER = /^(ECONNREFUSED|ENOENT)$/;

/**
 * Whether the database answers at all. Nothing is asked while all is well: the first who waits in vain says so, and
 * from then on, over a new connection each time, it is looked for until it answers. So that nobody else has to wait.
 */
export class DatabaseCircuitBreaker {
  isOpen = false;
  /** Told when it has gone, so that whoever waits for it need not wait on. */
  readonly openHandlers = new Set<() => void>();
  /** Told when it answers again. */
  readonly closeHandlers = new Set<() => void>();
  private isProbing = false;
  private isStopped = false;

  constructor(private readonly connection: pg.PoolConfig) {}

  /** Something went wrong with a connection. What PostgreSQL itself has to say against a statement is no sign. */
  reportFailure(error: unknown): void {
    const isStatementError =
      error instanceof pg.DatabaseError && !STARTING_OR_STOPPING.test(error.code ?? '');
    if (isStatementError || this.isProbing || this.isStopped) return;
    this.isProbing = true;
    void this.probeUntilReachable().finally(() => {
      this.isProbing = false;
    });
  }

  stop(): void {
    this.isStopped = true;
  }

  private async probeUntilReachable(): Promise<void> {
    for (let failures = 0; !this.isStopped; ) {
      const status = await probe(this.connection);
      if (status === 'here') break;
      failures += status === 'nobody' ? FAILURE_THRESHOLD : 1;
      if (failures >= FAILURE_THRESHOLD && !this.isOpen) {
        this.isOpen = true;
        for (const tell of this.openHandlers) tell();
      }
      await sleep(PROBE_INTERVAL_MS, undefined, { ref: false });
    }
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const tell of this.closeHandlers) tell();
  }
}

async function probe(connection: pg.PoolConfig): Promise<'here' | 'silent' | 'nobody'> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'here';
  } catch (error) {
    if (error instanceof pg.DatabaseError)
      return STARTING_OR_STOPPING.test(error.code ?? '') ? 'nobody' : 'here';
    return NO_SERVER.test((error as NodeJS.ErrnoException).code ?? '') ? 'nobody' : 'silent';
  } finally {
    client.end().catch(() => undefined); // not waited for: one that is silent says no farewell
  }
}
